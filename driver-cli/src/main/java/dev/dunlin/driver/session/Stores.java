package dev.dunlin.driver.session;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.RoutingObjectStore;
import java.util.Map;

/** The object stores of a session. */
final class Stores {
  private Stores() {}

  static ObjectStore open() {
    return new RoutingObjectStore(Map.of("file", new FileObjectStore()));
  }
}
