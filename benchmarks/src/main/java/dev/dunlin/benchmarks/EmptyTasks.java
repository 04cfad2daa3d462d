package dev.dunlin.benchmarks;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.lambda.FunctionProbe;
import dev.dunlin.driver.cluster.lambda.LambdaCluster;
import dev.dunlin.driver.cluster.lambda.LambdaSettings;
import dev.dunlin.local.lambda.FunctionSettings;
import dev.dunlin.local.lambda.LambdaServer;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a call costs by itself: many that do nothing, on environments and by a driver that have had
 * more of the same before.
 */
final class EmptyTasks {
  /** So many times as many tasks come before those that count. */
  private static final int WARM_UP = 3;

  private final FunctionSettings function;
  private final Path folder;
  private final Config config;
  private final ObjectUri work;
  private final int tasks;

  /**
   * Of a function.
   *
   * @param folder for the Lambda on this machine
   * @param config with an S3 server, a work prefix there, and the function's name
   * @param tasks how many count
   */
  EmptyTasks(FunctionSettings function, Path folder, Config config, int tasks) {
    this.function = function;
    this.folder = folder;
    this.config = config;
    this.work = ObjectUri.parse(config.value(ConfigKeys.WORK_URI));
    this.tasks = tasks;
  }

  /** Prints what calls take that do nothing in the function, as {@code dunlin doctor}'s. */
  void printPings() throws IOException {
    try (LambdaServer lambda = start(1);
        FunctionProbe probe = FunctionProbe.open(settings(lambda), System.getenv())) {
      for (int i = 0; i < WARM_UP * tasks; i++) {
        probe.running();
      }
      int before = lambda.history().size();
      long began = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        probe.running();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%n%,d tasks that do nothing, one by one, on a warm environment: **%.2f s**, of which %.2f s in Lambda%n",
          tasks,
          seconds,
          secondsInLambda(lambda, before));
    }
  }

  /** Begins the table that {@link #printTasks} goes on with. */
  void printHead() {
    System.out.printf(
        Locale.ROOT,
        "%n| warm environments | s for %,d empty tasks | driver and Lambda | function, around the task | task | Lithops, s | of its time |%n"
            + "|---:|---:|---:|---:|---:|---:|---:|%n",
        tasks);
  }

  /**
   * Prints what tasks take whose query has no rows, through the cluster.
   *
   * @param times how often, a line each
   * @param rival does as many calls before each time
   */
  void printTasks(int environments, int times, S3ObjectStore store, @Nullable Lithops rival)
      throws IOException {
    try (LambdaServer lambda = start(environments);
        LambdaCluster cluster =
            LambdaCluster.open(settings(lambda), System.getenv(), store, work)) {
      run(cluster, 0, environments, WARM_UP * tasks);
      for (int time = 1; time <= times; time++) {
        double rivals = rival == null ? Double.NaN : rival.seconds(tasks);
        int before = lambda.history().size();
        long began = System.nanoTime();
        double inTask = run(cluster, time, environments, tasks) / 1e9;
        double seconds = (System.nanoTime() - began) / 1e9;
        double inFunction = secondsInLambda(lambda, before);
        System.out.printf(
            Locale.ROOT,
            "| %d | **%.2f** | %.2f | %.2f | %.2f | %s |%n",
            lambda.environmentsStarted(),
            seconds,
            seconds * environments - inFunction,
            inFunction - inTask,
            inTask,
            rival == null
                ? "|"
                : String.format(Locale.ROOT, "%.2f | %.2f", rivals, seconds / rivals));
      }
    }
  }

  private LambdaServer start(int environments) throws IOException {
    return LambdaServer.start(
        folder,
        List.of(function),
        LambdaServer.Settings.of(environments, S3Server.KEY, S3Server.SECRET));
  }

  private LambdaSettings settings(LambdaServer lambda) {
    return LambdaSettings.of(config.with("lambda.endpoint", lambda.endpoint().toString()));
  }

  /** The time of all invocations but the first ones. */
  private static double secondsInLambda(LambdaServer lambda, int but) {
    return lambda.history().stream()
        .skip(but)
        .mapToDouble(invocation -> invocation.durationNanos() / 1e9)
        .sum();
  }

  /** Runs them, each environment one at a time; gives the nanoseconds they took by themselves. */
  private long run(LambdaCluster cluster, int stage, int environments, int count) {
    BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    long nanos = 0;
    for (int task = 0; task < count + environments; task++) {
      if (task >= environments) {
        nanos += ended(outcomes);
      }
      if (task < count) {
        AttemptId attempt = JobId.parse("j-benchmark").stage(stage).task(task).attempt(0);
        cluster.start(attempt, TaskWire.write(emptyTask(attempt)), outcomes::add);
      }
    }
    return nanos;
  }

  private TaskDescriptor emptyTask(AttemptId attempt) {
    return new TaskDescriptor(
        TaskWire.VERSION,
        attempt,
        "SELECT 1 AS c0 WHERE false",
        new Schema(List.of(new Column("c0", "INTEGER"))),
        List.of(),
        new TaskOutput.Single(work.resolve(attempt.toString()), "lz4_raw"),
        new TaskDescriptor.Resources(1, 256L << 20),
        Map.of());
  }

  private static long ended(BlockingQueue<String> outcomes) {
    try {
      TaskOutcome outcome = TaskWire.readOutcome(outcomes.take());
      if (!(outcome instanceof TaskOutcome.Succeeded)) {
        throw new IllegalStateException("An empty task has failed: " + outcome);
      }
      TaskMetrics metrics = outcome.metrics();
      return metrics.bindNanos() + metrics.runNanos() + metrics.finishNanos();
    } catch (InterruptedException e) {
      throw new IllegalStateException("This thread is nobody else's to interrupt", e);
    }
  }
}
