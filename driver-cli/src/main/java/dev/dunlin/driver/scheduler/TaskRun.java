package dev.dunlin.driver.scheduler;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.TaskId;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.core.task.TaskOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A task and what has become of it. Owned by the scheduler's thread. */
final class TaskRun {
  /** Where a task stands. */
  sealed interface State {
    /** It may be started as soon as there is a slot. */
    record Ready() implements State {}

    /** It may be started again at this reading of the clock. */
    record Delayed(long untilNanos) implements State {}

    /** An attempt runs. */
    record Running(AttemptId attempt) implements State {}

    /** This attempt's output is the task's. */
    record Committed(TaskOutcome.Succeeded outcome) implements State {}
  }

  private final TaskId id;
  private final Share share;
  private State state = new State.Ready();
  private Optional<Resources> resources = Optional.empty();
  private int attempts;
  private int failures;
  private int throttles;
  private long throttledSinceNanos;
  private long lastThrottleNanos;

  TaskRun(TaskId id, Share share) {
    this.id = id;
    this.share = share;
  }

  TaskId id() {
    return id;
  }

  Share share() {
    return share;
  }

  State state() {
    return state;
  }

  /** What its attempts use; empty before the first. */
  Optional<Resources> resources() {
    return resources;
  }

  /** From now on its attempts use these. */
  void use(Resources other) {
    resources = Optional.of(other);
  }

  /** Begins the next attempt. */
  AttemptId begin() {
    AttemptId attempt = id.attempt(attempts++);
    state = new State.Running(attempt);
    return attempt;
  }

  void become(State next) {
    state = next;
  }

  /** Counts a failed attempt; returns how many there are now. */
  int countFailure() {
    return ++failures;
  }

  /**
   * Counts a throttled attempt.
   *
   * @param quietNanos what ended so long after the one before has worked meanwhile, and begins anew
   * @return how many there have been without a break
   */
  int countThrottle(long nowNanos, long quietNanos) {
    if (throttles > 0 && nowNanos - lastThrottleNanos > quietNanos) {
      throttles = 0;
    }
    if (throttles == 0) {
      throttledSinceNanos = nowNanos;
    }
    lastThrottleNanos = nowNanos;
    return ++throttles;
  }

  /** An attempt has got beyond the throttling. */
  void endThrottling() {
    throttles = 0;
  }

  /** When the first of those without a break ended. */
  long throttledSinceNanos() {
    return throttledSinceNanos;
  }

  int attempts() {
    return attempts;
  }

  /** The attempts that were started. */
  List<AttemptId> begun() {
    return IntStream.range(0, attempts).mapToObj(id::attempt).toList();
  }
}
