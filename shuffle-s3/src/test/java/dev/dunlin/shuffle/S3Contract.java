package dev.dunlin.shuffle;

import static dev.dunlin.shuffle.Messages.assertSays;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store on S3 does, with every server of S3's protocol. */
public abstract class S3Contract extends ObjectStoreContract {
  private static final AtomicInteger TESTS = new AtomicInteger();

  private final String prefix = "test-" + TESTS.incrementAndGet() + "/some";
  private S3ObjectStore s3;

  /** Where the server is. */
  protected abstract S3Settings settings();

  /** A bucket of it. */
  protected abstract String bucket();

  @BeforeEach
  void openS3() {
    s3 = new S3ObjectStore(this::settings);
  }

  @AfterEach
  void closeS3() {
    s3.close();
  }

  @Override
  protected final ObjectStore open() {
    return new S3ObjectStore(this::settings);
  }

  @Override
  protected final ObjectUri root() {
    return ObjectUri.parse("s3://" + bucket() + "/" + prefix);
  }

  private ObjectUri put(String key) throws IOException {
    ObjectUri object = root().resolve(key);
    s3.put(object, key.getBytes(UTF_8));
    return object;
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(local, "content", ""), content);
  }

  private List<ObjectUri> list(ObjectUri folder) throws IOException {
    return s3.list(folder).stream().map(ObjectStat::uri).toList();
  }

  private interface Work {
    void run() throws IOException;
  }

  private Requests requests(Work work) throws IOException {
    Requests before = s3.requests();
    work.run();
    return s3.requests().minus(before);
  }

  @Test
  void eachAccessIsOneRequest() throws IOException {
    ObjectUri object = root().resolve("a");

    assertEquals(
        new Requests(0, 1, 0, 0, 0, 0, 0, 10),
        requests(() -> s3.put(object, "0123456789".getBytes(UTF_8))));
    assertEquals(new Requests(0, 0, 0, 1, 0, 0, 0, 0), requests(() -> s3.stat(object)));
    assertEquals(
        new Requests(1, 0, 0, 0, 0, 0, 4, 0),
        requests(
            () -> {
              try (InputStream in = s3.read(object, 3, 4)) {
                assertEquals("3456", new String(in.readAllBytes(), UTF_8));
              }
            }));
    assertEquals(new Requests(0, 0, 0, 0, 1, 0, 0, 0), requests(() -> s3.list(root())));
    assertEquals(new Requests(0, 0, 0, 0, 1, 0, 0, 0), requests(() -> s3.children(root())));
    assertEquals(new Requests(0, 0, 0, 0, 0, 1, 0, 0), requests(() -> s3.delete(List.of(object))));
    assertEquals(new Requests(0, 0, 0, 0, 0, 0, 0, 0), requests(() -> s3.delete(List.of())));
  }

  @Test
  void aReadingThatIsClosedEarlyDoesNotReadTheRest() throws IOException {
    ObjectUri object = root().resolve("large");
    s3.put(object, new byte[8 << 20]);

    Requests requests =
        requests(
            () -> {
              try (InputStream in = s3.read(object, 0, 8 << 20)) {
                assertEquals(0, in.read());
              }
            });
    assertEquals(new Requests(1, 0, 0, 0, 0, 0, 1, 0), requests);
  }

  @Test
  void aLargeFileIsSentInParts() throws IOException {
    Path content = local.resolve("large");
    long bytes = (64L << 20) + 1;
    try (RandomAccessFile file = new RandomAccessFile(content.toFile(), "rw")) {
      file.setLength(bytes);
      file.seek(16 << 20);
      file.write('x');
      file.seek(bytes - 1);
      file.write('y');
    }
    ObjectUri object = root().resolve("large");

    assertEquals(new Requests(0, 5, 2, 0, 0, 0, 0, bytes), requests(() -> s3.put(object, content)));
    assertFalse(Files.exists(content));
    assertEquals(bytes, s3.stat(object).lengthBytes());
    try (InputStream in = s3.read(object, (16 << 20) - 1, 2)) {
      assertEquals("\0x", new String(in.readAllBytes(), UTF_8));
    }
    try (InputStream in = s3.read(object, bytes - 2, 10)) {
      assertEquals("\0y", new String(in.readAllBytes(), UTF_8));
    }
  }

  @Test
  void aListingHasAllPagesAndADeletionAllBatches() throws Exception {
    List<Callable<ObjectUri>> puts = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      String key = "many/%04d".formatted(i);
      puts.add(() -> put(key));
    }
    List<ObjectUri> objects = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<ObjectUri> done : threads.invokeAll(puts)) {
        objects.add(done.get());
      }
    }
    ObjectUri folder = root().resolve("many");

    assertEquals(
        new Requests(0, 0, 0, 0, 2, 0, 0, 0), requests(() -> assertEquals(objects, list(folder))));
    assertEquals(new Requests(0, 0, 0, 0, 2, 2, 0, 0), requests(() -> s3.deleteFolder(folder)));
    assertEquals(List.of(), list(folder));
  }

  @Test
  void markersOfFoldersAreNoObjects() throws IOException {
    ObjectUri object = put("folder/object");
    s3.put(root().resolve("marked/"), new byte[0]);

    assertEquals(List.of(object), list(root()));
    assertEquals(List.of(), s3.children(root().resolve("marked")).objects());
    s3.publish(root().resolve("marked"), List.of(), "j-1", Replace.FAIL);
  }

  @Test
  void aMissingBucketIsNamed() {
    ObjectUri object = ObjectUri.parse("s3://no-such-bucket/key");
    for (Callable<?> access :
        List.<Callable<?>>of(
            () -> s3.stat(object),
            () -> s3.read(object, 0, 1),
            () -> s3.put(object, new byte[1]),
            () -> s3.list(object),
            () -> s3.children(object))) {
      NoSuchFileException e = assertThrows(NoSuchFileException.class, access::call);
      assertSays(e, object, "no bucket 'no-such-bucket'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "under_score", "ab", "a..b", "-a-b", "192.168.5.4", "a b c"})
  void aNameThatNoBucketHasIsRefusedWithoutARequest(String name) throws IOException {
    ObjectUri object = ObjectUri.parse("s3://" + name + "/key");
    Requests requests =
        requests(
            () -> {
              UserErrorException e = assertThrows(UserErrorException.class, () -> s3.stat(object));
              assertSays(e, object, "'" + name + "'", "3 to 63");
              assertThrows(UserErrorException.class, () -> s3.list(object));
            });
    assertEquals(new Requests(0, 0, 0, 0, 0, 0, 0, 0), requests);
  }

  @Test
  void anAddressOfABucketIsNoObject() {
    NoSuchFileException e =
        assertThrows(NoSuchFileException.class, () -> s3.stat(ObjectUri.parse("s3://" + bucket())));
    assertSays(e, bucket(), "no object");
  }

  /** Whether the server takes {@code If-Match} at a deletion; if not, it is looked at before. */
  protected boolean deletesOnCondition() {
    return true;
  }

  @Test
  void anOutputOfFiveFilesTakesTheseRequests() throws IOException {
    ObjectUri out = root().resolve("out");
    List<StagedObject> staged = new ArrayList<>();
    Requests staging =
        requests(
            () -> {
              for (int i = 0; i < 5; i++) {
                staged.add(s3.stage(file("content"), out, "part-" + i, "j-1"));
              }
            });
    Requests publishing = requests(() -> s3.publish(out, staged, "j-1", Replace.FAIL));

    // Of each file: its upload begun, the mark of its job, its content.
    assertEquals(List.of(10L, 5L, 0L), List.of(staging.puts(), staging.posts(), staging.lists()));
    // The claim, what is there, uploads that were not committed, five completions, the decision,
    // _SUCCESS, the claim's removal.
    int looks = deletesOnCondition() ? 0 : 1;
    assertEquals(
        new Requests(0, 3, 5, looks, 2, 1 + looks, 0, publishing.bytesWritten()), publishing);
    assertEquals(6, list(out).size());
  }

  @Test
  void whatAKilledJobHasStagedIsFoundByItsName() throws IOException {
    ObjectUri out = root().resolve("out");
    StagedObject lost = s3.stage(file("lost"), out, "part-0-a0", "j-killed");
    StagedObject nested = s3.stage(file("lost"), out, "k=1/part-0-a0", "j-killed");
    StagedObject other = s3.stage(file("other"), out, "part-0-a0", "j-alive");

    s3.discard(out, List.of(), "j-killed");
    for (StagedObject gone : List.of(lost, nested)) {
      NoSuchFileException e =
          assertThrows(
              NoSuchFileException.class,
              () -> s3.publish(out, List.of(gone), "j-killed", Replace.FAIL));
      assertSays(e, gone.target(), "upload");
    }
    assertEquals(List.of(), list(out));
    s3.publish(out, List.of(other), "j-alive", Replace.FAIL);
    assertEquals(List.of(out.resolve("_SUCCESS"), other.target()), list(out));
  }

  @Test
  void publishingAgainChangesNothing() throws IOException {
    ObjectUri out = root().resolve("out");
    List<StagedObject> staged = List.of(s3.stage(file("one"), out, "part", "j-1"));
    s3.publish(out, staged, "j-1", Replace.FAIL);
    ObjectStat first = s3.stat(out.resolve("part"));
    s3.publish(out, staged, "j-1", Replace.FAIL);
    s3.publish(out, staged, "j-1", Replace.OVERWRITE);

    assertEquals(first, s3.stat(out.resolve("part")));
    assertEquals(List.of(out.resolve("_SUCCESS"), out.resolve("part")), list(out));
    assertThrows(
        FileAlreadyExistsException.class, () -> s3.publish(out, staged, "j-2", Replace.FAIL));
  }

  @Test
  void oldFilesStayWhereNewOnesCannotBeCompleted() throws IOException {
    ObjectUri out = root().resolve("out");
    s3.publish(out, List.of(s3.stage(file("old"), out, "old", "j-0")), "j-0", Replace.FAIL);
    List<ObjectUri> before = list(out);
    String success = read(out.resolve("_SUCCESS"));
    StagedObject good = s3.stage(file("good"), out, "part-0", "j-1");
    StagedObject lost = s3.stage(file("lost"), out, "part-1", "j-1");
    s3.discard(out, List.of(lost), "j-other");

    assertThrows(
        NoSuchFileException.class,
        () -> s3.publish(out, List.of(good, lost), "j-1", Replace.OVERWRITE));
    assertEquals(before, list(out));
    assertEquals(success, read(out.resolve("_SUCCESS")));
  }

  @Test
  void noFileOfAnotherJobIsWrittenOver() throws IOException {
    ObjectUri out = root().resolve("out");
    s3.publish(out, List.of(s3.stage(file("old"), out, "part-0", "j-0")), "j-0", Replace.FAIL);
    List<ObjectUri> before = list(root());
    List<StagedObject> staged = List.of(s3.stage(file("new"), out, "part-0", "j-1"));

    IOException e =
        assertThrows(IOException.class, () -> s3.publish(out, staged, "j-1", Replace.OVERWRITE));
    assertSays(e, out.resolve("part-0"), "is there already");
    assertEquals(before, list(root()));
    assertEquals("old", read(out.resolve("part-0")));
  }

  @Test
  void discardingADeadJobTakesItsClaimAndNoOthers() throws IOException {
    ObjectUri out = root().resolve("out");
    ObjectUri claim = out.resolve("_dunlin-publishing");
    s3.put(claim, "j-dead".getBytes(UTF_8));

    s3.discard(out, List.of(), "j-alive");
    assertEquals("j-dead", read(claim));
    s3.discard(out, List.of(), "j-dead");
    assertEquals(List.of(), list(root()));
  }

  @Test
  void aFolderThatAnotherJobIsPublishingToIsLeftAlone() throws IOException {
    ObjectUri out = root().resolve("out");
    ObjectUri claim = out.resolve("_dunlin-publishing");
    s3.put(claim, "j-dead".getBytes(UTF_8));
    List<StagedObject> staged = List.of(s3.stage(file("one"), out, "part", "j-1"));

    for (Replace replace : Replace.values()) {
      IOException e =
          assertThrows(IOException.class, () -> s3.publish(out, staged, "j-1", replace));
      assertSays(e, "j-dead", "dunlin clean '" + out + "'");
    }
    assertEquals(List.of(claim), list(out));

    s3.delete(List.of(claim));
    s3.publish(out, staged, "j-1", Replace.FAIL);
    assertEquals(List.of(out.resolve("_SUCCESS"), out.resolve("part")), list(out));
  }

  @Test
  void anEmptyFileIsStagedAndPublished() throws IOException {
    ObjectUri out = root().resolve("out");
    StagedObject empty = s3.stage(file(""), out, "part", "j-1");
    s3.publish(out, List.of(empty), "j-1", Replace.FAIL);

    assertEquals(0, s3.stat(out.resolve("part")).lengthBytes());
  }
}
