package dev.dunlin.tests.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.store.UnfinishedPublishException;
import dev.dunlin.local.s3.Fault;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.planner.catalog.FileTables;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.shuffle.Leftover;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A commit on S3 that is killed, or fails, at each of its requests; and what a reader of ours, a
 * second run and {@code dunlin clean} make of what it leaves. The driver's death is a store that
 * does not come through to S3 any more.
 */
@Tag("chaos")
@Tag("long")
@Timeout(600)
final class InterruptedCommitTest {
  /** What becomes of one request, and of those after it. */
  enum Interruption {
    KILLED_BEFORE(Fault.REFUSED, true),
    KILLED_AFTER(Fault.UNANSWERED, true),
    DENIED(Fault.DENIED, false),
    FAILED(Fault.INTERNAL_ERROR, false),
    UNANSWERED(Fault.UNANSWERED, false);

    private final Fault fault;
    private final boolean isDeath;

    Interruption(Fault fault, boolean isDeath) {
      this.fault = fault;
      this.isDeath = isDeath;
    }

    Optional<Fault> at(int request, int chosen) {
      return request == chosen
          ? Optional.of(fault)
          : isDeath && request > chosen ? Optional.of(Fault.REFUSED) : Optional.empty();
    }
  }

  /** What is in the folder before. */
  enum Before {
    NOTHING,
    OURS,
    /** Files of some other program, and its empty {@code _SUCCESS}. */
    FOREIGN,
    /** Files of some other program, and no {@code _SUCCESS}. */
    FOREIGN_UNMARKED,
    /** A job's files with the {@code _SUCCESS} that Dunlin wrote before it named files. */
    EARLIER_DUNLIN
  }

  private static final String OLD = "j-old00000";
  private static final String NEW = "j-new00000";
  private static final String NEXT = "j-next0000";
  private static final List<String> NOTHING = List.of();

