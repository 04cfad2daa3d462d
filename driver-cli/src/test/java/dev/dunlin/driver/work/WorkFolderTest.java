package dev.dunlin.driver.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.FileObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Files.createDirectories(dead.resolve("outputs"));
    Path target = temporary.resolve("out");
    Files.writeString(dead.resolve("outputs/j-dead1"), target.toString());
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
    Path dead = Files.createDirectories(temporary.resolve("shared/d-0000000001/outputs"));
    Path target = temporary.resolve("out");
    Files.writeString(dead.resolve("j-dead1"), target.toString());
    Path old = Files.createDirectories(temporary.resolve(".out.dunlin-old-j-dead1"));
    Files.writeString(old.resolve("part-0"), "old rows");
    Path staged = Files.createDirectories(temporary.resolve(".out.dunlin-j-dead1"));
    Files.writeString(staged.resolve("part-0"), "new rows");

    open().close();
    assertEquals("old rows", Files.readString(target.resolve("part-0")));
    assertEquals(List.of("out", "shared"), content(temporary));
  }

  @Test
  void aRecordedOutputCanBeForgotten() throws Exception {
    try (WorkFolder folder = open()) {
      JobId job = new JobId("j-1234");
      folder.recordOutput(job, ObjectUri.parse("/data/out"));
      assertEquals(List.of("j-1234"), content(folder.path().resolve("outputs")));
      folder.forgetOutput(job);
      assertEquals(List.of(), content(folder.path().resolve("outputs")));
      folder.forgetOutput(job);
    }
  }

  @Test
  void otherPeoplesFilesInTheSharedFolderAreLeftAlone() throws Exception {
    Path file = temporary.resolve("shared/notes.txt");
    Files.createDirectories(temporary.resolve("shared/data"));
    Files.writeString(file, "mine");
    open().close();
    assertEquals(List.of("data", "notes.txt"), content(temporary.resolve("shared")));
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
