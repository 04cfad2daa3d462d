package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.lambda.LambdaCluster;
import dev.dunlin.driver.cluster.lambda.LambdaSettings;
import dev.dunlin.local.lambda.InvocationRecord;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import dev.dunlin.tests.oracle.Dunlin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An environment that runs task after task: what it holds does not grow with their number. */
@Timeout(300)
@Tag("long")
final class ManyTasksTest extends FunctionJobs {
  /**
   * What the kernel says of an environment's process.
   *
   * @param files open file descriptors
   * @param temporary files and folders in its {@code /tmp}
   */
  private record Held(long files, long threads, long residentMb, List<String> temporary) {
    static Held by(ProcessHandle environment) throws IOException {
      Path process = Path.of("/proc", Long.toString(environment.pid()));
      try (Stream<Path> open = Files.list(process.resolve("fd"))) {
        return new Held(
            open.count(),
            number(process, "Threads:"),
            number(process, "VmRSS:") / 1024,
            temporary(process));
      }
    }

    private static long number(Path process, String name) throws IOException {
      return Files.readAllLines(process.resolve("status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }

    private static List<String> temporary(Path process) throws IOException {
      String option = "-Djava.io.tmpdir=";
      for (String argument : Files.readString(process.resolve("cmdline")).split("\0", -1)) {
        if (argument.startsWith(option)) {
          Path folder = Path.of(argument.substring(option.length()));
          try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).sorted().toList();
          }
        }
      }
      throw new IllegalStateException("No temporary folder: " + process);
    }
  }

  private static ProcessHandle environmentProcess() {
    List<ProcessHandle> found =
        ProcessHandle.current()
            .descendants()
            .filter(
                child -> {
                  try {
                    return Files.readString(Path.of("/proc/" + child.pid() + "/environ"))
                        .contains("AWS_LAMBDA_FUNCTION_NAME=");
                  } catch (IOException e) {
                    return false; // It has ended.
                  }
                })
            .toList();
    assertEquals(1, found.size());
    return found.getFirst();
  }

  /** Runs tasks that write two partitions each, one after the other. */
  private static void run(LambdaCluster cluster, int stage, int tasks) throws Exception {
    for (int task = 0; task < tasks; task++) {
      AttemptId attempt = JobId.parse("j-many").stage(stage).task(task).attempt(0);
      TaskDescriptor descriptor =
          new TaskDescriptor(
              TaskWire.VERSION,
              attempt,
              "SELECT i::BIGINT AS i FROM range(1000) t(i)",
              new Schema(List.of(new Column("i", "BIGINT"))),
              List.of(),
              new TaskOutput.Partitions(
                  "i % 2", 2, ObjectUri.parse(BUCKET + "/work/" + attempt), "lz4_raw"),
              new TaskDescriptor.Resources(1, 256L << 20),
              Map.of());
      CompletableFuture<String> outcome = new CompletableFuture<>();
      cluster.start(attempt, TaskWire.write(descriptor), outcome::complete);
      assertInstanceOf(TaskOutcome.Succeeded.class, TaskWire.readOutcome(outcome.get()));
    }
  }

  /** Not as after a few: until its first collections the JVM takes memory that it has not used. */
  @Test
  void anEnvironmentHoldsNoMoreAfterAThousandTasksThanAfterHalfOfThem() throws Exception {
    Config config = Config.DEFAULTS.with("s3.endpoint", front.endpoint().toString());
    try (Functions functions = functions(LambdaFaults.NONE);
        S3ObjectStore store = new S3ObjectStore(() -> S3Settings.of(config));
        LambdaCluster cluster =
            LambdaCluster.open(
                LambdaSettings.of(Dunlin.config(settings(functions, "lambda.concurrency", "1"))),
                Map.of(),
                store,
                ObjectUri.parse(BUCKET + "/work"))) {
      run(cluster, 0, 500);
      Held before = Held.by(environmentProcess());
      run(cluster, 1, 500);
      Held after = Held.by(environmentProcess());

      List<InvocationRecord> calls = functions.server().history();
      assertEquals(1000, calls.size());
      assertEquals(1, calls.stream().filter(InvocationRecord::isCold).count());
      assertEquals(before.temporary(), after.temporary());
      assertTrue(after.files() <= before.files() + 2, () -> before + " → " + after);
      assertTrue(after.threads() <= before.threads() + 2, () -> before + " → " + after);
      assertTrue(after.residentMb() <= before.residentMb() + 16, () -> before + " → " + after);
    }
  }
}
