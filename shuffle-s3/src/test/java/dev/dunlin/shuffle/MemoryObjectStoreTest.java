package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;

final class MemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open() {
    return new MemoryObjectStore();
  }

  @Override
  protected ObjectUri root() {
    return ObjectUri.parse("memory://bucket/some/prefix");
  }
}
