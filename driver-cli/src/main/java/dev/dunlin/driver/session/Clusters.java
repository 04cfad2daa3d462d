package dev.dunlin.driver.session;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.driver.cluster.EngineExecutor;
import dev.dunlin.driver.cluster.LocalCapacity;
import dev.dunlin.driver.cluster.LocalCluster;
import dev.dunlin.driver.work.WorkFolder;

/** The clusters a session can run on. */
final class Clusters {
  private Clusters() {}

  static Capacity capacity(Config config) {
    return LocalCapacity.of(config);
  }

  static LocalCluster open(Config config, ObjectStore store, WorkFolder folder) {
    return new LocalCluster(
        capacity(config), new EngineExecutor(store, folder.path().resolve("executor")));
  }
}
