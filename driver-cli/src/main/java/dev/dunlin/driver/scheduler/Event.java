package dev.dunlin.driver.scheduler;

import dev.dunlin.core.task.TaskOutcome;

/** Something the scheduler's loop reacts to. */
sealed interface Event {
  /** An attempt has reported; the outcome names it. */
  record AttemptEnded(TaskOutcome outcome) implements Event {}

  /**
   * The job is to stop.
   *
   * @param reason for the user: {@code interrupted}
   */
  record CancelRequested(String reason) implements Event {}

  /** The time has come at which a task that was waiting may be tried again. */
  record WaitOver() implements Event {}
}
