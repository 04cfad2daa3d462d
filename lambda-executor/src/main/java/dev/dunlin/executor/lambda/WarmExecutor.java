package dev.dunlin.executor.lambda;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.executor.TaskEngine;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * What an environment keeps from one task to the next: the engine with its DuckDB instances, and
 * the connections to S3.
 */
final class WarmExecutor implements AutoCloseable {
  private final ObjectStore store;
  private final TaskEngine engine;

  private WarmExecutor(ObjectStore store, TaskEngine engine) {
    this.store = store;
    this.engine = engine;
  }

  /** Opens an engine that works in Java's temporary folder, {@code /tmp} in Lambda. */
  static WarmExecutor start() throws IOException {
    S3Settings settings = S3Settings.of(Config.DEFAULTS);
    ObjectStore store = new S3ObjectStore(() -> settings);
    Path scratch = Files.createTempDirectory("dunlin-");
    return new WarmExecutor(store, new TaskEngine(store, scratch));
  }

  /** DuckDB's version, by opening one: so its library is there and runs. */
  static String duckDbVersion() throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new IOException("Cannot open DuckDB: " + e.getMessage(), e);
    }
  }

  TaskEngine engine() {
    return engine;
  }

  /** The store, whose requests are counted by these counts. */
  ObjectStore store(RequestCounts requests) {
    return store.metered(requests);
  }

  @Override
  public void close() throws IOException {
    engine.close();
    store.close();
  }
}
