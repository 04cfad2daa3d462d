package dev.dunlin.driver.scheduler;

import dev.dunlin.core.id.StageId;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** A stage and its tasks. Owned by the scheduler's thread. */
final class StageRun {
  /** Where a stage stands. */
  sealed interface State {
    /** A stage that it reads has never been committed, so its tasks are unknown. */
    record Waiting() implements State {}

    /**
     * Some task is not committed.
     *
     * @param ready numbers of the tasks that can be started
     */
    record Open(NavigableSet<Integer> ready) implements State {}

    /** Every task is committed. */
    record Committed(SegmentTable segments) implements State {}
  }

  private final StageId id;
  private final Stage stage;
  private State state = new State.Waiting();
  private List<TaskRun> tasks = List.of();
  private int running;
  private int committed;
  private Requests requests = Requests.NONE;
  private Billing billing = Billing.NONE;
  private long openedNanos;
  private long committedNanos;

  StageRun(StageId id, Stage stage) {
    this.id = id;
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }

  State state() {
    return state;
  }

  List<TaskRun> tasks() {
    return tasks;
  }

  /** Makes the tasks, all of them ready. */
  void open(List<Share> shares, long nowNanos) {
    List<TaskRun> made = new ArrayList<>();
    NavigableSet<Integer> ready = new TreeSet<>();
    for (Share share : shares) {
      ready.add(made.size());
      made.add(new TaskRun(id.task(made.size()), share));
    }
    tasks = List.copyOf(made);
    openedNanos = nowNanos;
    state = new State.Open(ready);
  }

  /** Notes that an attempt runs. */
  void started(TaskRun task) {
    ready().remove(task.id().number());
    running++;
  }

  /** Notes that an attempt runs no more, and what it has cost, for nothing or not. */
  void ended(TaskMetrics metrics) {
    running--;
    requests = requests.plus(metrics.requests());
    billing = billing.plus(metrics.billing());
  }

  /** The task waits for a slot. */
  void makeReady(TaskRun task) {
    task.become(new TaskRun.State.Ready());
    ready().add(task.id().number());
  }

  /** Takes an attempt's output as the task's. */
  void commit(TaskRun task, TaskOutcome.Succeeded outcome, long nowNanos) {
    task.become(new TaskRun.State.Committed(outcome));
    committed++;
    if (committed == tasks.size()) {
      committedNanos = nowNanos;
      List<List<Segment>> segments = new ArrayList<>();
      commits().forEach(commit -> segments.add(commit.segments()));
      state = new State.Committed(new SegmentTable(segments));
    }
  }

  /** Gives up a committed output, so that the task runs again; the stage is open again. */
  void uncommit(TaskRun task) {
    committed--;
    if (state instanceof State.Committed) {
      state = new State.Open(new TreeSet<>());
    }
    makeReady(task);
  }

  /** The outcomes committed so far, in task order. */
  List<TaskOutcome.Succeeded> commits() {
    List<TaskOutcome.Succeeded> commits = new ArrayList<>();
    for (TaskRun task : tasks) {
      if (task.state() instanceof TaskRun.State.Committed(TaskOutcome.Succeeded outcome)) {
        commits.add(outcome);
      }
    }
    return commits;
  }

  StageReport report(long nowNanos) {
    TaskMetrics total = TaskMetrics.NONE;
    for (TaskOutcome.Succeeded commit : commits()) {
      total = plus(total, commit.metrics());
    }
    long elapsedNanos =
        switch (state) {
          case State.Waiting _ -> 0;
          case State.Open _ -> nowNanos - openedNanos;
          case State.Committed _ -> committedNanos - openedNanos;
        };
    return new StageReport(
        stage.number(),
        stage.name(),
        reportState(),
        tasks.size(),
        running,
        committed,
        tasks.stream().mapToInt(TaskRun::attempts).sum(),
        total.with(requests).with(billing),
        elapsedNanos);
  }

  StageReport.State reportState() {
    return switch (state) {
      case State.Waiting _ -> StageReport.State.WAITING;
      case State.Open _ -> StageReport.State.OPEN;
      case State.Committed _ -> StageReport.State.COMMITTED;
    };
  }

  private NavigableSet<Integer> ready() {
    return switch (state) {
      case State.Open open -> open.ready();
      case State.Waiting _, State.Committed _ ->
          throw new IllegalStateException("Stage " + id + " is not open: " + state);
    };
  }

  private static TaskMetrics plus(TaskMetrics a, TaskMetrics b) {
    return new TaskMetrics(
        a.rowsOut() + b.rowsOut(),
        a.inputBytes() + b.inputBytes(),
        a.shuffleReadBytes() + b.shuffleReadBytes(),
        a.shuffleWriteBytes() + b.shuffleWriteBytes(),
        a.outputBytes() + b.outputBytes(),
        Math.max(a.peakMemoryBytes(), b.peakMemoryBytes()),
        Math.max(a.spilledBytes(), b.spilledBytes()),
        a.bindNanos() + b.bindNanos(),
        a.runNanos() + b.runNanos(),
        a.finishNanos() + b.finishNanos(),
        Requests.NONE,
        Billing.NONE);
  }
}
