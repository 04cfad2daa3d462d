package dev.dunlin.shuffle;

import static dev.dunlin.shuffle.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.shuffle.FileOutputs.Swap;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("unit")
final class FileOutputsTest {
  private static final List<String> OLD = List.of("a/old-1", "old-2");
  private static final List<String> NEW = List.of("_SUCCESS", "k=1/new-1", "new-2");

  @TempDir Path local;
  private Path parent;
  private ObjectUri target;

  /** What is at the target before the job. */
  private enum Before {
    NOTHING,
    EMPTY_FOLDER,
    OLD_OUTPUT
  }

  /** A SIGKILL, as far as the killed code can tell: no handler of its own runs. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static FileOutputs dyingAt(int at, Swap swap) {
    int[] left = {at};
    return new FileOutputs(
        step -> {
          if (left[0]-- == 0) {
            throw new Killed();
          }
        },
        swap);
  }

  @BeforeEach
  void makeParent() throws IOException {
    parent = Files.createDirectory(local.resolve("parent"));
    target = ObjectUri.file(parent.resolve("out"));
  }

  private void write(Path file) throws IOException {
    Files.createDirectories(FileObjectStore.parent(file));
    Files.writeString(file, FileObjectStore.name(file));
  }

  private void prepare(Before before) throws IOException {
    switch (before) {
      case NOTHING -> {}
      case EMPTY_FOLDER -> Files.createDirectory(target.path());
      case OLD_OUTPUT -> {
        for (String name : OLD) {
          write(target.path().resolve(name));
        }
      }
    }
  }

  private List<StagedObject> stage(FileOutputs outputs, String job) throws IOException {
    List<StagedObject> staged = new ArrayList<>();
    for (String name : List.of("k=1/new-1", "new-2")) {
      Path content = local.resolve(job + name.replace('/', '-'));
      Files.writeString(content, name);
      staged.add(outputs.stage(content, target, name, job));
    }
    Path lost = Files.writeString(local.resolve(job + "lost"), "of an attempt not committed");
    StagedObject unused = outputs.stage(lost, target, "k=2/new-1-a1", job);
    assertEquals(27, unused.lengthBytes());
    return staged;
  }

  private static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> paths = Files.list(parent)) {
      return paths.map(FileObjectStore::name).filter(name -> !name.equals("out")).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReaderSeesOneWholeOutputWhereverAJobDied(Before before) throws IOException {
    assumeTrue(swaps(), "this file system cannot swap two folders");
    Set<List<String>> seen = dieEverywhere(before, FolderSwap::swap);
    assertEquals(before == Before.OLD_OUTPUT ? Set.of(OLD, NEW) : Set.of(List.of(), NEW), seen);
  }

  @ParameterizedTest
  @EnumSource
  void withoutASwapAReaderMaySeeNothingForAMoment(Before before) throws IOException {
    Set<List<String>> seen = dieEverywhere(before, (one, other) -> false);
    // The window between two renames is there, so the test must have looked into it.
    assertEquals(
        before == Before.OLD_OUTPUT ? Set.of(OLD, List.of(), NEW) : Set.of(List.of(), NEW), seen);
  }

  private boolean swaps() throws IOException {
    Path one = Files.createDirectory(local.resolve("one"));
    Path other = Files.createDirectory(local.resolve("other"));
    Files.createFile(one.resolve("x"));
    boolean swapped = FolderSwap.swap(one, other);
    assertEquals(swapped, Files.exists(other.resolve("x")));
    return swapped;
  }

  /** Gives what a reader has seen at the moments of death. */
  private Set<List<String>> dieEverywhere(Before before, Swap swap) throws IOException {
    Set<List<String>> seen = new HashSet<>();
    int deaths = 0;
    for (int at = 0; ; at++) {
      Path here = Files.createDirectory(local.resolve("run-" + at));
      parent = here;
      target = ObjectUri.file(here.resolve("out"));
      prepare(before);
      List<String> original = files(target.path());
      FileOutputs dying = dyingAt(at, swap);
      boolean died = false;
      try {
        dying.publish(target, stage(dying, "j-dies"), "j-dies", Replace.OVERWRITE);
      } catch (Killed e) {
        died = true;
      }
      List<String> visible = files(target.path());
      seen.add(visible);
      List<String> recovered = new FileOutputs().recover(target, job -> false);
      List<String> after = files(target.path());
      assertEquals(visible.equals(NEW) ? NEW : original, after);
      assertEquals(List.of(), hidden());
      assertEquals(List.of(), new FileOutputs().recover(target, job -> false));
      if (!died) {
        assertEquals(NEW, visible);
        assertEquals(List.of(), recovered);
        break;
      }
      deaths++;
      FileOutputs next = new FileOutputs();
      next.publish(target, stage(next, "j-next"), "j-next", Replace.OVERWRITE);
      assertEquals(NEW, files(target.path()));
      assertEquals(List.of(), hidden());
    }
    assertTrue(deaths >= 6, "died only " + deaths + " times");
    return seen;
  }

