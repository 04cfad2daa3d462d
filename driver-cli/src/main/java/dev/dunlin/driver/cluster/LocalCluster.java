package dev.dunlin.driver.cluster;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in this process: each slot is a thread. Descriptors and outcomes cross as text, as they
 * would between machines. Thread-safe.
 */
public final class LocalCluster implements Cluster {
  private record Order(AttemptId attempt, String descriptor, Consumer<String> outcome) {}

  private static final long ASK_AGAIN_MILLIS = 20;

  private final Capacity capacity;
  private final Executor executor;
  private final List<Thread> slots = new ArrayList<>();
  private final Deque<Order> queue = new ArrayDeque<>();
  private final Set<AttemptId> running = new HashSet<>();
  private boolean closed;

  /**
   * A cluster with idle slots; their threads start with the first attempts.
   *
   * @param capacity how many slots, and what each may use
   * @param executor runs the attempts; closed with the cluster
   */
  public LocalCluster(Capacity capacity, Executor executor) {
    this.capacity = capacity;
    this.executor = executor;
  }

  @Override
  public Capacity capacity() {
    return capacity;
  }

  @Override
  public String memoryAdvice() {
    return "raise local.memory, or lower local.slots so that fewer tasks share the machine's";
  }

  @Override
  public void expect(Collection<ObjectUri> files) {
    executor.expect(files);
  }

  @Override
  public synchronized void start(AttemptId attempt, String descriptor, Consumer<String> outcome) {
    if (closed) {
      throw new IllegalStateException("The cluster is closed and cannot run " + attempt);
    }
    if (slots.size() < capacity.slots() && slots.size() <= running.size() + queue.size()) {
      int number = slots.size();
      slots.add(Thread.ofPlatform().daemon().name("slot-" + number).start(this::work));
    }
    queue.add(new Order(attempt, descriptor, outcome));
    notifyAll();
  }

  @Override
  public void cancel(AttemptId attempt) {
    Order dequeued;
    synchronized (this) {
      if (running.contains(attempt)) {
        Thread.ofVirtual().name("cancel " + attempt).start(() -> cancelRunning(attempt));
        return;
      }
      dequeued = queue.stream().filter(o -> o.attempt().equals(attempt)).findFirst().orElse(null);
      if (dequeued == null) {
        return;
      }
      queue.remove(dequeued);
    }
    dequeued
        .outcome()
        .accept(failed(attempt, new TaskFailure.Cancelled("cancelled before it started")));
  }

  private static String failed(AttemptId attempt, TaskFailure failure) {
    return TaskWire.write(TaskOutcome.Failed.of(attempt, failure));
  }

  /** Asks until it has stopped: an attempt may have its slot and not have begun to listen yet. */
  private void cancelRunning(AttemptId attempt) {
    try {
      synchronized (this) {
        while (running.contains(attempt)) {
          executor.cancel(attempt);
          wait(ASK_AGAIN_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("This thread is nobody else's to interrupt", e);
    }
  }

  @Override
  public void close() {
    List<AttemptId> attempts = new ArrayList<>();
    List<Thread> threads;
    synchronized (this) {
      closed = true;
      queue.forEach(order -> attempts.add(order.attempt()));
      attempts.addAll(running);
      threads = List.copyOf(slots);
      notifyAll();
    }
    attempts.forEach(this::cancel);
    Threads.joinThen(threads, executor::close);
  }

  /** A slot's life: attempt after attempt until the cluster is closed. */
  private void work() {
    for (Order order = next(); order != null; order = next()) {
      String outcome = run(order);
      synchronized (this) {
        running.remove(order.attempt());
        notifyAll();
      }
      order.outcome().accept(outcome);
    }
  }

  /** The executor's outcome; one that breaks its promise to have one must not hang the job. */
  private String run(Order order) {
    try {
      return executor.run(order.descriptor());
    } catch (RuntimeException | Error e) {
      return failed(order.attempt(), TaskFailure.Bug.of(e));
    }
  }

  private synchronized @Nullable Order next() {
    try {
      while (queue.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("A slot's thread is nobody else's to interrupt", e);
    }
    Order order = queue.poll();
    if (order != null) {
      running.add(order.attempt());
    }
    return order;
  }
}
