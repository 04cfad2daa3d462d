package dev.dunlin.driver.scheduler;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Tasks that are not to be started before a reading of the clock. Owned by the scheduler's thread.
 */
final class Waits {
  private record Wait(StageRun stage, TaskRun task, long untilNanos) {}

  private final PriorityQueue<Wait> waits =
      new PriorityQueue<>(Comparator.comparingLong(Wait::untilNanos));

  /** The task waits until then. */
  void add(StageRun stage, TaskRun task, long untilNanos) {
    task.become(new TaskRun.State.Delayed(untilNanos));
    waits.add(new Wait(stage, task, untilNanos));
  }

  /** Makes those ready whose wait is over. */
  void end(long nowNanos) {
    while (!waits.isEmpty() && waits.element().untilNanos() - nowNanos <= 0) {
      Wait wait = waits.remove();
      wait.stage().makeReady(wait.task());
    }
  }

  /** The reading of the clock at which the next one is over; empty if none waits. */
  Optional<Long> next() {
    return Optional.ofNullable(waits.peek()).map(Wait::untilNanos);
  }

  /** Nobody waits any more. */
  void clear() {
    waits.clear();
  }
}
