package dev.dunlin.tests.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.driver.session.Cleaning;
import dev.dunlin.driver.session.Cleaning.Finding;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.work.JobTraces;
import dev.dunlin.driver.work.WorkFolder;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.badinput.Cli;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What {@code dunlin clean} finds of killed jobs, and what it leaves alone. */
@Tag("chaos")
@Timeout(300)
final class CleanTest {
  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Instant SOON = Instant.parse("2999-01-01T00:00:00Z");

  private static final byte[] BYTE = {1};

  /** In the order of their keys. */
  private static final List<String> NOT_OF_JOBS =
      List.of(
          "j-1234abcd/data.parquet",
          "j-1234abcd/s0/t0/a0/data.parquet",
          "j-1234abcd/s0/t0/a00/segments",
          "j-1234abcd/s0/t0/segments",
          "j-1234abcd/segments",
          "j-1234abcd/x/s0/t0/a0/segments",
          "j-2024/01/data.parquet",
          "j-2024/data.parquet",
          "j-2024/s3/t3/data.parquet",
          "j-5555aaaa/s0/t0/a0/segments/part",
          "j-UPPER/s0/t0/a0/segments",
          "notes/j-1.txt",
          "notes/j-1234abcd/s0/t0/a0/segments");

  private static S3Server server;

  @TempDir Path folder;
  private S3Place place;
  private S3ObjectStore s3;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void open() {
    place = S3Place.on(server);
    s3 = place.open();
  }

  @AfterEach
  void close() {
    s3.close();
  }

