package dev.dunlin.driver.cluster;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import java.util.Collection;

/** Runs attempts, each on its caller's thread. Thread-safe. */
public interface Executor extends AutoCloseable {
  /**
   * Runs an attempt to its end.
   *
   * @param descriptor a {@link dev.dunlin.core.task.TaskDescriptor} in wire form
   * @return a {@link dev.dunlin.core.task.TaskOutcome} in wire form, also where the attempt fails
   */
  String run(String descriptor);

  /** Names the files that attempts to come are going to read; they may read others too. */
  default void expect(Collection<ObjectUri> files) {}

  /** Asks the attempt to stop early; one that does not run is ignored. */
  void cancel(AttemptId attempt);

  /** Frees what it keeps; nothing runs any more. */
  @Override
  void close();
}
