package dev.dunlin.driver.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageInput.Reading;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutput;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class JobLoopTest {
  private final Queue<Event> events = new ArrayDeque<>();
  private final ScriptedCluster cluster = new ScriptedCluster(2);
  private long nanos;
  private RetryPolicy policy =
      new RetryPolicy(
          3,
          32,
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(2));

  private JobLoop begin(Stage... stages) {
    Job job = new Job(Graphs.JOB, new StageGraph(List.of(stages)), Graphs.WORK, Config.DEFAULTS);
    JobLoop loop = new JobLoop(job, cluster, policy, () -> nanos, () -> 0, events::add);
    loop.begin();
    return loop;
  }

  /** Hands the loop all that the cluster has reported. */
  private void drain(JobLoop loop) {
    while (!events.isEmpty()) {
      loop.handle(events.remove());
    }
  }

  private void succeed(JobLoop loop, String... attempts) {
    for (String attempt : attempts) {
      cluster.succeed(attempt);
      drain(loop);
    }
  }

  private void fail(JobLoop loop, String attempt, TaskFailure failure) {
    cluster.fail(attempt, failure);
    drain(loop);
  }

  private void waitOver(JobLoop loop) {
    nanos = loop.nextWait().orElseThrow();
    loop.handle(new Event.WaitOver());
  }

  /** A scan of so many tasks, shuffled into 4 partitions, gathered. */
  private JobLoop scanAndShuffle(int tasks) {
    return begin(
        Graphs.stage(0, Graphs.partitioned(4), Graphs.scan(tasks)),
        Graphs.stage(1, new StageOutput.Rows(), Graphs.shuffle(0, Reading.PARTITIONED)));
  }

  private static String failure(JobLoop loop) {
    return String.valueOf(loop.failure().orElseThrow().getMessage());
  }

  private static JobFailedException.Kind kind(JobLoop loop) {
    return loop.failure().orElseThrow().kind();
  }

  @Test
  void aStageOpensWhenAllTasksOfItsParentAreCommitted() {
    JobLoop loop = scanAndShuffle(3);
    assertEquals(List.of("s0/t0/a0", "s0/t1/a0"), cluster.running());
    succeed(loop, "s0/t1/a0");
    assertEquals(List.of("s0/t0/a0", "s0/t2/a0"), cluster.running());
    succeed(loop, "s0/t0/a0", "s0/t2/a0");
    assertEquals(List.of("s1/t0/a0"), cluster.running());
    assertFalse(loop.finished());
    succeed(loop, "s1/t0/a0");
    assertTrue(loop.finished());
    assertTrue(loop.failure().isEmpty());
    assertEquals(1, loop.result().size());
  }

  @Test
  void independentStagesRunTogetherAndTheLowerNumberGoesFirst() {
    JobLoop loop =
        begin(
            Graphs.stage(0, new StageOutput.Single(), Graphs.scan(1)),
            Graphs.stage(1, new StageOutput.Single(), Graphs.scan(2)),
            Graphs.stage(
                2,
                new StageOutput.Rows(),
                Graphs.shuffle(0, Reading.ALL),
                Graphs.shuffle(1, Reading.ALL)));
    assertEquals(List.of("s0/t0/a0", "s1/t0/a0"), cluster.running());
    succeed(loop, "s0/t0/a0");
    assertEquals(List.of("s1/t0/a0", "s1/t1/a0"), cluster.running());
    succeed(loop, "s1/t0/a0", "s1/t1/a0");
    assertEquals(List.of("s2/t0/a0"), cluster.running());
  }

  @Test
  void aTaskReadsItsOwnSplitsItsOwnPartitionsAndAllOfABroadcast() {
    JobLoop loop =
        begin(
            Graphs.stage(0, new StageOutput.Single(), Graphs.scan(2)),
            Graphs.stage(1, Graphs.partitioned(3), Graphs.scan(1), Graphs.shuffle(0, Reading.ALL)),
            Graphs.stage(2, new StageOutput.Rows(), Graphs.shuffle(1, Reading.PARTITIONED)));
    succeed(loop, "s0/t0/a0", "s0/t1/a0");
    TaskDescriptor join = cluster.descriptor("s1/t0/a0");
    assertEquals(1, ((TaskInput.Scan) join.inputs().get(0)).splits().size());
    assertEquals(List.of("s0/t0", "s0/t1"), producers(join, 1));
    assertEquals(
        new TaskOutput.Partitions(
            "hash(a) % 3", 3, Graphs.WORK.resolve("j-test/s1/t0/a0"), "lz4_raw"),
        join.output());
    assertEquals("'UTC'", join.settings().get("TimeZone"));
    succeed(loop, "s1/t0/a0");
    assertEquals(3, segments(cluster.descriptor("s2/t0/a0"), 0).size());
  }

  @Test
  void eachTaskOfAUnionFindsTheOtherInputsEmpty() {
    JobLoop loop =
        begin(
            Graphs.stage(0, new StageOutput.Single(), Graphs.scan(1)),
            Graphs.stage(
                1, new StageOutput.Rows(), Graphs.scan(1), Graphs.shuffle(0, Reading.SPREAD)));
    succeed(loop, "s0/t0/a0");
    TaskDescriptor scans = cluster.descriptor("s1/t0/a0");
    assertEquals(1, ((TaskInput.Scan) scans.inputs().get(0)).splits().size());
    assertEquals(List.of(), segments(scans, 1));
    TaskDescriptor reads = cluster.descriptor("s1/t1/a0");
    assertEquals(List.of(), ((TaskInput.Scan) reads.inputs().get(0)).splits());
    assertEquals(1, segments(reads, 1).size());
  }

  @Test
  void aStageWithFewTasksUsesTheIdleCoresButNotTheirMemory() {
    cluster.capacity(new Capacity(4, 2, 1000));
    begin(Graphs.stage(0, new StageOutput.Rows(), Graphs.scan(2)));
    assertEquals(new TaskDescriptor.Resources(4, 1000), cluster.descriptor("s0/t0/a0").resources());
  }

  @Test
  void aTransientFailureIsTriedAgainAfterAWait() {
    JobLoop loop = scanAndShuffle(1);
    fail(loop, "s0/t0/a0", new TaskFailure.Transient("connection reset"));
    assertEquals(List.of(), cluster.running());
    assertEquals(Duration.ofMillis(50).toNanos(), loop.nextWait().orElseThrow());
    loop.handle(new Event.WaitOver());
    assertEquals(List.of(), cluster.running(), "the wait is not over yet");
    waitOver(loop);
    assertEquals(List.of("s0/t0/a1"), cluster.running());
    succeed(loop, "s0/t0/a1", "s1/t0/a0");
    assertTrue(loop.finished());
    assertEquals(2, loop.report().stages().getFirst().attempts());
  }

  @Test
  void othersRunWhileOneWaits() {
    JobLoop loop = scanAndShuffle(3);
    fail(loop, "s0/t0/a0", new TaskFailure.Transient("connection reset"));
    assertEquals(List.of("s0/t1/a0", "s0/t2/a0"), cluster.running());
  }

  @Test
  void aTransientFailureFailsTheJobAfterTheLastAttempt() {
    JobLoop loop = scanAndShuffle(2);
    fail(loop, "s0/t0/a0", new TaskFailure.Transient("reset 1"));
    waitOver(loop);
    fail(loop, "s0/t0/a1", new TaskFailure.Transient("reset 2"));
    waitOver(loop);
    fail(loop, "s0/t0/a2", new TaskFailure.Transient("reset 3"));
    assertEquals(
        "Task j-test/s0/t0 (stage 0) failed 3 times (task.attempts), the last time with: reset 3",
        failure(loop));
    assertEquals(JobFailedException.Kind.FAILURE, kind(loop));
    assertEquals(List.of("s0/t1/a0"), cluster.cancelled());
    assertFalse(loop.finished(), "an attempt still runs");
    fail(loop, "s0/t1/a0", new TaskFailure.Cancelled("asked to"));
    assertTrue(loop.finished());
    assertEquals(4, cluster.started());
  }

  @Test
  void withoutRetriesTheFirstTransientFailureFailsTheJob() {
    policy =
        new RetryPolicy(
            1,
            32,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(2));
    JobLoop loop = scanAndShuffle(1);
    fail(loop, "s0/t0/a0", new TaskFailure.Transient("reset"));
    assertTrue(loop.finished());
    assertEquals(JobFailedException.Kind.FAILURE, kind(loop));
  }

  @Test
  void throttlingIsWaitedForAndNotCounted() {
    JobLoop loop = scanAndShuffle(1);
    for (int i = 0; i < 50; i++) {
      fail(loop, "s0/t0/a" + i, new TaskFailure.Throttled("SlowDown"));
      long wait = loop.nextWait().orElseThrow() - nanos;
      assertTrue(wait <= Duration.ofSeconds(10).toNanos(), () -> "waits for " + wait);
      waitOver(loop);
    }
    succeed(loop, "s0/t0/a50", "s1/t0/a0");
    assertTrue(loop.failure().isEmpty());
  }

  @Test
  void throttlingThatNeverEndsFailsTheJob() {
    JobLoop loop = scanAndShuffle(1);
    int attempts = 0;
    while (!loop.finished()) {
      fail(loop, "s0/t0/a" + attempts++, new TaskFailure.Throttled("SlowDown"));
      if (!loop.finished()) {
        waitOver(loop);
      }
    }
    assertTrue(attempts > 60, () -> "waits are of 10 s at most");
    assertEquals(JobFailedException.Kind.FAILURE, kind(loop));
    String message = String.valueOf(loop.failure().orElseThrow().getMessage());
    assertTrue(
        message.contains("was throttled %d times in 10 minutes".formatted(attempts)), message);
    assertTrue(message.contains("SlowDown"), message);
  }

  @Test
  void throttlingIsMeasuredWithoutTheTimeInWhichTheTaskWorks() {
    JobLoop loop = scanAndShuffle(1);
    int attempt = 0;
    for (; attempt < 20; attempt++) {
      fail(loop, "s0/t0/a" + attempt, new TaskFailure.Throttled("SlowDown"));
      assertTrue(loop.failure().isEmpty(), "after " + attempt);
      waitOver(loop);
      nanos += Duration.ofMinutes(11).toNanos();
    }
    succeed(loop, "s0/t0/a" + attempt, "s1/t0/a0");
    assertTrue(loop.failure().isEmpty());
  }

  @Test
  void aLostSegmentRunsItsProducerAgainAndThenTheTask() {
    JobLoop loop = scanAndShuffle(2);
    succeed(loop, "s0/t0/a0", "s0/t1/a0");
    Segment lost = segments(cluster.descriptor("s1/t0/a0"), 0).getFirst();
    assertEquals("s0/t0", lost.producer());
    fail(loop, "s1/t0/a0", new TaskFailure.SegmentLost(lost, "gone"));
    assertEquals(List.of("s0/t0/a1"), cluster.running(), "the producer alone, and nothing else");
    succeed(loop, "s0/t0/a1");
    assertEquals(List.of("s1/t0/a1"), cluster.running());
    assertTrue(
        segments(cluster.descriptor("s1/t0/a1"), 0).stream()
            .filter(segment -> segment.producer().equals("s0/t0"))
            .allMatch(segment -> segment.object().key().contains("/t0/a1/")),
        "the new output is read, not the lost one");
    succeed(loop, "s1/t0/a1");
    assertTrue(loop.finished());
    assertTrue(loop.failure().isEmpty());
  }

  @Test
  void aSegmentThatTwoTasksMissIsMadeAgainOnce() {
    JobLoop loop =
        begin(
            Graphs.stage(0, new StageOutput.Single(), Graphs.scan(1)),
            Graphs.stage(
                1, new StageOutput.Rows(), Graphs.scan(2), Graphs.shuffle(0, Reading.ALL)));
    succeed(loop, "s0/t0/a0");
    Segment lost = segments(cluster.descriptor("s1/t0/a0"), 1).getFirst();
    fail(loop, "s1/t0/a0", new TaskFailure.SegmentLost(lost, "gone"));
    fail(loop, "s1/t1/a0", new TaskFailure.SegmentLost(lost, "gone"));
    assertEquals(List.of("s0/t0/a1"), cluster.running());
    succeed(loop, "s0/t0/a1");
    assertEquals(List.of("s1/t0/a1", "s1/t1/a1"), cluster.running());
    succeed(loop, "s1/t0/a1", "s1/t1/a1");
    assertTrue(loop.failure().isEmpty());
  }

  @Test
  void aSegmentThatIsLostAgainAndAgainFailsTheJob() {
    JobLoop loop = scanAndShuffle(1);
    for (int i = 0; i < 3; i++) {
      succeed(loop, "s0/t0/a" + i);
      Segment lost = segments(cluster.descriptor("s1/t0/a" + i), 0).getFirst();
      fail(loop, "s1/t0/a" + i, new TaskFailure.SegmentLost(lost, "gone"));
    }
    assertEquals(
        "The output of task j-test/s0/t0 (stage 0) was lost 3 times (task.attempts), the last"
            + " time: gone",
        failure(loop));
  }

  @Test
  void aSegmentOfNoTaskIsABug() {
    JobLoop loop = scanAndShuffle(1);
    succeed(loop, "s0/t0/a0");
    Segment nobodys = new Segment("s0/t9", 0, Graphs.WORK.resolve("x"), 0, 1, 1, 0);
    fail(loop, "s1/t0/a0", new TaskFailure.SegmentLost(nobodys, "gone"));
    assertEquals(JobFailedException.Kind.BUG, kind(loop));
    assertTrue(loop.finished());
  }

  @Test
  void theJobsBudgetEndsRetriesThatNoTaskAloneHasUsedUp() {
    policy =
        new RetryPolicy(
            100,
            2,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(2));
    JobLoop loop = scanAndShuffle(2);
    fail(loop, "s0/t0/a0", new TaskFailure.Transient("reset"));
    fail(loop, "s0/t1/a0", new TaskFailure.Transient("reset"));
    assertTrue(loop.failure().isEmpty());
    waitOver(loop);
    fail(loop, "s0/t0/a1", new TaskFailure.Transient("reset again"));
    assertTrue(failure(loop).contains("has used up its 2 retries"), () -> failure(loop));
    assertTrue(failure(loop).contains("reset again"), () -> failure(loop));
  }

  @Test
  void whatNoRetryCanHelpFailsTheJobAtOnce() {
    for (TaskFailure failure :
        List.of(
            new TaskFailure.OutOfMemory("full"),
            new TaskFailure.OutOfTime("late"),
            new TaskFailure.UserError("bad cast"),
            new TaskFailure.InputChanged("f", "changed"),
            new TaskFailure.Cancelled("closed"),
            new TaskFailure.Bug("null", "at X"))) {
      ScriptedCluster own = new ScriptedCluster(1);
      Job job =
          new Job(
              Graphs.JOB,
              new StageGraph(List.of(Graphs.stage(0, new StageOutput.Rows(), Graphs.scan(2)))),
              Graphs.WORK,
              Config.DEFAULTS);
      JobLoop loop = new JobLoop(job, own, policy, () -> nanos, () -> 0, events::add);
      loop.begin();
      own.fail("s0/t0/a0", failure);
      drain(loop);
      assertTrue(loop.finished(), failure::toString);
      assertTrue(failure(loop).contains(failure.message()), () -> failure(loop));
      assertTrue(failure(loop).contains("j-test/s0/t0 (stage 0)"), () -> failure(loop));
      assertEquals(1, own.started());
    }
  }

  @Test
  void runningOutOfMemoryTellsWhatHelps() {
    JobLoop loop = scanAndShuffle(1);
    fail(loop, "s0/t0/a0", new TaskFailure.OutOfMemory("could not allocate block"));
    assertEquals(JobFailedException.Kind.FAILURE, kind(loop));
    assertTrue(failure(loop).contains("get a larger one"), () -> failure(loop));
    assertTrue(failure(loop).contains("1.0 GiB"), () -> failure(loop));
  }

  @Test
  void aTaskThatNeedsMoreIsTriedWithMoreAsOftenAsThereIsMore() {
    cluster.larger(new Resources(4, 2L << 30), new Resources(6, 4L << 30));
    JobLoop loop = scanAndShuffle(2);
    fail(loop, "s0/t0/a0", new TaskFailure.OutOfMemory("full"));
    assertEquals(
        new Resources(4, 2L << 30),
        cluster.descriptor("s0/t0/a1").resources(),
        "at once, and not after a wait");
    fail(loop, "s0/t0/a1", new TaskFailure.Transient("reset"));
    waitOver(loop);
    assertEquals(new Resources(4, 2L << 30), cluster.descriptor("s0/t0/a2").resources());
    fail(loop, "s0/t0/a2", new TaskFailure.OutOfTime("late"));
    assertEquals(new Resources(6, 4L << 30), cluster.descriptor("s0/t0/a3").resources());
    assertEquals(new Resources(2, 1L << 30), cluster.descriptor("s0/t1/a0").resources());
    fail(loop, "s0/t0/a3", new TaskFailure.OutOfMemory("still full"));
    assertTrue(failure(loop).contains("A task has 4.0 GiB: get a larger one."), failure(loop));
  }

  @Test
  void onlyTheFirstSuccessOfATaskCounts() {
    JobLoop loop =
        begin(
            Graphs.stage(
                0,
                new StageOutput.Files(
                    Graphs.WORK.resolve("out"),
                    FileFormat.PARQUET,
                    Map.of(),
                    List.of(),
                    Replace.FAIL),
                Graphs.scan(2)));
    Event first = new Event.AttemptEnded(cluster.success("s0/t0/a0", _ -> 1));
    succeed(loop, "s0/t0/a0");
    loop.handle(first);
    assertEquals(List.of(), loop.strays(), "a repeated report is not another attempt's output");
    fail(loop, "s0/t1/a0", new TaskFailure.Transient("answer lost"));
    // The attempt had in fact gone on, and reports after its successor was started.
    Event late = new Event.AttemptEnded(cluster.success("s0/t1/a0", _ -> 1));
    waitOver(loop);
    loop.handle(late);
    assertFalse(loop.finished());
    assertEquals(1, loop.strays().size(), "what it has staged is to be discarded");
    succeed(loop, "s0/t1/a1");
    assertTrue(loop.finished());
    assertEquals(
        List.of("s0/t0/a0", "s0/t1/a1"),
        loop.result().stream().map(o -> ScriptedCluster.shortName(o.attempt())).toList());
  }

  @Test
  void aCancelledJobStopsWhatRunsAndWaitsForIt() {
    JobLoop loop = scanAndShuffle(4);
    succeed(loop, "s0/t0/a0");
    loop.handle(new Event.CancelRequested("interrupted"));
    assertEquals(List.of("s0/t1/a0", "s0/t2/a0"), cluster.cancelled());
    assertFalse(loop.finished());
    fail(loop, "s0/t1/a0", new TaskFailure.Cancelled("asked to"));
    succeed(loop, "s0/t2/a0");
    assertTrue(loop.finished());
    assertEquals(3, cluster.started());
    assertEquals(JobFailedException.Kind.CANCELLED, kind(loop));
    assertEquals("Job j-test was cancelled: interrupted", failure(loop));
  }

  @Test
  void theFirstReasonToStopIsTheOneThatIsTold() {
    JobLoop loop = scanAndShuffle(2);
    fail(loop, "s0/t0/a0", new TaskFailure.UserError("bad cast"));
    fail(loop, "s0/t1/a0", new TaskFailure.Bug("cancelled badly", "at X"));
    loop.handle(new Event.CancelRequested("interrupted"));
    assertEquals(JobFailedException.Kind.USER_ERROR, kind(loop));
    assertEquals("bad cast\n(in task j-test/s0/t0 (stage 0))", failure(loop));
  }

  @Test
  void theReportAddsUpWhatIsCommitted() {
    JobLoop loop = scanAndShuffle(2);
    nanos = 5;
    succeed(loop, "s0/t0/a0");
    StageReport half = loop.report().stages().getFirst();
    assertEquals(StageReport.State.OPEN, half.state());
    assertEquals(7, half.metrics().rowsOut());
    assertEquals(1, half.running());
    assertEquals(1, half.committed());
    succeed(loop, "s0/t1/a0");
    nanos = 9;
    StageReport whole = loop.report().stages().getFirst();
    assertEquals(StageReport.State.COMMITTED, whole.state());
    assertEquals(14, whole.metrics().rowsOut());
    assertEquals(5, whole.metrics().peakMemoryBytes(), "the highest, not the sum");
    assertEquals(5, whole.elapsedNanos());
    assertEquals(9, loop.report().elapsedNanos());
  }

  private static List<Segment> segments(TaskDescriptor descriptor, int input) {
    return ((TaskInput.Segments) descriptor.inputs().get(input)).segments();
  }

  private static List<String> producers(TaskDescriptor descriptor, int input) {
    return segments(descriptor, input).stream().map(Segment::producer).toList();
  }
}
