package dev.dunlin.shuffle;

import static dev.dunlin.shuffle.Messages.assertSays;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import java.io.IOException;
import java.io.InputStream;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every object store does. */
@Tag("contract")
public abstract class ObjectStoreContract {
  private static final String JOB = "j-test";

  @TempDir Path local;
  private ObjectStore store;

  protected abstract ObjectStore open();

  /** An address below which nothing is, and whose parent exists. */
  protected abstract ObjectUri root();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private ObjectUri put(String key, String content) throws IOException {
    ObjectUri object = root().resolve(key);
    store.put(object, content.getBytes(UTF_8));
    return object;
  }

  private String read(ObjectUri object, long offset, long length) throws IOException {
    try (InputStream in = store.read(object, offset, length)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  final String read(ObjectUri object) throws IOException {
    return read(object, 0, store.stat(object).lengthBytes());
  }

  private Path file(String content) throws IOException {
    Path file = Files.createTempFile(local, "content", "");
    return Files.writeString(file, content);
  }

  private List<ObjectUri> list(ObjectUri prefix) throws IOException {
    return store.list(prefix).stream().map(ObjectStat::uri).toList();
  }

  @Test
  void whatIsPutIsRead() throws IOException {
    ObjectUri object = root().resolve("a/b c/ü'\"%41*?[x].txt");
    ObjectStat put = store.put(object, "hello".getBytes(UTF_8));

    assertEquals(5, put.lengthBytes());
    assertEquals(object, put.uri());
    assertEquals(put, store.stat(object));
    assertEquals("hello", read(object));
  }

  @Test
  void anEmptyObjectIsAnObject() throws IOException {
    ObjectUri object = put("empty", "");

    assertEquals(0, store.stat(object).lengthBytes());
    assertEquals("", read(object, 0, 0));
    assertEquals("", read(object, 0, 10));
  }

  @Test
  void aRangeIsReadAndEndsWhereTheObjectEnds() throws IOException {
    ObjectUri object = put("range", "0123456789");

    assertEquals("34", read(object, 3, 2));
    assertEquals("89", read(object, 8, 100));
    assertEquals("", read(object, 10, 5));
    assertEquals("", read(object, 100, 5));
  }

  @Test
  void aRangeIsReadByteByByteAndSkippedToo() throws IOException {
    ObjectUri object = put("range", "0123456789");
    try (InputStream in = store.read(object, 2, 4)) {
      assertEquals('2', in.read());
      assertEquals(2, in.skip(2));
      assertEquals('5', in.read());
      assertEquals(-1, in.read());
      assertEquals(-1, in.read(new byte[4], 0, 4));
    }
  }

  @Test
  void aFileIsPutAndBelongsToTheStore() throws IOException {
    Path content = file("from a file");
    ObjectUri object = root().resolve("folder/from-file");

    assertEquals(11, store.put(object, content).lengthBytes());
    assertEquals("from a file", read(object));
    assertFalse(Files.exists(content));
  }

  @Test
  void anObjectIsReplacedAndItsEtagChanges() throws IOException {
    ObjectUri object = put("object", "one");
    String before = store.stat(object).etag();
    store.put(object, "two".getBytes(UTF_8));

    assertEquals("two", read(object));
    assertNotEquals(before, store.stat(object).etag());
    assertEquals(store.stat(object).etag(), store.stat(object).etag());
  }

  @Test
  void aVersionIsReadAsLongAsItIsTheOneThatIsThere() throws IOException {
    ObjectUri object = put("object", "0123456789");
    ObjectStat version = store.stat(object);
    try (InputStream in = store.read(version, 3, 4)) {
      assertEquals("3456", new String(in.readAllBytes(), UTF_8));
    }
    put("object", "abcdefghij");
    ObjectChangedException replaced =
        assertThrows(ObjectChangedException.class, () -> readAll(version));
    assertSays(replaced, object);
    store.delete(List.of(object));
    ObjectChangedException removed =
        assertThrows(ObjectChangedException.class, () -> readAll(version));
    assertSays(removed, object, "removed");
  }

  private void readAll(ObjectStat version) throws IOException {
    try (InputStream in = store.read(version, 0, version.lengthBytes())) {
      in.readAllBytes();
    }
  }

  @Test
  void aMissingObjectIsNamed() {
    ObjectUri missing = root().resolve("not/there");

    for (Callable<?> access :
        List.<Callable<?>>of(() -> store.stat(missing), () -> store.read(missing, 0, 1))) {
      NoSuchFileException e = assertThrows(NoSuchFileException.class, access::call);
      assertSays(e, missing.toString());
    }
  }

  @Test
  void aFolderIsNoObject() throws IOException {
    put("folder/object", "x");

    assertThrows(NoSuchFileException.class, () -> store.stat(root().resolve("folder")));
  }

  @Test
  void putIfAbsentWritesOnce() throws IOException {
    ObjectUri object = root().resolve("journal/00001");
    assertEquals(5, store.putIfAbsent(object, "first".getBytes(UTF_8)).lengthBytes());

    FileAlreadyExistsException e =
        assertThrows(
            FileAlreadyExistsException.class,
            () -> store.putIfAbsent(object, "second".getBytes(UTF_8)));
    assertSays(e, object.toString());
    assertEquals("first", read(object));
    assertEquals(List.of(object), list(root().resolve("journal/")));
  }

  @Test
  void ofManyThatPutIfAbsentOneWins() throws Exception {
    ObjectUri object = root().resolve("race");
    List<Callable<Boolean>> racers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] content = ("racer " + i).repeat(1000).getBytes(UTF_8);
      racers.add(
          () -> {
            try {
              store.putIfAbsent(object, content);
              return true;
            } catch (FileAlreadyExistsException e) {
              return false;
            }
          });
    }
    int winners = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> racer : threads.invokeAll(racers)) {
        winners += racer.get() ? 1 : 0;
      }
    }
    assertEquals(1, winners);
    String content = read(object);
    assertEquals(content.substring(0, content.indexOf("racer", 1)).repeat(1000), content);
  }

  @Test
  void listGivesWhatBeginsWithThePrefixInTheOrderOfKeys() throws IOException {
    List<ObjectUri> objects = new ArrayList<>();
    // UTF-8 order: the full-width letter before the emoji, though Java's strings say otherwise.
    for (String key : List.of("p-1/x", "p/a", "p/a/b", "p/b", "p/ｚ", "p/😀", "p0")) {
      if (!key.equals("p/a")) {
        objects.add(put(key, key));
      }
    }
    put("q", "q");

    assertEquals(objects, list(root().resolve("p")));
    assertEquals(objects.subList(1, 5), list(root().resolve("p/")));
    assertEquals(List.of(objects.get(1)), list(root().resolve("p/a")));
    assertEquals(List.of(), list(root().resolve("nothing/")));
    assertEquals(List.of(), list(root().resolve("p/a/b/c")));
    for (ObjectStat stat : store.list(root().resolve("p"))) {
      assertEquals(store.stat(stat.uri()), stat);
    }
  }

  @Test
  void childrenAreOneLevel() throws IOException {
    put("t/k=1/a", "x");
    put("t/k=1/b", "x");
    put("t/k=2/a", "x");
    ObjectUri file = put("t/top", "x");

    ObjectStore.Children children = store.children(root().resolve("t"));

    assertEquals(List.of(store.stat(file)), children.objects());
    assertEquals(List.of(root().resolve("t/k=1"), root().resolve("t/k=2")), children.folders());
    assertEquals(List.of(), store.children(root().resolve("not-there")).folders());
  }

  @Test
  void deleteForgetsObjectsAndForgivesMissingOnes() throws IOException {
    ObjectUri a = put("d/a", "x");
    ObjectUri b = put("d/e/b", "x");
    store.delete(List.of(a, b, root().resolve("d/never")));

    assertEquals(List.of(), list(root().resolve("d")));
    assertEquals(List.of(), store.children(root()).folders());
    assertEquals("again", read(put("d/e/b", "again")));
  }

  @Test
  void deleteFolderForgetsAllInItAndNothingBeside() throws IOException {
    put("d/a", "x");
    put("d/e/b", "x");
    put("da", "x");
    store.deleteFolder(root().resolve("d"));
    store.deleteFolder(root().resolve("never"));
    store.deleteFolder(root().resolve("da")); // An object, and no folder.

    assertEquals(List.of("da"), list(root()).stream().map(u -> u.name()).toList());
    assertEquals(List.of(), store.children(root()).folders());
  }

  @Test
  void puttingWhileNeighboursAreDeletedLosesNothing() throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ObjectUri object = root().resolve("busy/folder/" + i % 8);
      work.add(
          () -> {
            store.put(object, new byte[] {1});
            store.delete(List.of(object));
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertEquals(List.of(), list(root().resolve("busy")));
  }

  @Test
  void whatIsStagedIsSeenOnlyWhenPublished() throws IOException {
    ObjectUri out = root().resolve("out");
    List<StagedObject> staged =
        List.of(
            store.stage(file("one"), out, "part-00000.csv", JOB),
            store.stage(file("two"), out, "k=1/part-00001.csv", JOB));
    assertEquals(List.of(), store.list(root()));
    assertEquals(3, staged.getFirst().lengthBytes());
    assertEquals(out.resolve("part-00000.csv"), staged.getFirst().target());

    store.publish(out, staged, JOB, Replace.FAIL);

    assertEquals(
        List.of(
            out.resolve("_SUCCESS"),
            out.resolve("k=1/part-00001.csv"),
            out.resolve("part-00000.csv")),
        list(root()));
    assertEquals("one", read(out.resolve("part-00000.csv")));
    assertEquals("two", read(out.resolve("k=1/part-00001.csv")));
    assertEquals(
        "{\"dunlin\":1,\"job\":\"%s\",\"files\":[{\"name\":\"part-00000.csv\",\"bytes\":3},{\"name\":\"k=1/part-00001.csv\",\"bytes\":3}]}"
            .formatted(JOB),
        read(out.resolve("_SUCCESS")));
  }

  @Test
  void onlyCommittedAttemptsArePublished() throws IOException {
    ObjectUri out = root().resolve("out");
    StagedObject committed = store.stage(file("one"), out, "part-00000-a0", JOB);
    store.stage(file("one"), out, "k=2/part-00000-a1", JOB);

    store.publish(out, List.of(committed), JOB, Replace.FAIL);

    assertEquals(List.of(out.resolve("_SUCCESS"), committed.target()), list(root()));
  }

  @Test
  void aFolderInUseIsLeftAloneOrReplaced() throws IOException {
    ObjectUri out = root().resolve("out");
    put("out/old/file", "old");
    StagedObject staged = store.stage(file("new"), out, "part", JOB);

    FileAlreadyExistsException e =
        assertThrows(
            FileAlreadyExistsException.class,
            () -> store.publish(out, List.of(staged), JOB, Replace.FAIL));
    assertSays(e, out.toString());
    assertEquals(List.of(out.resolve("old/file")), list(root()));

    store.publish(out, List.of(staged), JOB, Replace.OVERWRITE);
    assertEquals(List.of(out.resolve("_SUCCESS"), out.resolve("part")), list(root()));
  }

  @Test
  void anOutputWithoutFilesIsStillAnOutput() throws IOException {
    ObjectUri out = root().resolve("out");
    store.publish(out, List.of(), JOB, Replace.FAIL);

    assertEquals(List.of(out.resolve("_SUCCESS")), list(root()));
  }

  @Test
  void discardForgetsOneJobsFilesAndMayBeRepeated() throws IOException {
    ObjectUri out = root().resolve("out");
    StagedObject mine = store.stage(file("mine"), out, "part", JOB);
    StagedObject other = store.stage(file("other"), out, "part", "j-other");
    store.discard(out, List.of(mine), JOB);
    store.discard(out, List.of(mine), JOB);

    assertThrows(
        NoSuchFileException.class, () -> store.publish(out, List.of(mine), JOB, Replace.FAIL));
    store.discard(out, List.of(mine), JOB);
    store.publish(out, List.of(other), "j-other", Replace.FAIL);
    assertEquals("other", read(out.resolve("part")));
  }

  @Test
  void ofTwoJobsForOneFolderOneWins() throws Exception {
    ObjectUri out = root().resolve("out");
    List<Callable<Boolean>> jobs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String job = "j-job" + i;
      List<StagedObject> staged = new ArrayList<>();
      for (int f = 0; f < 3; f++) {
        staged.add(store.stage(file(job), out, "part-" + f, job));
      }
      jobs.add(
          () -> {
            try {
              store.publish(out, staged, job, Replace.FAIL);
              return true;
            } catch (IOException e) { // There is an output already, or another job publishes one.
              store.discard(out, staged, job);
              return false;
            }
          });
    }
    int winners = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> job : threads.invokeAll(jobs)) {
        winners += job.get() ? 1 : 0;
      }
    }
    assertEquals(1, winners);
    assertEquals(4, list(out).size());
    String winner = read(out.resolve("part-0"));
    assertArrayEquals(
        new String[] {winner, winner},
        new String[] {read(out.resolve("part-1")), read(out.resolve("part-2"))});
  }
}
