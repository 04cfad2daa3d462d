package dev.dunlin.driver.scheduler;

import dev.dunlin.core.task.TaskMetrics;

/**
 * How far one stage is, or what it took.
 *
 * @param number its number in the graph
 * @param name the planner's name for it
 * @param state its state
 * @param tasks its tasks; 0 while they are unknown
 * @param running attempts that run now
 * @param committed tasks that are committed
 * @param attempts attempts that were started, all in all
 * @param metrics the committed attempts' metrics summed up; the peak is the highest of them, and
 *     requests and billing are those of all attempts
 * @param elapsedNanos time since it opened, up to its commit or to the making of this report
 */
public record StageReport(
    int number,
    String name,
    State state,
    int tasks,
    int running,
    int committed,
    int attempts,
    TaskMetrics metrics,
    long elapsedNanos) {

  /** What a stage is doing. */
  public enum State {
    /** It reads a stage that is not committed. */
    WAITING,
    /** Its tasks are known; some are not committed. */
    OPEN,
    /** All its tasks are committed. */
    COMMITTED
  }
}
