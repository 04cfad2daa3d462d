package dev.dunlin.core.cluster;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Grants slots and runs attempts. Descriptors and outcomes cross this boundary only in their wire
 * form ({@link dev.dunlin.core.task.TaskWire}), also where both sides are one process.
 *
 * <p>All methods may be called from any thread and return at once, but for {@link #close()}.
 */
public interface Cluster extends AutoCloseable {
  /** What one job may use at the same time. */
  Capacity capacity();

  /**
   * Names the files that the attempts of a job are going to read, before they start. An executor on
   * this machine lets SQL read no others, and is spared being set up again for each of them.
   */
  default void expect(Collection<ObjectUri> files) {}

  /**
   * Starts an attempt in a free slot, or in the next one that becomes free. An exception means that
   * it was not started, and then it has no outcome.
   *
   * @param attempt names it, for {@link #cancel}
   * @param descriptor a {@link dev.dunlin.core.task.TaskDescriptor} in wire form
   * @param outcome is given a {@link dev.dunlin.core.task.TaskOutcome} in wire form, exactly once,
   *     on a thread of the cluster's, also if the descriptor cannot be read; throws nothing
   */
  void start(AttemptId attempt, String descriptor, Consumer<String> outcome);

  /** Asks an attempt to stop early; its outcome still comes. Unknown attempts are ignored. */
  void cancel(AttemptId attempt);

  /**
   * What an attempt may use where one with these resources had too little memory or time; empty if
   * there is no more to be had. A descriptor with them is started like any other.
   */
  default Optional<Resources> larger(Resources tooLittle) {
    return Optional.empty();
  }

  /** What the user can do about a task that ran out of memory: {@code raise x, or lower y}. */
  String memoryAdvice();

  /** Cancels what runs and waits until it has stopped. */
  @Override
  void close();

  /**
   * What a cluster offers.
   *
   * @param slots attempts that run at the same time
   * @param threadsPerTask threads a task may keep busy
   * @param memoryPerTaskBytes memory a task may use, spilling beyond it
   * @param sharedThreads threads that one task may keep busy while no other runs: more than its own
   *     where slots share a machine
   */
  record Capacity(int slots, int threadsPerTask, long memoryPerTaskBytes, int sharedThreads) {
    /** Slots that share one machine. */
    public Capacity(int slots, int threadsPerTask, long memoryPerTaskBytes) {
      this(slots, threadsPerTask, memoryPerTaskBytes, slots * threadsPerTask);
    }

    public Capacity {
      if (slots < 1 || threadsPerTask < 1 || memoryPerTaskBytes < 1) {
        throw new IllegalArgumentException(
            "A cluster needs slots, threads and memory: %d, %d, %d"
                .formatted(slots, threadsPerTask, memoryPerTaskBytes));
      }
    }
  }
}
