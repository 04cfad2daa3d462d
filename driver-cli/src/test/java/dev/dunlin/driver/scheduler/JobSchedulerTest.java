package dev.dunlin.driver.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.Executor;
import dev.dunlin.driver.cluster.LocalCluster;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs whose executors break what they have promised. */
@Tag("unit")
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JobSchedulerTest {
  /** Answers each descriptor as it is told. */
  private record Answering(UnaryOperator<String> answer) implements Executor {
    @Override
    public String run(String descriptor) {
      return answer.apply(descriptor);
    }

    @Override
    public void cancel(AttemptId attempt) {}

    @Override
    public void close() {}
  }

  /** How a job of three tasks, one after the other, fails on such a cluster. */
  private static JobFailedException failure(LocalCluster cluster) {
    Job job =
        new Job(
            Graphs.JOB,
            new StageGraph(List.of(Graphs.stage(0, new StageOutput.Rows(), Graphs.scan(3)))),
            Graphs.WORK,
            Config.DEFAULTS);
    JobScheduler scheduler = new JobScheduler(job, cluster, new MemoryObjectStore(), _ -> {});
    JobFailedException failure = assertThrows(JobFailedException.class, scheduler::run);
    assertEquals(JobFailedException.Kind.BUG, failure.kind(), failure::getMessage);
    return failure;
  }

  private static void fails(UnaryOperator<String> answer, String why) {
    try (LocalCluster cluster =
        new LocalCluster(new Capacity(1, 1, 1 << 30), new Answering(answer))) {
      String message = String.valueOf(failure(cluster).getMessage());
      assertEquals("Task j-test/s0/t0 (stage 0) failed: " + why, message);
    }
  }

  @Test
  void anOutcomeThatIsNoneFailsTheJob() {
    fails(
        _ -> "{}",
        "java.lang.IllegalArgumentException: Cannot read a TaskOutcome: Missing Required kind property that determines deserialization type");
  }

  @Test
  void anOutcomeOfAnotherVersionFailsTheJob() {
    fails(
        descriptor ->
            TaskWire.write(
                new TaskOutcome.Succeeded(
                    TaskWire.VERSION + 1,
                    TaskWire.readDescriptor(descriptor).attempt(),
                    List.of(),
                    List.of(),
                    TaskMetrics.NONE)),
        "java.lang.IllegalArgumentException: Cannot read a task outcome of version %d, only version %d: driver and executor must be of the same Dunlin release"
            .formatted(TaskWire.VERSION + 1, TaskWire.VERSION));
  }

  @Test
  void anOutcomeOfAnotherAttemptFailsTheJob() {
    fails(
        _ ->
            TaskWire.write(
                new TaskOutcome.Succeeded(
                    TaskWire.VERSION,
                    ScriptedCluster.id("s0/t2/a7"),
                    List.of(),
                    List.of(),
                    TaskMetrics.NONE)),
        "java.lang.IllegalStateException: The outcome of j-test/s0/t0/a0 is that of j-test/s0/t2/a7");
  }

  @Test
  void aClusterThatStartsNothingFailsTheJob() {
    LocalCluster cluster = new LocalCluster(new Capacity(2, 1, 1 << 30), new Answering(d -> d));
    cluster.close();
    JobFailedException failure = failure(cluster);
    assertEquals(
        "Task j-test/s0/t0 (stage 0) failed: java.lang.IllegalStateException: The cluster is closed and cannot run j-test/s0/t0/a0",
        failure.getMessage());
    assertTrue(failure.stack().contains("LocalCluster.start"), failure::stack);
  }
}
