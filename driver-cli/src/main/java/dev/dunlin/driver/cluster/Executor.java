package dev.dunlin.driver.cluster;

import dev.dunlin.core.id.AttemptId;

/** Runs attempts one after the other; each slot of a {@link LocalCluster} has one of its own. */
public interface Executor extends AutoCloseable {
  /**
   * Runs an attempt to its end, on the slot's thread.
   *
   * @param descriptor a {@link dev.dunlin.core.task.TaskDescriptor} in wire form
   * @return a {@link dev.dunlin.core.task.TaskOutcome} in wire form, also where the attempt fails
   */
  String run(String descriptor);

  /**
   * Asks the attempt to stop early, from any thread; one that does not run yet stops as soon as it
   * starts, one that is over is ignored.
   */
  void cancel(AttemptId attempt);

  @Override
  void close();
}
