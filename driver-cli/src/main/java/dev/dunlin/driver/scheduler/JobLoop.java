package dev.dunlin.driver.scheduler;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.ByteSize;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.TaskId;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.scheduler.JobFailedException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * One job's state, and what each event does to it. Not thread-safe: one thread hands it the events.
 * It never blocks and has no clock of its own, so tests drive it by hand.
 *
 * <p>A task's output is that of the first attempt to succeed. A job that fails or is cancelled
 * starts nothing more, and is finished once every attempt has reported.
 */
final class JobLoop {
  /** Where the job stands. */
  private sealed interface State {
    /** It makes progress. */
    record Running() implements State {}

    /** Its last stage is committed. */
    record Succeeded() implements State {}

    /** It has failed or was cancelled; attempts may still run. */
    record Stopped(JobFailedException why) implements State {}
  }

  private final Job job;
  private final Cluster cluster;
  private final RetryPolicy policy;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final Consumer<Event> post;
  private final Descriptors descriptors;
  private final List<StageRun> stages = new ArrayList<>();
  private final Map<AttemptId, TaskRun> running = new LinkedHashMap<>();
  private final Waits waits = new Waits();
  private final List<StagedObject> strays = new ArrayList<>();
  private final long startedNanos;
  private State state = new State.Running();
  private int retries;

  /**
   * A loop that has not begun.
   *
   * @param nanoTime the clock; it only ever goes forward
   * @param random numbers from 0 to 1
   * @param post takes events from the cluster's threads, to be handed to {@link #handle} later
   */
  JobLoop(
      Job job,
      Cluster cluster,
      RetryPolicy policy,
      LongSupplier nanoTime,
      DoubleSupplier random,
      Consumer<Event> post) {
    this.job = job;
    this.cluster = cluster;
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.random = random;
    this.post = post;
    this.descriptors = new Descriptors(job, this::committedSegments);
    this.startedNanos = nanoTime.getAsLong();
    for (Stage stage : job.graph().stages()) {
      stages.add(new StageRun(job.id().stage(stage.number()), stage));
    }
  }

  /** Starts what can be started. */
  void begin() {
    cluster.expect(job.graph().files());
    advance();
  }

  /** Does what an event asks for, then starts what can be started. */
  void handle(Event event) {
    try {
      switch (event) {
        case Event.AttemptEnded(TaskOutcome outcome) -> ended(outcome);
        case Event.CancelRequested(String reason) ->
            stop(
                new JobFailedException(
                    Kind.CANCELLED, "Job %s was cancelled: %s".formatted(job.id(), reason)));
        case Event.WaitOver _ -> {}
      }
    } catch (RuntimeException e) {
      bug(e);
    }
    advance();
  }

  /** Whether there is nothing left to wait for. */
  boolean finished() {
    return running.isEmpty() && !(state instanceof State.Running);
  }

  /** Why the job failed; empty if it has not. */
  Optional<JobFailedException> failure() {
    return state instanceof State.Stopped(JobFailedException why)
        ? Optional.of(why)
        : Optional.empty();
  }

  /** The reading of the clock at which the next waiting task can be tried; empty if none waits. */
  Optional<Long> nextWait() {
    return state instanceof State.Running ? waits.next() : Optional.empty();
  }

  /** What the last stage's tasks have committed, in task order. */
  List<TaskOutcome.Succeeded> result() {
    return stages.getLast().commits();
  }

  /** Staged files of attempts that were not committed. */
  List<StagedObject> strays() {
    return List.copyOf(strays);
  }

  /** The state of each stage. */
  List<StageReport.State> states() {
    return stages.stream().map(StageRun::reportState).toList();
  }

  JobReport report() {
    long now = nanoTime.getAsLong();
    return new JobReport(
        stages.stream().map(stage -> stage.report(now)).toList(), now - startedNanos);
  }

  /** What its attempts have written so far. */
  JobWork work() {
    List<AttemptId> attempts = new ArrayList<>();
    for (StageRun stage : stages) {
      stage.tasks().forEach(task -> attempts.addAll(task.begun()));
    }
    return new JobWork(job, attempts);
  }

  private void advance() {
    if (!(state instanceof State.Running)) {
      return;
    }
    try {
      waits.end(nanoTime.getAsLong());
      openStages();
      startTasks();
    } catch (RuntimeException e) {
      bug(e);
    }
  }

