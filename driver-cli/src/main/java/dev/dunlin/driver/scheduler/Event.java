package dev.dunlin.driver.scheduler;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;

/** Something the scheduler's loop reacts to. */
sealed interface Event {
  /** An attempt has reported; the outcome names it. */
  record AttemptEnded(TaskOutcome outcome) implements Event {
    /**
     * What a cluster has reported of an attempt. A job waits for each attempt that it has started,
     * so a report that cannot be read, or is another attempt's, is a failure of this one.
     */
    static AttemptEnded of(AttemptId attempt, String report) {
      try {
        TaskOutcome outcome = TaskWire.readOutcome(report);
        if (!outcome.attempt().equals(attempt)) {
          throw new IllegalStateException(
              "The outcome of %s is that of %s".formatted(attempt, outcome.attempt()));
        }
        return new AttemptEnded(outcome);
      } catch (RuntimeException | Error e) {
        return of(attempt, e);
      }
    }

    /** An attempt that has come to nothing on the driver's side. */
    static AttemptEnded of(AttemptId attempt, Throwable thrown) {
      return new AttemptEnded(TaskOutcome.Failed.of(attempt, TaskFailure.Bug.of(thrown)));
    }
  }

  /**
   * The job is to stop.
   *
   * @param reason for the user: {@code interrupted}
   */
  record CancelRequested(String reason) implements Event {}

  /** The time has come at which a task that was waiting may be tried again. */
  record WaitOver() implements Event {}
}
