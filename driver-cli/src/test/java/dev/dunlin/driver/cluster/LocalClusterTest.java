package dev.dunlin.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("unit")
@Timeout(30)
final class LocalClusterTest {
  /** Runs descriptors that are words: a test lets each go on, or it is cancelled. */
  private static final class HeldExecutor implements Executor {
    private final BlockingQueue<String> started = new LinkedBlockingQueue<>();
    private final Semaphore mayEnd = new Semaphore(0);
    private final Set<AttemptId> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Override
    public String run(String descriptor) {
      started.add(descriptor);
      if (descriptor.equals("throws")) {
        throw new IllegalStateException("broken");
      }
      try {
        mayEnd.acquire();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "outcome of " + descriptor;
    }

    @Override
    public void cancel(AttemptId attempt) {
      // The first time goes unheard, as where an attempt has not begun to listen.
      if (!asked.add(attempt)) {
        mayEnd.release();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final HeldExecutor executor = new HeldExecutor();
  private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
  private final LocalCluster cluster = new LocalCluster(new Capacity(2, 1, 1), executor);

  private static AttemptId attempt(int task) {
    return AttemptId.parse("j-test/s0/t" + task + "/a0");
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    String text = queue.poll(10, TimeUnit.SECONDS);
    assertNotNull(text);
    return text;
  }

  /** The next so many, in alphabetical order. */
  private static List<String> next(BlockingQueue<String> queue, int count)
      throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(next(queue));
    }
    texts.sort(Comparator.naturalOrder());
    return texts;
  }

  private TaskFailure nextFailure() throws InterruptedException {
    TaskOutcome outcome = TaskWire.readOutcome(next(outcomes));
    return assertInstanceOf(TaskOutcome.Failed.class, outcome).failure();
  }

  @Test
  void asManyAttemptsRunAsThereAreSlotsAndTheNextFollows() throws Exception {
    for (int i = 0; i < 3; i++) {
      cluster.start(attempt(i), "task " + i, outcomes::add);
    }
    assertEquals(List.of("task 0", "task 1"), next(executor.started, 2));
    assertTrue(executor.started.isEmpty());
    executor.mayEnd.release();
    assertEquals("task 2", next(executor.started));
    executor.mayEnd.release(2);
    assertEquals(
        List.of("outcome of task 0", "outcome of task 1", "outcome of task 2"), next(outcomes, 3));
    cluster.close();
    assertTrue(executor.closed);
  }

  @Test
  void aCancelledAttemptThatWaitsNeverStarts() throws Exception {
    for (int i = 0; i < 3; i++) {
      cluster.start(attempt(i), "task " + i, outcomes::add);
    }
    cluster.cancel(attempt(2));
    assertInstanceOf(TaskFailure.Cancelled.class, nextFailure());
    executor.mayEnd.release(2);
    assertEquals(List.of("outcome of task 0", "outcome of task 1"), next(outcomes, 2));
    cluster.close();
    assertEquals(2, executor.started.size());
  }

  @Test
  void aRunningAttemptIsAskedToStopUntilItHears() throws Exception {
    cluster.start(attempt(0), "task 0", outcomes::add);
    assertEquals("task 0", next(executor.started));
    cluster.cancel(attempt(0));
    assertEquals("outcome of task 0", next(outcomes));
    cluster.cancel(attempt(0));
    cluster.close();
  }

  @Test
  void anExecutorThatThrowsGivesAnOutcomeAllTheSame() throws Exception {
    cluster.start(attempt(0), "throws", outcomes::add);
    TaskFailure.Bug bug = assertInstanceOf(TaskFailure.Bug.class, nextFailure());
    assertTrue(bug.message().contains("broken"), bug::message);
    assertTrue(bug.stack().contains("HeldExecutor.run"), bug::stack);
    cluster.close();
  }

  @Test
  void closingStopsWhatRunsAndWhatWaits() throws Exception {
    for (int i = 0; i < 3; i++) {
      cluster.start(attempt(i), "task " + i, outcomes::add);
    }
    assertEquals(List.of("task 0", "task 1"), next(executor.started, 2));
    cluster.close();
    assertEquals(3, outcomes.size());
    assertTrue(executor.closed);
    assertThrows(
        IllegalStateException.class, () -> cluster.start(attempt(3), "late", outcomes::add));
  }
}
