package dev.dunlin.shuffle;

import static dev.dunlin.shuffle.Messages.assertSays;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FileObjectStoreTest extends ObjectStoreContract {
  private final FileObjectStore store = new FileObjectStore();

  @Override
  protected ObjectStore open() {
    return new FileObjectStore();
  }

  @Override
  protected ObjectUri root() {
    return ObjectUri.file(local.resolve("root"));
  }

  @BeforeEach
  void makeRoot() throws IOException {
    Files.createDirectories(local.resolve("root"));
  }

  @Test
  void linksAreNotFollowedWhereThingsAreRemovedAndThoseOfOthersStay() throws IOException {
    Path precious = Files.createDirectories(local.resolve("precious"));
    Files.writeString(precious.resolve("thesis"), "mine");
    Path linked = Files.createDirectories(local.resolve("disk/work"));
    Path link = Files.createSymbolicLink(local.resolve("root/link"), linked);
    ObjectUri work = ObjectUri.file(link);

    // A folder and an object behind a link, be the link's folder empty then or not.
    ObjectStat put = store.put(work.resolve("job/s0/part"), new byte[1]);
    Files.createSymbolicLink(link.resolve("job/s0/precious"), precious);
    Files.createSymbolicLink(link.resolve("job/thesis"), precious.resolve("thesis"));
    store.deleteFolder(work.resolve("job"));
    assertFalse(Files.exists(linked.resolve("job")), put::toString);
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.isDirectory(link));
    ObjectStat again = store.put(work.resolve("object"), new byte[1]);
    store.delete(List.of(again.uri()));
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.isDirectory(link));

    // A link in the place of the folder, and one that leads to nothing above it.
    Files.createSymbolicLink(local.resolve("root/job"), precious);
    store.deleteFolder(root().resolve("job"));
    Files.createSymbolicLink(local.resolve("root/broken"), local.resolve("unmounted"));
    store.deleteFolder(root().resolve("broken/job"));
    store.delete(List.of(root().resolve("broken/job/part")));
    assertTrue(Files.isSymbolicLink(local.resolve("root/job")));
    assertTrue(Files.isSymbolicLink(local.resolve("root/broken")));
    assertEquals("mine", Files.readString(precious.resolve("thesis")));
  }

  @Test
  void anObjectIsItsFile() throws IOException {
    ObjectUri object = root().resolve("a/b");
    store.put(object, "x".getBytes(UTF_8));

    assertEquals(Optional.of(local.resolve("root/a/b")), store.localPath(object));
    assertEquals("x", Files.readString(local.resolve("root/a/b")));
  }

  @Test
  void theEtagSeesAFileOfTheSameLengthAndTimePutInItsPlace() throws IOException {
    ObjectUri object = root().resolve("a");
    ObjectStat before = store.put(object, "one".getBytes(UTF_8));
    Path other = Files.writeString(local.resolve("other"), "two");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(object.path()));
    Files.move(other, object.path(), StandardCopyOption.REPLACE_EXISTING);

    assertNotEquals(before.etag(), store.stat(object).etag());
  }

  @Test
  void nothingIsLeftBesideAnObject() throws IOException {
    ObjectUri object = root().resolve("a");
    store.put(object, new byte[10]);
    store.putIfAbsent(root().resolve("b"), new byte[10]);
    assertThrows(IOException.class, () -> store.putIfAbsent(object, new byte[1]));

    try (Stream<Path> paths = Files.list(local.resolve("root"))) {
      assertEquals(List.of("a", "b"), paths.map(FileObjectStore::name).sorted().toList());
    }
  }

  @Test
  void halfWrittenFilesAreNotListed() throws IOException {
    store.put(root().resolve("a"), new byte[1]);
    Files.writeString(local.resolve("root").resolve(HiddenNames.temporary("a", "dead-1")), "half");

    assertEquals(1, store.list(root().resolve("")).size());
    assertEquals(1, store.children(root()).objects().size());
  }

  @Test
  void linksAreFollowedAndThoseToNothingPassedOver() throws IOException {
    Path target = Files.createDirectories(local.resolve("elsewhere"));
    Files.writeString(target.resolve("x"), "linked");
    Files.createSymbolicLink(local.resolve("root/link"), target);
    Files.createSymbolicLink(local.resolve("root/broken"), local.resolve("nothing"));

    assertEquals(
        List.of(root().resolve("link/x")),
        store.list(root()).stream().map(ObjectStat::uri).toList());
  }

  @Test
  void aFileWhereAFolderShouldBeIsNamed() throws IOException {
    ObjectUri file = root().resolve("file");
    store.put(file, new byte[1]);

    IOException e =
        assertThrows(IOException.class, () -> store.put(file.resolve("below"), new byte[1]));
    assertSays(e, file.toString());
  }

  @Test
  void aLinkThatLeadsInACircleIsPassedOver() throws IOException {
    store.put(root().resolve("a/b/x"), new byte[1]);
    store.put(root().resolve("y"), new byte[1]);
    Path folder = local.resolve("root");
    Files.createSymbolicLink(folder.resolve("a/b/up"), folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("a/root"), folder);
    Files.createSymbolicLink(folder.resolve("a/here"), Path.of("."));
    Files.createSymbolicLink(folder.resolve("itself"), Path.of("itself"));
    Files.createSymbolicLink(folder.resolve("ping"), Path.of("pong"));
    Files.createSymbolicLink(folder.resolve("pong"), Path.of("ping"));

    for (ObjectUri prefix : List.of(root(), root().resolve(""))) {
      assertEquals(
          List.of(root().resolve("a/b/x"), root().resolve("y")),
          store.list(prefix).stream().map(ObjectStat::uri).toList());
    }
    assertEquals(List.of(root().resolve("y")), uris(store.children(root()).objects()));
    assertEquals(
        List.of(root().resolve("a/b/up/root/y"), root().resolve("a/b/x")),
        uris(store.list(root().resolve("a/b/"))));
  }

  private static List<ObjectUri> uris(List<ObjectStat> stats) {
    return stats.stream().map(ObjectStat::uri).toList();
  }

  @Test
  void aLoopOfLinksIsNamed() throws IOException {
    Files.createSymbolicLink(local.resolve("root/loop"), local.resolve("root/loop"));

    FileSystemException e =
        assertThrows(FileSystemException.class, () -> store.stat(root().resolve("loop")));
    assertSays(e, "root/loop");
  }

  @Test
  void aFullDiskIsNamed() {
    // Linux has a device for this.
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Path full = Path.of("/dev/full");
    IOException e =
        assertThrows(
            IOException.class,
            () -> FileObjectStore.write(ObjectUri.file(full), full, new byte[10]));
    assertEquals("/dev/full: No space left on device", e.getMessage());
  }
}