  @Test
  void aJobKilledWhileItsPredecessorIsRecoveredIsRecoveredToo() throws IOException {
    Swap none = (one, other) -> false;
    prepare(Before.OLD_OUTPUT);
    for (int at = 0; at < 12; at++) {
      FileOutputs dying = dyingAt(9, none); // The old folder is moved away, the new one not in.
      assertThrows(
          Killed.class,
          () -> dying.publish(target, stage(dying, "j-dies"), "j-dies", Replace.OVERWRITE));
      assertEquals(List.of(), files(target.path()));
      FileOutputs dyingAgain = dyingAt(at, none);
      try {
        dyingAgain.recover(target, job -> false);
      } catch (Killed e) {
        new FileOutputs().recover(target, job -> false);
      }
      assertEquals(OLD, files(target.path()));
      assertEquals(List.of(), hidden());
    }
  }

  @Test
  void recoveryLeavesRunningJobsAndOtherFoldersAlone() throws IOException {
    FileOutputs outputs = new FileOutputs();
    List<StagedObject> alive = stage(outputs, "j-alive");
    List<StagedObject> dead = stage(outputs, "j-dead");
    ObjectUri neighbour = ObjectUri.file(parent.resolve("out2"));
    Path content = Files.writeString(local.resolve("x"), "x");
    StagedObject other = outputs.stage(content, neighbour, "x", "j-dead");

    assertEquals(List.of("j-dead"), outputs.recover(target, job -> job.equals("j-alive")));
    assertThrows(
        NoSuchFileException.class, () -> outputs.publish(target, dead, "j-dead", Replace.FAIL));
    outputs.discard(target, "j-dead");
    outputs.publish(target, alive, "j-alive", Replace.FAIL);
    outputs.publish(neighbour, List.of(other), "j-dead", Replace.FAIL);
    assertEquals(NEW, files(target.path()));
    assertEquals(List.of("_SUCCESS", "x"), files(neighbour.path()));
  }

  @Test
  void publishingAgainChangesNothing() throws IOException {
    FileOutputs outputs = new FileOutputs();
    List<StagedObject> staged = stage(outputs, "j-one");
    outputs.publish(target, staged, "j-one", Replace.FAIL);
    outputs.publish(target, staged, "j-one", Replace.FAIL);

    assertEquals(NEW, files(target.path()));
    assertEquals(List.of(), hidden());
  }

  @Test
  void anEmptyFolderCountsAsFree() throws IOException {
    prepare(Before.EMPTY_FOLDER);
    FileOutputs outputs = new FileOutputs();
    outputs.publish(target, stage(outputs, "j-one"), "j-one", Replace.FAIL);

    assertEquals(NEW, files(target.path()));
  }