  @TempDir static Path folder;
  private static S3Server server;
  private static S3Front front;
  private static S3ObjectStore driver;
  private static S3ObjectStore store;
  private static EmbeddedDuckDb duckdb;
  private static final AtomicInteger PLACES = new AtomicInteger();

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start();
    front = S3Front.open(server.endpoint(), 0, S3Front.Settings.clear());
    driver = open(front.endpoint().toString());
    store = open(server.endpoint().toString());
    duckdb = new EmbeddedDuckDb(EmbeddedDuckDb.Reach.FILES);
  }

  @AfterAll
  static void stop() throws IOException {
    duckdb.close();
    store.close();
    driver.close();
    front.close();
    server.close();
  }

  private static S3ObjectStore open(String endpoint) {
    return new S3ObjectStore(
        () -> new S3Settings(S3Server.REGION, endpoint, PathStyle.AUTO, "", Duration.ZERO));
  }

  private static ObjectUri place() {
    return ObjectUri.parse(
        "s3://%s/commit-%d/out".formatted(S3Server.BUCKET, PLACES.incrementAndGet()));
  }

  private static String part(String partition, String job) {
    return "%s/part-00000-%s-a0-0.csv".formatted(partition, job);
  }

  private static List<String> parts(String job) {
    return List.of(
        part("k=1", job), part(job.equals(OLD) ? "k=2" : job.equals(NEW) ? "k=3" : "k=4", job));
  }

  private static List<String> old(Before before) {
    return switch (before) {
      case NOTHING -> NOTHING;
      case OURS, EARLIER_DUNLIN -> parts(OLD);
      case FOREIGN, FOREIGN_UNMARKED -> List.of("k=1/data.csv", "k=2/data.csv");
    };
  }

  private static List<StagedObject> stage(ObjectUri out, String job) throws IOException {
    List<StagedObject> staged = new ArrayList<>();
    for (String name : parts(job)) {
      Path content = Files.writeString(Files.createTempFile(folder, "content", ""), "a\n1\n");
      staged.add(store.stage(content, out, name, job));
    }
    return staged;
  }

  private static void put(ObjectUri object, String content) throws IOException {
    ObjectStat unused = store.put(object, content.getBytes(UTF_8));
  }

  private static void prepare(ObjectUri out, Before before) throws IOException {
    if (before == Before.OURS) {
      store.publish(out, stage(out, OLD), OLD, Replace.FAIL);
      return;
    }
    for (String name : old(before)) {
      put(out.resolve(name), "a\n1\n");
    }
    if (before == Before.FOREIGN || before == Before.EARLIER_DUNLIN) {
      put(out.resolve("_SUCCESS"), before == Before.FOREIGN ? "\n" : OLD);
    }
  }

  /** What our reader takes from a path; empty if it says that there is nothing to read yet. */
  private static List<String> read(ObjectUri out, String pattern) {
    return read(new FileTables(store, duckdb), out, pattern);
  }

  private static List<String> read(FileTables tables, ObjectUri out, String pattern) {
    try {
      return tables
          .open(Optional.of(FileFormat.CSV), List.of(out + pattern), Map.of())
          .files()
          .stream()
          .map(file -> file.stat().uri().toString().substring(out.toString().length() + 1))
          .sorted()
          .toList();
    } catch (UserErrorException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(
          Stream.of(
                  "There is no output in", "no file or folder", "No file matches", "no data files")
              .anyMatch(message::contains),
          message);
      return NOTHING;
    }
  }

  private static List<String> raw(ObjectUri out) throws IOException {
    return store.list(out.resolve("")).stream()
        .map(object -> object.uri().key().substring(out.resolve("").key().length()))
        .toList();
  }

  private static List<String> whole(List<String> files) {
    return Stream.concat(files.stream(), Stream.of("_SUCCESS")).sorted().toList();
  }

  private static List<Leftover> leftovers(ObjectUri out) throws IOException {
    return store.leftovers().ofOutput(out, List.of(NEW, NEXT));
  }

  /** One interrupted commit. */
  private record Case(Before before, Interruption interruption, int request) {
    /** What is left; empty if the commit does not make so many requests. */
    Optional<Left> run() throws IOException {
      ObjectUri out = place();
      prepare(out, before);
      List<String> rawBefore = raw(out);
      List<StagedObject> staged = stage(out, NEW);
      AtomicInteger requests = new AtomicInteger();
      front.behave(_ -> interruption.at(requests.getAndIncrement(), request));
      Optional<Exception> failure = Optional.empty();
      try {
        driver.publish(
            out, staged, NEW, before == Before.NOTHING ? Replace.FAIL : Replace.OVERWRITE);
      } catch (IOException | RuntimeException e) {
        failure = Optional.of(e);
        try {
          driver.discard(out, staged, NEW); // As the driver does.
        } catch (IOException | RuntimeException more) {
          e.addSuppressed(more);
        }
      }
      front.behave(S3Front.Settings.clear());
      return requests.get() <= request
          ? Optional.empty()
          : Optional.of(new Left(this, out, rawBefore, failure));
    }
  }

  private record Left(Case of, ObjectUri out, List<String> rawBefore, Optional<Exception> failure) {
    List<String> old() {
      return InterruptedCommitTest.old(of.before());
    }

    /** A reader finds the one or the other, by whatever path, and the driver has told the truth. */
    List<String> assertWhole() throws IOException {
      FileTables tables = new FileTables(store, duckdb);
      List<String> seen = read(tables, out, "");
      assertTrue(seen.equals(old()) || seen.equals(parts(NEW)), () -> this + " reads " + seen);
      for (String pattern : List.of("/**", "/*/*.csv", "/k=1/*", "/k=2/*", "/k=3/*", "/k=*/*")) {
        String begins =
            pattern.startsWith("/k=") && !pattern.startsWith("/k=*") ? pattern.substring(1, 4) : "";
        List<String> part = seen.stream().filter(name -> name.startsWith(begins)).toList();
        assertEquals(part, read(tables, out, pattern), () -> this + " " + pattern);
      }
      if (failure.isEmpty()) {
        assertEquals(parts(NEW), seen, this::toString);
        assertEquals(whole(parts(NEW)), raw(out), this::toString);
      } else if (!of.interruption().isDeath
          && !(failure.get() instanceof UnfinishedPublishException)) {
        assertEquals(rawBefore, raw(out), this::toString);
      } else if (!of.interruption().isDeath) {
        String message = String.valueOf(failure.get().getMessage());
        assertTrue(message.contains("Run `dunlin clean '" + out + "'"), message);
      }
      return seen;
    }

    void assertIs(List<String> files) throws IOException {
      assertEquals(files, read(out, ""), this::toString);
      assertEquals(
          files.equals(parts(NEW)) || files.equals(parts(NEXT)) ? whole(files) : rawBefore,
          raw(out),
          this::toString);
      assertEquals(NOTHING, leftovers(out), this::toString);
    }
  }

  private interface Check {
    void of(Left left, List<String> seen) throws IOException;
  }

  /** Goes through all states; gives how many there were. */
  private static int forEach(Before before, Interruption interruption, Check check)
      throws IOException {
    for (int request = 0; ; request++) {
      Optional<Left> left = new Case(before, interruption, request).run();
      if (left.isEmpty()) {
        return request;
      }
      check.of(left.get(), left.get().assertWhole());
    }
  }

  @ParameterizedTest
  @EnumSource
  void cleanFinishesOrUndoesWhateverIsLeft(Interruption interruption) throws IOException {
    for (Before before : Before.values()) {
      int states =
          forEach(
              before,
              interruption,
              (left, seen) -> {
                List<Leftover> leftovers = leftovers(left.out());
                boolean isDecided =
                    leftovers.stream().anyMatch(l -> l.kind() == Leftover.Kind.COMMIT);
                for (Leftover leftover : leftovers) {
                  store.leftovers().remove(leftover);
                }
                left.assertIs(isDecided ? parts(NEW) : seen);
              });
      assertTrue(states >= (before == Before.NOTHING ? 8 : 9), before + ": " + states);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSecondRunOnTheSameMachineReplacesWhateverIsLeft(Interruption interruption)
      throws IOException {
    for (Before before : Before.values()) {
      int unused =
          forEach(
              before,
              interruption,
              (left, _) -> {
                store.recover(left.out(), NEW); // As the next driver does first.
                store.publish(left.out(), stage(left.out(), NEXT), NEXT, Replace.OVERWRITE);
                left.assertIs(parts(NEXT));
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KILLED_BEFORE", "KILLED_AFTER"})
  void aSecondRunElsewhereDoesItsWorkOrSaysWhatStandsInItsWay(Interruption interruption)
      throws IOException {
    for (Before before : List.of(Before.OURS, Before.FOREIGN)) {
      int unused =
          forEach(
              before,
              interruption,
              (left, seen) -> {
                List<StagedObject> next = stage(left.out(), NEXT);
                if (leftovers(left.out()).stream()
                    .allMatch(l -> l.kind() == Leftover.Kind.UPLOAD)) {
                  store.publish(left.out(), next, NEXT, Replace.OVERWRITE);
                  assertEquals(parts(NEXT), read(left.out(), ""));
                } else {
                  IOException e =
                      assertThrows(
                          IOException.class,
                          () -> store.publish(left.out(), next, NEXT, Replace.OVERWRITE));
                  assertTrue(
                      String.valueOf(e.getMessage()).contains("dunlin clean '" + left.out() + "'"),
                      e::getMessage);
                  store.discard(left.out(), next, NEXT);
                  assertEquals(seen, read(left.out(), ""));
                }
              });
    }
  }

  @Test
  void whereNothingMayBeWrittenOverTheOldOutputStays() throws IOException {
    ObjectUri out = place();
    prepare(out, Before.OURS);
    List<String> before = raw(out);
    List<StagedObject> staged = stage(out, NEW);
    front.behave(
        request ->
            request.key().endsWith("_SUCCESS") && request.kind().name().equals("PUT")
                ? Optional.of(Fault.DENIED)
                : Optional.empty());
    IOException e =
        assertThrows(IOException.class, () -> driver.publish(out, staged, NEW, Replace.OVERWRITE));
    assertTrue(String.valueOf(e.getMessage()).contains("s3:PutObject"), e::getMessage);
    assertEquals(before, raw(out));
    assertEquals(parts(OLD), read(out, ""));
    front.behave(S3Front.Settings.clear());
  }

  @Test
  void aDriverThatWasTakenForDeadAndComesBackChangesNothing() throws IOException {
    int taken = 0;
    for (int pause = 0; ; pause++) {
      ObjectUri out = place();
      prepare(out, Before.OURS);
      List<StagedObject> paused = stage(out, NEW);
      List<StagedObject> next = stage(out, NEXT);
      AtomicInteger requests = new AtomicInteger();
      int chosen = pause;
      front.behave(
          _ -> {
            if (requests.getAndIncrement() == chosen) {
              try { // Before this request goes on, somebody else cleans up, and another job writes.
                for (Leftover leftover : leftovers(out)) {
                  if (leftover.job().equals(NEW)) {
                    store.leftovers().remove(leftover);
                  }
                }
                store.publish(out, next, NEXT, Replace.OVERWRITE);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            }
            return Optional.empty();
          });
      Optional<IOException> failure = Optional.empty();
      try {
        driver.publish(out, paused, NEW, Replace.OVERWRITE);
      } catch (IOException e) {
        failure = Optional.of(e);
        driver.discard(out, paused, NEW);
      }
      front.behave(S3Front.Settings.clear());
      if (requests.get() <= pause) {
        break;
      }
      List<String> seen = read(out, "");
      String said = "%d: %s, %s".formatted(pause, failure, raw(out));
      // Before its claim it is no more than another job, which then has the last word.
      assertEquals(pause == 0 && failure.isEmpty() ? parts(NEW) : parts(NEXT), seen, said);
      assertEquals(whole(seen), raw(out), said);
      taken += failure.isPresent() ? 1 : 0;
    }
    assertTrue(taken >= 4, "refused " + taken + " times");
  }
}
