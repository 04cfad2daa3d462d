package dev.dunlin.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RoutingObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open() {
    return new RoutingObjectStore(
        Map.of("memory", new MemoryObjectStore(), "file", new FileObjectStore()));
  }

  @Override
  protected ObjectUri root() {
    return ObjectUri.parse("memory://bucket/prefix");
  }

  @Test
  void eachAddressGoesToTheStoreOfItsScheme() throws IOException {
    try (ObjectStore store = open()) {
      ObjectUri onDisk = ObjectUri.file(local.resolve("a"));
      ObjectUri inMemory = root().resolve("a");
      store.put(onDisk, new byte[] {1});
      store.put(inMemory, new byte[] {1, 2});

      assertEquals(1, new FileObjectStore().stat(onDisk).lengthBytes());
      assertEquals(2, store.stat(inMemory).lengthBytes());
      assertTrue(store.localPath(inMemory).isEmpty());

      store.delete(List.of(onDisk, inMemory));
      assertThrows(NoSuchFileException.class, () -> store.stat(onDisk));
      assertThrows(NoSuchFileException.class, () -> store.stat(inMemory));
    }
  }

  @Test
  void aStoreIsOpenedWithTheFirstRequestToIt() throws IOException {
    List<String> opened = new ArrayList<>();
    try (ObjectStore store =
        RoutingObjectStore.opening(
            Map.of(
                "memory",
                () -> {
                  opened.add("memory");
                  return new MemoryObjectStore();
                },
                "file",
                () -> {
                  opened.add("file");
                  return new FileObjectStore();
                }))) {
      assertEquals(List.of(), opened);
      store.put(root().resolve("a"), new byte[] {1});
      assertEquals(1, store.stat(root().resolve("a")).lengthBytes());
    }
    assertEquals(List.of("memory"), opened);
  }

  @Test
  void anUnknownSchemeIsTheUsersMistake() throws IOException {
    try (ObjectStore store = open()) {
      UserErrorException ftp =
          assertThrows(UserErrorException.class, () -> store.list(ObjectUri.parse("ftp://h/k")));
      assertEquals(
          "Cannot use ftp://h/k: there is no store for ftp://, only for file://, memory://",
          ftp.getMessage());
    }
  }
}
