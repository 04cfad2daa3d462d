package dev.dunlin.driver.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import dev.dunlin.shuffle.RoutingObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class WorkFolderTest {
  private final FileObjectStore store = new FileObjectStore();
  private final List<String> warnings = new ArrayList<>();
  @TempDir Path temporary;

  private WorkFolder open() {
    return WorkFolder.open(temporary.resolve("shared"), store, warnings::add);
  }

  private List<String> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** What a dead driver has noted of the job j-dead1. */
  private void note(String key, String place) throws IOException {
    Path jobs = Files.createDirectories(temporary.resolve("shared/d-0000000001/jobs"));
    Files.writeString(
        jobs.resolve("j-dead1"), "{\"job\":\"j-dead1\",\"%s\":\"%s\"}".formatted(key, place));
  }

  @Test
  void theFolderIsTheUsersAloneAndGoesWhenItIsClosed() throws Exception {
    WorkFolder folder = open();
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
    Files.createDirectories(folder.path().resolve("j-1234/s0/t0/a0"));
    Files.writeString(folder.path().resolve("j-1234/s0/t0/a0/p0"), "x");
    folder.close();
    folder.close();
    assertEquals(List.of(), content(temporary.resolve("shared")));
  }

  @Test
  void aDriverLeavesAnotherLivingDriversFolderAlone() throws Exception {
    try (WorkFolder first = open();
        WorkFolder second = open()) {
      assertTrue(Files.exists(first.path().resolve("lock")));
      assertTrue(Files.exists(second.path().resolve("lock")));
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void aDeadDriversFolderIsRemovedWithWhatItHadStaged() throws Exception {
    Path dead = Files.createDirectories(temporary.resolve("shared/d-0000000001"));
    Files.createFile(dead.resolve("lock"));
    Files.createDirectories(dead.resolve("executor/spill"));
    Path target = temporary.resolve("out");
    note("output", target.toString());
    Path content = Files.writeString(temporary.resolve("staged"), "rows");
    var unused =
        store.stage(content, ObjectUri.file(target), "part-0", new JobId("j-dead1").toString());
    assertEquals(List.of(".out.dunlin-j-dead1", "shared"), content(temporary));

    try (WorkFolder folder = open()) {
      assertEquals(
          List.of(folder.path().getFileName().toString()), content(temporary.resolve("shared")));
    }
    assertEquals(List.of("shared"), content(temporary));
    assertEquals(List.of(), warnings);
  }

  @Test
  void anOutputThatADeadDriverHadMovedAwayIsPutBack() throws Exception {
    Path target = temporary.resolve("out");
    note("output", target.toString());
    Path old = Files.createDirectories(temporary.resolve(".out.dunlin-old-j-dead1"));
    Files.writeString(old.resolve("part-0"), "old rows");
    Path staged = Files.createDirectories(temporary.resolve(".out.dunlin-j-dead1"));
    Files.writeString(staged.resolve("part-0"), "new rows");

    open().close();
    assertEquals("old rows", Files.readString(target.resolve("part-0")));
    assertEquals(List.of("out", "shared"), content(temporary));
  }

  @Test
  void whatAJobLeavesIsRecordedAndForgotten() throws Exception {
    try (WorkFolder folder = open()) {
      JobId job = new JobId("j-1234");
      JobTraces traces =
          new JobTraces(
              job,
              Optional.of(ObjectUri.parse("/data/a b/out")),
              Optional.of(ObjectUri.parse("memory://bucket/work/j-1234")));
      folder.record(traces);
      assertEquals(traces, JobTraces.read(folder.path().resolve("jobs/j-1234")));
      folder.forget(job);
      assertEquals(List.of(), content(folder.path().resolve("jobs")));
      folder.forget(job);
    }
  }

  @Test
  void whatADeadDriverHasLeftInS3IsKeptUntilSomebodyUsesS3() throws Exception {
    Path dead = Files.createDirectories(temporary.resolve("shared/d-0000000001"));
    ObjectUri work = ObjectUri.parse("memory://bucket/work/j-dead1");
    ObjectUri segment = work.resolve("s0/t0/a0/segments");
    MemoryObjectStore memory = new MemoryObjectStore();
    ObjectStat unused = memory.put(segment, new byte[1]);
    ObjectStat foreign = memory.put(work.resolve("data.parquet"), new byte[1]);
    new JobTraces(new JobId("j-dead1"), Optional.empty(), Optional.of(work))
        .write(dead.resolve("jobs"));

    try (ObjectStore both = new RoutingObjectStore(Map.of("file", store, "memory", memory));
        WorkFolder folder = WorkFolder.open(temporary.resolve("shared"), both, warnings::add)) {
      assertEquals(2, memory.list(work).size());
      assertEquals(2, content(temporary.resolve("shared")).size());

      folder.removeRemote();
      assertEquals(List.of(foreign), memory.list(work));
      assertEquals(1, content(temporary.resolve("shared")).size());
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void whatCannotBeRemovedIsAWarningAndStaysOnRecord() throws Exception {
    Path dead = Files.createDirectories(temporary.resolve("shared/d-0000000001"));
    ObjectUri work = ObjectUri.parse("memory://bucket/work/j-dead1");
    new JobTraces(new JobId("j-dead1"), Optional.empty(), Optional.of(work))
        .write(dead.resolve("jobs"));

    Files.writeString(dead.resolve("executor"), "much");

    try (ObjectStore files = new RoutingObjectStore(Map.of("file", store));
        WorkFolder folder = WorkFolder.open(temporary.resolve("shared"), files, warnings::add)) {
      folder.removeRemote();
    }
    assertEquals(List.of("j-dead1"), content(dead.resolve("jobs")));
    assertEquals(List.of("jobs", "lock"), content(dead));
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().contains(dead.toString()), warnings::toString);
    assertTrue(warnings.getFirst().contains("dunlin clean"), warnings::toString);
  }

  @Test
  void twoSessionsOfOneProcessMayCleanUpAtOnce() throws Exception {
    Path dead = Files.createDirectories(temporary.resolve("shared/d-0000000001"));
    ObjectUri work = ObjectUri.parse("memory://bucket/work/j-dead1");
    new JobTraces(new JobId("j-dead1"), Optional.empty(), Optional.of(work))
        .write(dead.resolve("jobs"));
    List<Boolean> seenAlive = new ArrayList<>();
    ObjectStore slow =
        new ForwardingObjectStore(new MemoryObjectStore()) {
          @Override
          public List<ObjectStat> list(ObjectUri prefix) throws IOException {
            open().close();
            WorkFolder.look(temporary.resolve("shared"), warnings::add).stream()
                .filter(folder -> folder.path().equals(dead))
                .forEach(folder -> seenAlive.add(folder.isAlive()));
            return super.list(prefix);
          }
        };

    try (ObjectStore both = new RoutingObjectStore(Map.of("file", store, "memory", slow));
        WorkFolder folder = WorkFolder.open(temporary.resolve("shared"), both, warnings::add)) {
      folder.removeRemote();
      assertFalse(Files.exists(dead));
    }
    assertEquals(List.of(true), seenAlive);
    assertEquals(List.of(), warnings);
  }

  @Test
  void inABucketThatIsGoneNothingIsLeft() throws Exception {
    Path dead = Files.createDirectories(temporary.resolve("shared/d-0000000001"));
    ObjectUri work = ObjectUri.parse("memory://gone/work/j-dead1");
    new JobTraces(new JobId("j-dead1"), Optional.empty(), Optional.of(work))
        .write(dead.resolve("jobs"));
    ObjectStore gone =
        new ForwardingObjectStore(new MemoryObjectStore()) {
          @Override
          public List<ObjectStat> list(ObjectUri prefix) throws IOException {
            throw new NoSuchFileException(prefix.toString(), null, "there is no bucket 'gone'");
          }
        };

    try (ObjectStore both = new RoutingObjectStore(Map.of("file", store, "memory", gone));
        WorkFolder folder = WorkFolder.open(temporary.resolve("shared"), both, warnings::add)) {
      folder.removeRemote();
      assertFalse(Files.exists(dead));
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void otherPeoplesFilesInTheSharedFolderAreLeftAlone() throws Exception {
    Path file = temporary.resolve("shared/notes.txt");
    Files.createDirectories(temporary.resolve("shared/data"));
    Files.writeString(file, "mine");
    Path foreign = Files.createDirectories(temporary.resolve("shared/d-2024010101"));
    Files.writeString(foreign.resolve("data.parquet"), "mine");
    Files.createDirectories(foreign.resolve("j-2024"));
    open().close();
    assertEquals(List.of(), WorkFolder.look(temporary.resolve("shared"), warnings::add));
    assertEquals(
        List.of("d-2024010101", "data", "notes.txt"), content(temporary.resolve("shared")));
    assertEquals(List.of("data.parquet", "j-2024"), content(foreign));
    assertEquals(List.of(), warnings);
  }

  @Test
  void theSharedFolderIsMadeForTheUserAlone() throws Exception {
    open().close();
    assertEquals("rwx------", rights(temporary.resolve("shared")));
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rwx------", "rwxr-xr-x", "rwxr-x--x", "rwxrwxr-x", "rwx----w-", "rwxrwxrwx"})
  void aSharedFolderThatOthersMayWriteToIsRefused(String rights) throws Exception {
    Path shared = Files.createDirectory(temporary.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(rights));
    Path precious = Files.writeString(temporary.resolve("precious"), "mine");
    note("work", temporary + "/j-dead1");
    if (rights.charAt(4) == 'w' || rights.charAt(7) == 'w') {
      String message = refusal();
      assertTrue(message.contains("others may write to " + shared), message);
      assertTrue(message.contains("chmod 700 " + shared), message);
    } else {
      open().close();
    }
    assertEquals(rights, rights(shared));
    assertEquals("mine", Files.readString(precious));
  }

  private String refusal() {
    return String.valueOf(assertThrows(UserErrorException.class, this::open).getMessage());
  }

  @Test
  void aSharedFolderThatIsALinkOrCanBeReplacedIsRefused() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temporary.resolve("shared"), elsewhere);
    assertTrue(refusal().contains("is a symbolic link to " + elsewhere), this::refusal);
    Files.delete(link);

    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertTrue(refusal().contains("chmod +t " + temporary), this::refusal);
    assertEquals(List.of(), content(elsewhere));
  }

  @Test
  void aDriversFolderThatOthersMayChangeIsLeftAlone() throws Exception {
    Path precious = Files.createDirectory(temporary.resolve("precious"));
    Path shared = Files.createDirectory(temporary.resolve("shared"));
    Files.createSymbolicLink(shared.resolve("d-0000000002"), precious);
    Path open = Files.createDirectory(shared.resolve("d-0000000003"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path locked = Files.createDirectory(shared.resolve("d-0000000004"));
    Files.createSymbolicLink(locked.resolve("lock"), precious.resolve("lock"));

    open().close();
    assertEquals(3, warnings.size(), warnings::toString);
    assertEquals(3, WorkFolder.look(shared, w -> {}).size() + content(shared).size());
    assertEquals(List.of(), content(precious));
  }

  /** Notes as an attacker, a crash, or an older Dunlin may have written them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "work PRECIOUS",
        "output PRECIOUS/out\nwork PRECIOUS",
        "{\"job\":\"j-dead1\",\"work\":\"PRECIOUS\"}",
        "{\"job\":\"j-dead1\",\"work\":\"PRECIOUS/j-dead1\"}",
        "{\"job\":\"j-dead1\",\"work\":\"memory://bucket/work\"}",
        "{\"job\":\"j-dead1\",\"work\":\"memory://bucket/work/j-dead1/..\"}",
        "{\"job\":\"j-dead1\",\"work\":\"memory://bucket/work/j-dead1x\"}",
        "{\"job\":\"j-dead1\",\"work\":\"memory://bucket/work/j-other\"}",
        "{\"job\":\"j-other\",\"work\":\"memory://bucket/work/j-other\"}",
        "{\"job\":\"j-dead1\",\"output\":\"PRECIOUS/a\\nb\"}",
        "{\"job\":\"../../precious\",\"output\":\"PRECIOUS\"}",
        "{\"job\":\"j-dead1\",\"work\":[]}",
        "{\"job\":\"j-dead1\"",
        "[]",
        ""
      })
  void aNoteThatDunlinCannotHaveWrittenRemovesNothing(String text) throws Exception {
    Path precious = Files.createDirectories(temporary.resolve("precious/j-dead1"));
    Files.writeString(precious.resolve("file"), "mine");
    MemoryObjectStore memory = new MemoryObjectStore();
    for (String key : List.of("work/file", "work/j-other/file", "work/j-dead1x/file")) {
      var unused = memory.put(ObjectUri.parse("memory://bucket/" + key), new byte[1]);
    }
    Path jobs = Files.createDirectories(temporary.resolve("shared/d-0000000001/jobs"));
    Files.writeString(
        jobs.resolve("j-dead1"),
        text.replace("PRECIOUS", temporary.resolve("precious").toString()));

    try (ObjectStore both = new RoutingObjectStore(Map.of("file", store, "memory", memory));
        WorkFolder folder = WorkFolder.open(temporary.resolve("shared"), both, warnings::add)) {
      folder.removeRemote();
    }
    assertEquals("mine", Files.readString(precious.resolve("file")));
    assertEquals(3, memory.list(ObjectUri.parse("memory://bucket/")).size());
    assertEquals(2, warnings.size(), warnings::toString);
    assertTrue(
        warnings.getFirst().contains(jobs.resolve("j-dead1").toString()), warnings::toString);
    assertTrue(Files.exists(jobs.resolve("j-dead1")));
  }

  @Test
  void aFileInPlaceOfTheSharedFolderIsTheUsersMistake() throws Exception {
    Files.writeString(temporary.resolve("shared"), "a file");
    UserErrorException e = assertThrows(UserErrorException.class, this::open);
    assertTrue(
        String.valueOf(e.getMessage())
            .contains("shared is not a folder. Choose another one by work.uri"),
        e::getMessage);
    assertFalse(Files.isDirectory(temporary.resolve("shared")));
  }
}