  /** Where the user has set the number of partitions, each is a task of its own. */
  private long bytesPerTask() {
    return job.config().value(ConfigKeys.SHUFFLE_PARTITIONS).isPresent()
        ? 1
        : job.config().value(ConfigKeys.SHUFFLE_PARTITION_SIZE).bytes();
  }

  private void openStages() {
    for (StageRun run : stages) {
      if (run.state() instanceof StageRun.State.Waiting && parentsCommitted(run)) {
        TaskCutter cutter = new TaskCutter(cluster.capacity().slots(), bytesPerTask());
        run.open(
            cutter.cut(
                run.stage(),
                parent -> stages.get(parent).stage().output(),
                this::committedSegments),
            nanoTime.getAsLong());
      }
    }
  }

  private void startTasks() {
    for (StageRun run : stages) {
      while (run.state() instanceof StageRun.State.Open open
          && !open.ready().isEmpty()
          && parentsCommitted(run)) {
        Cluster.Capacity capacity = cluster.capacity();
        if (running.size() >= capacity.slots()) {
          return;
        }
        start(run, run.tasks().get(open.ready().getFirst()), capacity);
      }
    }
  }

  private void start(StageRun run, TaskRun task, Cluster.Capacity capacity) {
    AttemptId attempt = task.begin();
    if (task.resources().isEmpty()) {
      task.use(Descriptors.resources(run.tasks().size(), capacity));
    }
    TaskDescriptor descriptor =
        descriptors.of(attempt, run.stage(), task.share(), task.resources().orElseThrow());
    running.put(attempt, task);
    run.started(task);
    try {
      cluster.start(
          attempt,
          TaskWire.write(descriptor),
          report -> post.accept(Event.AttemptEnded.of(attempt, report)));
    } catch (RuntimeException | Error e) {
      post.accept(Event.AttemptEnded.of(attempt, e));
    }
  }

  private boolean parentsCommitted(StageRun run) {
    return run.stage().parents().stream()
        .allMatch(parent -> stages.get(parent).state() instanceof StageRun.State.Committed);
  }

  private SegmentTable committedSegments(int stage) {
    return switch (stages.get(stage).state()) {
      case StageRun.State.Committed(SegmentTable segments) -> segments;
      case StageRun.State.Waiting _, StageRun.State.Open _ ->
          throw new IllegalStateException("Stage " + stage + " is read before it is committed");
    };
  }

