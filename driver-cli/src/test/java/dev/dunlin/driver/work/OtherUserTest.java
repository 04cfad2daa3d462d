package dev.dunlin.driver.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.shuffle.FileObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What another user of the machine can prepare in the folder for temporary files, with the user
 * number 12345, before this user opens a driver there. Takes root and {@code setpriv}.
 */
@Tag("unit")
final class OtherUserTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();
  private Path temporary;
  private Path precious;

  @BeforeEach
  void makeWhatIsToBeKept() throws Exception {
    assumeTrue(isRoot(), "only root can act as another user");
    assumeTrue(asOther("true") == 0, "there is no setpriv to act as another user by");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.setAttribute(temporary, "unix:mode", 01777);
    precious = Files.createDirectory(folder.resolve("thesis"));
    Files.writeString(precious.resolve("chapter1"), "text");
  }

  private boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
  }

  private int asOther(String script) throws Exception {
    List<String> command =
        List.of("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", "sh", "-c", script);
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private WorkFolder open() {
    return WorkFolder.open(
        temporary.resolve("dunlin-victim"), new FileObjectStore(), warnings::add);
  }

  /** The first note is as Dunlin wrote it until now, the second as it does. */
  @ParameterizedTest
  @ValueSource(ints = {0755, 0700, 0777, 01777, 0711})
  void aFolderThatAnotherHasMadeIsRefused(int mode) throws Exception {
    int done =
        asOther(
            """
            set -e
            cd %s; mkdir -p dunlin-victim/d-0000000001/jobs dunlin-victim/d-0000000002/jobs
            printf 'work %s' >dunlin-victim/d-0000000001/jobs/j-dead1
            printf '{"job":"j-dead1","output":"%s"}' >dunlin-victim/d-0000000002/jobs/j-dead1
            touch dunlin-victim/d-0000000001/lock dunlin-victim/d-0000000002/lock
            chmod -R %o dunlin-victim
            """
                .formatted(temporary, precious, precious, mode));
    assertEquals(0, done);
    assertRefused("belongs to the user of number 12345, and you are 0");
    assertEquals(List.of(), WorkFolder.look(temporary.resolve("dunlin-victim"), warnings::add));
    assertEquals(1, warnings.size());
  }

  @Test
  void aFolderForTemporaryFilesThatIsAnothersIsSeen() throws Exception {
    Path shared = temporary.resolve("dunlin-victim");
    OwnFolder.checkOwnersAbove(shared);
    Files.setAttribute(temporary, "unix:uid", 12345);
    IOException e = assertThrows(IOException.class, () -> OwnFolder.checkOwnersAbove(shared));
    assertTrue(String.valueOf(e.getMessage()).contains("12345 may replace it"), e::getMessage);
  }

  @Test
  void aLinkThatAnotherHasMadeIsRefused() throws Exception {
    assertEquals(0, asOther("ln -s %s %s/dunlin-victim".formatted(precious, temporary)));
    assertRefused("is a symbolic link to " + precious);
  }

  private void assertRefused(String why) throws IOException {
    UserErrorException e = assertThrows(UserErrorException.class, this::open);
    assertTrue(String.valueOf(e.getMessage()).contains(why), e::getMessage);
    assertEquals("text", Files.readString(precious.resolve("chapter1")));
  }

  /** As if the folder had been open to all when it was put there. */
  @Test
  void aDriversFolderThatAnotherHasMadeIsLeftAlone() throws Exception {
    Path shared = Files.createDirectory(temporary.resolve("dunlin-victim"));
    Files.setAttribute(shared, "unix:mode", 0777);
    assertEquals(
        0,
        asOther(
            """
            set -e; cd %s; mkdir -p d-0000000001/jobs; touch d-0000000001/lock
            printf '{"job":"j-dead1","output":"%s"}' >d-0000000001/jobs/j-dead1
            """
                .formatted(shared, precious)));
    Files.setAttribute(shared, "unix:mode", 0700);
    open().close();
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.getFirst().contains("12345"), warnings::toString);
    assertTrue(Files.exists(shared.resolve("d-0000000001/jobs/j-dead1")));
  }

  /** A hard link to a note of this user's, or a note of the other's, in a folder that is safe. */
  @Test
  void aNoteThatAnotherHasWrittenIsNotBelieved() throws Exception {
    Path jobs = Files.createDirectories(temporary.resolve("dunlin-victim/d-0000000001/jobs"));
    assertEquals(
        0,
        asOther(
            "printf '{\"job\":\"j-dead1\",\"output\":\"%s\"}' >%s/note"
                .formatted(precious, temporary)));
    Files.createLink(jobs.resolve("j-dead1"), temporary.resolve("note"));
    open().close();
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(
        warnings.getFirst().contains("not a file that only you may write"), warnings::toString);
  }
}
