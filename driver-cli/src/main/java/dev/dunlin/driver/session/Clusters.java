package dev.dunlin.driver.session;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.ClusterKind;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.cluster.EngineExecutor;
import dev.dunlin.driver.cluster.LocalCapacity;
import dev.dunlin.driver.cluster.LocalCluster;
import dev.dunlin.driver.cluster.lambda.LambdaCluster;
import dev.dunlin.driver.cluster.lambda.LambdaSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The cluster of a session: opened when it is first needed, and again when SET has changed it. */
final class Clusters implements AutoCloseable {
  private final ObjectStore store;
  private final ObjectUri work;
  private final Path folder;
  private @Nullable Open open;

  private record Open(Object settings, Cluster cluster) {}

  /**
   * None yet.
   *
   * @param store the stores as tasks use them
   * @param work the prefix of the session's work
   * @param folder for what executors on this machine keep
   */
  Clusters(ObjectStore store, ObjectUri work, Path folder) {
    this.store = store;
    this.work = work;
    this.folder = folder;
  }

  /** What a job can use; for a cluster of functions this opens it. */
  Capacity capacity(Config config) {
    return switch (config.value(ConfigKeys.CLUSTER_KIND)) {
      case LOCAL -> LocalCapacity.of(config);
      case LAMBDA -> of(config).capacity();
    };
  }

  /**
   * The cluster that a configuration asks for.
   *
   * @throws UserErrorException if it cannot be used
   */
  Cluster of(Config config) {
    Object settings =
        switch (config.value(ConfigKeys.CLUSTER_KIND)) {
          case LOCAL -> LocalCapacity.of(config);
          case LAMBDA -> LambdaSettings.of(config);
        };
    if (open != null && !open.settings().equals(settings)) {
      open.cluster().close();
      open = null;
    }
    if (open == null) {
      open = new Open(settings, opened(config));
    }
    return open.cluster();
  }

  private Cluster opened(Config config) {
    return switch (config.value(ConfigKeys.CLUSTER_KIND)) {
      case LOCAL -> new LocalCluster(LocalCapacity.of(config), new EngineExecutor(store, folder));
      case LAMBDA -> {
        if (work.isFile()) {
          throw new UserErrorException(
              "Functions hand their work on through S3, and work.uri is not there: set it to a prefix of yours, like s3://bucket/dunlin/work");
        }
        yield LambdaCluster.open(LambdaSettings.of(config), System.getenv(), store, work);
      }
    };
  }

  /** Whether tasks can use files of this machine. */
  static boolean haveFiles(Config config) {
    return config.value(ConfigKeys.CLUSTER_KIND) == ClusterKind.LOCAL;
  }

  @Override
  public void close() {
    if (open != null) {
      open.cluster().close();
      open = null;
    }
  }
}
