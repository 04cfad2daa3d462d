package dev.dunlin.driver.session;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.RoutingObjectStore;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.util.Map;
import java.util.function.Supplier;

/** The object stores of a session. */
final class Stores {
  private Stores() {}

  /**
   * Opens them.
   *
   * @param config asked when S3 is first used, and not before
   */
  static ObjectStore open(Supplier<Config> config) {
    return RoutingObjectStore.opening(Map.of("file", FileObjectStore::new, "s3", () -> s3(config)));
  }

  /** The one on S3, which asks for the configuration when it is first used. */
  static S3ObjectStore s3(Supplier<Config> config) {
    return new S3ObjectStore(() -> S3Settings.of(config.get()));
  }
}
