package dev.dunlin.executor.lambda;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.executor.TaskEngine;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an environment keeps from one task to the next: the engine with its DuckDB instances, and
 * the connections to S3.
 */
final class WarmExecutor implements AutoCloseable {
  private final ObjectStore store;
  private final TaskEngine engine;
  private final ScheduledExecutorService clock = Deadline.clock();

  /** Owns both. */
  WarmExecutor(ObjectStore store, TaskEngine engine) {
    this.store = store;
    this.engine = engine;
  }

  /**
   * Opens an engine that works in Java's temporary folder, {@code /tmp} in Lambda. DuckDB and the
   * client of S3 are opened side by side, since both take time and the first task needs both; so is
   * the code that reads calls, which comes with the first one that is read.
   */
  static WarmExecutor start() throws IOException {
    S3Settings settings = S3Settings.of(Config.DEFAULTS);
    S3ObjectStore store = new S3ObjectStore(() -> settings);
    Thread client = Thread.ofPlatform().name("S3 client").start(() -> prepare(store));
    TaskEngine engine = new TaskEngine(store, Files.createTempDirectory("dunlin-"));
    engine.prepare();
    FunctionCall unused = TaskWire.readCall(TaskWire.write(new FunctionCall.Ping(Release.CURRENT)));
    FunctionAnswer unusedToo =
        TaskWire.readAnswer(TaskWire.write(new FunctionAnswer.Refused(Release.CURRENT)));
    try {
      client.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It goes on, and the first request waits for it.
    }
    return new WarmExecutor(store, engine);
  }

  private static void prepare(S3ObjectStore store) {
    try {
      store.prepare();
    } catch (UserErrorException e) {
      // The first task says so, in its outcome.
      return;
    }
  }

  TaskEngine engine() {
    return engine;
  }

  /** For {@link Deadline}s. */
  ScheduledExecutorService clock() {
    return clock;
  }

  /** The store, whose requests are counted by these counts. */
  ObjectStore store(RequestCounts requests) {
    return store.metered(requests);
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    engine.close();
    store.close();
  }
}