  private void ended(TaskOutcome outcome) {
    TaskRun task = running.remove(outcome.attempt());
    if (task == null) {
      stray(outcome);
      return;
    }
    StageRun stage = stageOf(task);
    stage.ended(outcome.metrics());
    if (!(state instanceof State.Running)) {
      stray(outcome);
      return;
    }
    switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> {
        stage.commit(task, succeeded, nanoTime.getAsLong());
        if (stages.getLast().state() instanceof StageRun.State.Committed) {
          state = new State.Succeeded();
          running.keySet().forEach(cluster::cancel);
        }
      }
      case TaskOutcome.Failed failed -> failed(stage, task, failed);
    }
  }

  /** Keeps the staged files of an attempt that is not committed, to be discarded. */
  private void stray(TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Succeeded succeeded
        && stages.stream().noneMatch(stage -> isCommitted(stage, succeeded.attempt()))) {
      strays.addAll(succeeded.files());
    }
  }

  private static boolean isCommitted(StageRun stage, AttemptId attempt) {
    return stage.commits().stream().anyMatch(commit -> commit.attempt().equals(attempt));
  }

  private void failed(StageRun stage, TaskRun task, TaskOutcome.Failed failed) {
    String where = "%s (%s)".formatted(task.id(), stage.stage().name());
    if (!(failed.failure() instanceof TaskFailure.Throttled)) {
      task.endThrottling();
    }
    switch (failed.failure()) {
      case TaskFailure.Throttled(String message) -> throttled(stage, task, where, message);
      case TaskFailure.Transient(String message) -> retry(stage, task, where, message);
      case TaskFailure.SegmentLost(Segment segment, String message) ->
          rerunProducer(stage, task, segment, message);
      case TaskFailure.OutOfMemory(String message) ->
          retryOnLarger(
              stage,
              task,
              "Task %s ran out of memory: %s\nA task has %s: %s."
                  .formatted(where, message, memory(task), cluster.memoryAdvice()));
      case TaskFailure.OutOfTime(String message) ->
          retryOnLarger(
              stage,
              task,
              ("Task %s ran out of time: %s\nMake tasks smaller: lower scan.split-size or"
                      + " shuffle.partition-size.")
                  .formatted(where, message));
      case TaskFailure.InputChanged(String _, String message) ->
          stop(Kind.FAILURE, named(message, task, where));
      case TaskFailure.UserError(String message) ->
          stop(Kind.USER_ERROR, named(message, task, where));
      case TaskFailure.Cancelled(String message) ->
          stop(Kind.CANCELLED, "Task %s was cancelled: %s".formatted(where, message));
      case TaskFailure.Bug(String message, String stack) ->
          stop(
              new JobFailedException(
                  Kind.BUG, "Task %s failed: %s".formatted(where, message), stack, null));
    }
  }

  /** The message, and the task if it is not named in it. */
  private static String named(String message, TaskRun task, String where) {
    return message.contains(task.id().toString()) ? message : message + "\n(in task " + where + ")";
  }

  private static String memory(TaskRun task) {
    return new ByteSize(task.resources().orElseThrow().memoryBytes()).rounded();
  }

  /** Takes what the task needs more of, as often as there is more. */
  private void retryOnLarger(StageRun stage, TaskRun task, String failure) {
    Optional<Resources> larger = cluster.larger(task.resources().orElseThrow());
    if (larger.isPresent()) {
      task.use(larger.get());
      stage.makeReady(task);
    } else {
      stop(Kind.FAILURE, failure);
    }
  }

  private void throttled(StageRun stage, TaskRun task, String where, String message) {
    long now = nanoTime.getAsLong();
    int throttles = task.countThrottle(now, policy.quiet().toNanos());
    long throttledNanos = now - task.throttledSinceNanos();
    if (throttledNanos > policy.longestThrottling().toNanos()) {
      stop(
          Kind.FAILURE,
          "Task %s was throttled %d times in %d minutes, the last time with: %s"
              .formatted(where, throttles, Duration.ofNanos(throttledNanos).toMinutes(), message));
    } else {
      await(stage, task, throttles);
    }
  }

  private void retry(StageRun stage, TaskRun task, String where, String message) {
    int failures = task.countFailure();
    if (failures >= policy.attemptsPerTask()) {
      stop(
          Kind.FAILURE,
          "Task %s failed %d times (task.attempts), the last time with: %s"
              .formatted(where, failures, message));
    } else if (spendRetry(message)) {
      await(stage, task, failures);
    }
  }

  /** The lost segment's producer runs again; the task itself follows once that is committed. */
  private void rerunProducer(StageRun stage, TaskRun task, Segment lost, String message) {
    if (!spendRetry(message)) {
      return;
    }
    TaskId producerId = TaskId.parse(job.id() + "/" + lost.producer());
    StageRun producing = stages.get(producerId.stage().number());
    TaskRun producer = producing.tasks().get(producerId.number());
    stage.makeReady(task);
    // Another task may have reported the same loss already.
    if (producer.state() instanceof TaskRun.State.Committed(TaskOutcome.Succeeded output)
        && output.segments().contains(lost)) {
      if (producer.countFailure() >= policy.attemptsPerTask()) {
        stop(
            Kind.FAILURE,
            "The output of task %s (%s) was lost %d times (task.attempts), the last time: %s"
                .formatted(
                    producerId, producing.stage().name(), policy.attemptsPerTask(), message));
      } else {
        producing.uncommit(producer);
      }
    }
  }

  private boolean spendRetry(String message) {
    int allowed = policy.retries(stages.stream().mapToInt(stage -> stage.tasks().size()).sum());
    if (++retries <= allowed) {
      return true;
    }
    stop(
        Kind.FAILURE,
        "Job %s has used up its %d retries: too much fails to go on. The last failure: %s"
            .formatted(job.id(), allowed, message));
    return false;
  }

  private void await(StageRun stage, TaskRun task, int retry) {
    long until = nanoTime.getAsLong() + policy.delay(retry, random.getAsDouble()).toNanos();
    waits.add(stage, task, until);
  }

  private StageRun stageOf(TaskRun task) {
    return stages.get(task.id().stage().number());
  }

  private void stop(Kind kind, String message) {
    stop(new JobFailedException(kind, message));
  }

  private void bug(RuntimeException e) {
    stop(
        new JobFailedException(
            Kind.BUG, "Cannot schedule job %s: %s".formatted(job.id(), e.getMessage()), "", e));
  }

  /** The first reason counts; a second one changes nothing. */
  private void stop(JobFailedException why) {
    if (state instanceof State.Running) {
      state = new State.Stopped(why);
      waits.clear();
      running.keySet().forEach(cluster::cancel);
    }
  }
}