  @Test
  void aFolderInUseIsRefusedAndTheStagedFilesStayUntilDiscarded() throws IOException {
    prepare(Before.OLD_OUTPUT);
    FileOutputs outputs = new FileOutputs();
    List<StagedObject> staged = stage(outputs, "j-one");

    FileAlreadyExistsException e =
        assertThrows(
            FileAlreadyExistsException.class,
            () -> outputs.publish(target, staged, "j-one", Replace.FAIL));
    assertSays(e, target, "not empty");
    assertEquals(OLD, files(target.path()));
    outputs.discard(target, "j-one");
    assertEquals(List.of(), hidden());
  }

  @Test
  void aLinkToAFolderStaysALink() throws IOException {
    Path real = Files.createDirectories(local.resolve("disk2/real"));
    write(real.resolve("old"));
    Files.createSymbolicLink(target.path(), real);
    FileOutputs outputs = new FileOutputs();
    outputs.publish(target, stage(outputs, "j-one"), "j-one", Replace.OVERWRITE);

    assertTrue(Files.isSymbolicLink(target.path()));
    assertEquals(NEW, files(real));
  }

  @Test
  void aFileAtTheTargetIsNamedBeforeAnythingIsWritten() throws IOException {
    Files.writeString(target.path(), "precious");
    Path content = Files.writeString(local.resolve("x"), "x");

    for (Replace replace : Replace.values()) {
      IOException staging =
          assertThrows(
              IOException.class, () -> new FileOutputs().stage(content, target, "x", "j-one"));
      assertSays(staging, target, "it is a file");
      IOException publishing =
          assertThrows(
              IOException.class,
              () -> new FileOutputs().publish(target, List.of(), "j-one", replace));
      assertSays(publishing, target, "it is a file");
    }
    assertEquals("precious", Files.readString(target.path()));
    assertTrue(Files.exists(content));
  }

  @Test
  void aMissingParentIsMade() throws IOException {
    ObjectUri below = ObjectUri.file(parent.resolve("not/there"));
    Path content = Files.writeString(local.resolve("x"), "x");
    FileOutputs outputs = new FileOutputs();

    StagedObject staged = outputs.stage(content, below, "x", "j-1");
    assertFalse(Files.exists(below.path()));
    outputs.publish(below, List.of(staged), "j-1", Replace.FAIL);
    assertEquals("x", Files.readString(below.path().resolve("x")));
  }

  @Test
  void aFileInThePlaceOfAParentIsNamed() throws IOException {
    Files.writeString(parent.resolve("file"), "precious");
    ObjectUri below = ObjectUri.file(parent.resolve("file/there"));
    Path content = Files.writeString(local.resolve("x"), "x");

    IOException e =
        assertThrows(IOException.class, () -> new FileOutputs().stage(content, below, "x", "j-1"));
    assertSays(e, parent.resolve("file"), "is a file");
  }

  @Test
  void anUnwritableParentIsNamed() throws IOException {
    assertTrue(parent.toFile().setWritable(false));
    assumeTrue(!Files.isWritable(parent), "root may write everywhere");
    Path content = Files.writeString(local.resolve("x"), "x");

    IOException e =
        assertThrows(IOException.class, () -> new FileOutputs().stage(content, target, "x", "j-1"));
    assertSays(e, parent, "no permission");
  }

  @Test
  void aStagedFileThatIsGoneFailsThePublishing() throws IOException {
    FileOutputs outputs = new FileOutputs();
    List<StagedObject> staged = stage(outputs, "j-one");
    Path file =
        parent.resolve(HiddenNames.staging("out", "j-one")).resolve(staged.getFirst().token());
    Files.writeString(file, "cut");

    NoSuchFileException e =
        assertThrows(
            NoSuchFileException.class,
            () -> outputs.publish(target, staged, "j-one", Replace.FAIL));
    assertSays(e, file, "of 9 bytes");
    assertFalse(Files.exists(target.path()));
  }
}
