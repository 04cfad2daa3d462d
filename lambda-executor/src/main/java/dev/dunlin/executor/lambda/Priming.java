package dev.dunlin.executor.lambda;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.executor.TaskEngine;
import dev.dunlin.shuffle.Folders;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Loads what the first task will need: before SnapStart's snapshot, and for the record that an AOT
 * cache is made from. A task of one row runs, whose output goes nowhere. An environment that starts
 * without either gains nothing by it.
 */
final class Priming {
  /** No server listens there, and none ever will: port 9 is "discard". */
  private static final String NOWHERE = "http://127.0.0.1:9";

  private static final ObjectUri OBJECT = ObjectUri.parse("s3://priming/object");

  private Priming() {}

  /** A program that does nothing else, for the JVM to watch. */
  public static void main(String[] args) throws IOException {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    run();
  }

  /** Does it; what fails here will fail in the first task too, which says so. */
  static void run() throws IOException {
    Path scratch = Files.createTempDirectory("dunlin-priming-");
    Config config =
        Config.DEFAULTS
            .with(ConfigKeys.S3_ENDPOINT.name(), NOWHERE)
            .with(ConfigKeys.S3_RETRY_TIME.name(), "0s");
    S3Settings settings = S3Settings.of(config);
    try (ObjectStore store = new S3ObjectStore(() -> settings);
        TaskEngine engine = new TaskEngine(store, scratch)) {
      TaskOutcome outcome = engine.run(task());
      FunctionCall call =
          TaskWire.readCall(TaskWire.write(new FunctionCall.Task(Release.CURRENT, task(), OBJECT)));
      FunctionAnswer answer = TaskWire.readAnswer(TaskWire.write(new FunctionAnswer.Done(outcome)));
      boolean isRead = read(store);
      if (isRead || !(call instanceof FunctionCall.Task && answer instanceof FunctionAnswer.Done)) {
        throw new IOException("The priming has gone otherwise than was meant: " + answer);
      }
    } finally {
      Folders.delete(scratch);
    }
  }

  private static boolean read(ObjectStore store) {
    try (InputStream in = store.read(OBJECT, 0, 1)) {
      return in.read() >= 0;
    } catch (IOException _) {
      return false; // As was meant.
    }
  }

  private static TaskDescriptor task() {
    return new TaskDescriptor(
        TaskWire.VERSION,
        AttemptId.parse("j-priming/s0/t0/a0"),
        "SELECT 1 AS c0",
        new Schema(List.of(new Column("c0", "INTEGER"))),
        List.of(),
        new TaskOutput.Single(OBJECT, "lz4_raw"),
        new TaskDescriptor.Resources(1, 64 << 20),
        Map.of());
  }
}