  private Config config() {
    return place.config(folder.resolve("work"));
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "content", ""), content);
  }

  /** Findings of this test as {@code VERDICT what job place}; the machine may have others. */
  private List<String> find(Config config, Instant before, ObjectUri... outputs)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    try (Cleaning cleaning = new Cleaning(config, warnings::add)) {
      List<String> found =
          mine(cleaning.find(List.of(outputs), before)).stream()
              .map(
                  f ->
                      "%s %s %s %s"
                          .formatted(
                              f.verdict(),
                              f.leftover().kind(),
                              f.leftover().job(),
                              relative(f.leftover().place())))
              .toList();
      warnings.removeIf(warning -> warning.contains(WorkFolder.standard() + "/")); // Others' jobs.
      assertEquals(List.of(), warnings);
      return found;
    }
  }

  private List<Finding> mine(List<Finding> findings) {
    return findings.stream().filter(f -> !relative(f.leftover().place()).startsWith("/")).toList();
  }

  private String relative(ObjectUri uri) {
    return uri.toString()
        .replace(place.root() + "/", "s3/")
        .replace(folder + "/", "")
        .replaceAll("d-[0-9a-f]{10}", "d-X");
  }

  private void clean(Config config, Instant before, ObjectUri... outputs) throws IOException {
    try (Cleaning cleaning = new Cleaning(config, w -> {})) {
      for (Finding finding : mine(cleaning.find(List.of(outputs), before))) {
        if (finding.isRemovable()) {
          cleaning.remove(finding);
        }
      }
    }
  }

  @Test
  void whatAKilledCopyHasLeftInS3IsShownAndThenRemoved() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    String work = "--set=work.uri=" + folder.resolve("work");
    String copy = Versions.copy(1, place.target(), ", PARTITION_BY (k)");
    // The fourth request of the commit: there is a claim, and no upload is completed.
    int code =
        KilledCopyOnS3Test.COMMAND.run(
            home, server.environment(), (step, method) -> step != 3, "sql", work, copy);
    assertEquals(137, code, Files.readString(home.resolve("command.txt")));
    List<String> before = find(config(), LONG_AGO, place.target());

    Cli.Finished shown = cli(home, "clean", work);
    assertEquals(0, shown.exitCode(), shown.err());
    List<String> lines =
        shown.out().lines().filter(l -> l.contains(place.root().toString())).toList();
    assertEquals(4, lines.size(), shown.out());
    assertTrue(lines.getFirst().startsWith("undo     publishing claim   j-"), shown.out());
    assertTrue(lines.getLast().startsWith("remove   unfinished upload  j-"), shown.out());
    assertTrue(shown.err().contains("Would remove"), shown.err());
    assertTrue(shown.err().contains("Add --yes to do it."), shown.err());
    assertEquals(before, find(config(), LONG_AGO, place.target()), "it was only shown");

    Cli.Finished removed = cli(home, "clean", work, "--yes");
    assertEquals(0, removed.exitCode(), removed.err());
    assertTrue(removed.out().contains("removed  unfinished upload  j-"), removed.out());
    assertTrue(removed.err().contains("Removed"), removed.err());
    assertEquals(List.of(), find(config(), SOON, place.target()));
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertEquals(0, left.count());
    }
    try (DunlinSession session = DunlinSession.open(config())) {
      session.sql(copy).close();
    }
  }

  private static Cli.Finished cli(Path home, String... arguments)
      throws IOException, InterruptedException {
    List<String> before = new ArrayList<>(List.of("env"));
    server.environment().forEach((name, value) -> before.add(name + "=" + value));
    return Cli.run(before, home, arguments);
  }

  @Test
  void whatALivingJobIsAtWorkOnIsLeftAlone() throws Exception {
    FileObjectStore files = new FileObjectStore();
    ObjectUri out = ObjectUri.file(folder.resolve("out"));
    StagedObject staged = files.stage(file("rows"), out, "part", "j-alive");
    StagedObject upload = s3.stage(file("rows"), place.target(), "part", "j-alive");
    ObjectStat unused =
        s3.put(place.target().resolve("_dunlin-publishing"), "j-alive".getBytes(UTF_8));
    try (WorkFolder work = WorkFolder.open(folder.resolve("work"), files, w -> {})) {
      work.record(
          new JobTraces(new JobId("j-alive"), Optional.of(place.target()), Optional.empty()));

      assertEquals(
          List.of(
              "LIVING staged output j-alive .out.dunlin-j-alive",
              "LIVING work  work/d-X",
              "LIVING publishing claim j-alive s3/outputs/out/_dunlin-publishing",
              "LIVING unfinished upload j-alive s3/outputs/out/part"),
          find(config(), SOON, out, place.target()));
      clean(config(), SOON, out, place.target());
      try (Cleaning cleaning = new Cleaning(config(), w -> {})) {
        Finding living = mine(cleaning.find(List.of(out), SOON)).getFirst();
        assertThrows(IllegalArgumentException.class, () -> cleaning.remove(living));
      }
    }
    files.publish(out, List.of(staged), "j-alive", ObjectStore.Replace.FAIL);
    s3.publish(place.target(), List.of(upload), "j-alive", ObjectStore.Replace.FAIL);
  }

  @Test
  void ofAJobThatNobodyKnowsTheAgeDecides() throws Exception {
    StagedObject unused =
        s3.stage(file("rows"), place.target(), "part-00000-j-1234abcd-a0.csv", "j-1234abcd");
    StagedObject nameless = s3.stage(file("rows"), place.target(), "part", "j-5678abcd");
    assertEquals(4, nameless.lengthBytes());
    ObjectUri segment = place.root().resolve("work/j-1234abcd/s0/t0/a0/segments");
    ObjectStat stat = s3.put(segment, "segment".getBytes(UTF_8));
    for (String name : List.of("descriptor", "outcome", "begun")) {
      ObjectStat other = s3.put(place.root().resolve("work/j-1234abcd/s1/t12/a1/" + name), BYTE);
      assertEquals(1, other.lengthBytes());
    }
    List<ObjectStat> mine = new ArrayList<>();
    for (String name : NOT_OF_JOBS) {
      mine.add(s3.put(place.root().resolve("work/" + name), BYTE));
    }
    Config config = config().with("work.uri", place.root().resolve("work").toString());

    List<String> found =
        List.of(
            " unfinished upload  s3/outputs/out/part",
            " unfinished upload j-1234abcd s3/outputs/out/part-00000-j-1234abcd-a0.csv",
            " work j-1234abcd s3/work/j-1234abcd/");
    assertEquals(
        found.stream().map("YOUNG"::concat).toList(), find(config, LONG_AGO, place.target()));
    assertEquals(found.stream().map("OLD"::concat).toList(), find(config, SOON, place.target()));

    clean(config, LONG_AGO, place.target());
    assertEquals(stat, s3.stat(segment));
    clean(config, SOON, place.target());
    assertEquals(List.of(), find(config, SOON, place.target()));
    assertEquals(mine, s3.list(place.root()));
  }

  @Test
  void otherPeoplesUploadsAreLeftAlone() throws Exception {
    Map<String, String> environment = server.environment();
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(environment.getOrDefault("AWS_ENDPOINT_URL_S3", "")))
            .region(Region.of(S3Server.REGION))
            .forcePathStyle(true)
            .httpClientBuilder(Apache5HttpClient.builder())
            .build()) {
      ObjectUri theirs = place.target().resolve("part");
      String id =
          client.createMultipartUpload(r -> r.bucket(theirs.bucket()).key(theirs.key())).uploadId();
      String etag =
          client
              .uploadPart(
                  r -> r.bucket(theirs.bucket()).key(theirs.key()).uploadId(id).partNumber(1),
                  RequestBody.fromString("theirs"))
              .eTag();
      clean(config(), SOON, place.target(), place.root());
      assertEquals(
          1,
          client
              .listParts(r -> r.bucket(theirs.bucket()).key(theirs.key()).uploadId(id))
              .parts()
              .size(),
          etag);
    }
  }

  @Test
  void onFilesWhatIsBesideAnOutputIsRemovedOrPutBack() throws Exception {
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.createDirectory(folder.resolve("other"));
    Files.writeString(
        Files.createDirectory(out.resolve(".day.dunlin-old-j-dead")).resolve("part"), "old");
    Files.writeString(
        Files.createDirectory(out.resolve(".day.dunlin-j-dead")).resolve("part"), "new");
    Files.writeString(
        Files.createDirectory(folder.resolve(".out.dunlin-j-dead")).resolve("part"), "new");
    Files.createDirectory(folder.resolve(".other.dunlin-j-dead"));
    Files.writeString(folder.resolve(".out.dunlin-tmp-1-1"), "half");
    Files.writeString(folder.resolve(".out.dunlin-notes"), "mine");
    ObjectUri target = ObjectUri.file(out);

    List<String> found =
        List.of(
            " staged output j-dead .out.dunlin-j-dead",
            " temporary file  .out.dunlin-tmp-1-1",
            " staged output j-dead out/.day.dunlin-j-dead",
            " replaced output j-dead out/.day.dunlin-old-j-dead");
    assertEquals(found.stream().map("YOUNG"::concat).toList(), find(config(), LONG_AGO, target));
    clean(config(), SOON, target);
    assertEquals(List.of(), find(config(), SOON, target));
    assertEquals("old", Files.readString(out.resolve("day/part")));
    assertEquals("mine", Files.readString(folder.resolve(".out.dunlin-notes")));
    assertTrue(Files.exists(folder.resolve(".other.dunlin-j-dead")));
  }

  @Test
  void anAgeThatIsNoneIsRefused() throws Exception {
    Cli.Finished refused = cli(folder, "clean", "--older-than", "soon");
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("'soon' is no age like 30m, 6h or 1d"), refused.err());
  }
}
