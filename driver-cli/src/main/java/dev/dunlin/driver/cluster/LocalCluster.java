package dev.dunlin.driver.cluster;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in this process: each slot is a thread with an {@link Executor} of its own. Descriptors
 * and outcomes cross as text, as they would between machines. Thread-safe.
 */
public final class LocalCluster implements Cluster {
  private record Order(AttemptId attempt, String descriptor, Consumer<String> outcome) {}

  private final Capacity capacity;
  private final IntFunction<Executor> executors;
  private final List<Thread> slots = new ArrayList<>();
  private final Deque<Order> queue = new ArrayDeque<>();
  private final Map<AttemptId, Executor> running = new HashMap<>();
  private boolean closed;

  /**
   * A cluster with idle slots; their threads start with the first attempts.
   *
   * @param capacity how many slots, and what each may use
   * @param executors makes the executor of a slot by its number, from 0, on the slot's thread
   */
  public LocalCluster(Capacity capacity, IntFunction<Executor> executors) {
    this.capacity = capacity;
    this.executors = executors;
  }

  @Override
  public Capacity capacity() {
    return capacity;
  }

  @Override
  public synchronized void start(AttemptId attempt, String descriptor, Consumer<String> outcome) {
    if (closed) {
      throw new IllegalStateException("The cluster is closed and cannot run " + attempt);
    }
    queue.add(new Order(attempt, descriptor, outcome));
    notifyAll();
    if (slots.size() < capacity.slots() && slots.size() < running.size() + queue.size()) {
      int number = slots.size();
      slots.add(Thread.ofPlatform().daemon().name("slot-" + number).start(() -> work(number)));
    }
  }

  @Override
  public void cancel(AttemptId attempt) {
    Order dequeued;
    synchronized (this) {
      Executor executor = running.get(attempt);
      if (executor != null) {
        executor.cancel(attempt);
        return;
      }
      dequeued = queue.stream().filter(o -> o.attempt().equals(attempt)).findFirst().orElse(null);
      if (dequeued == null) {
        return;
      }
      queue.remove(dequeued);
    }
    TaskFailure failure = new TaskFailure.Cancelled("cancelled before it started");
    dequeued
        .outcome()
        .accept(
            TaskWire.write(
                new TaskOutcome.Failed(TaskWire.VERSION, attempt, failure, TaskMetrics.NONE)));
  }

  @Override
  public void close() {
    List<AttemptId> attempts = new ArrayList<>();
    List<Thread> threads;
    synchronized (this) {
      closed = true;
      queue.forEach(order -> attempts.add(order.attempt()));
      attempts.addAll(running.keySet());
      threads = List.copyOf(slots);
      notifyAll();
    }
    attempts.forEach(this::cancel);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A slot's life: attempt after attempt until the cluster is closed. */
  private void work(int number) {
    try (Executor executor = executors.apply(number)) {
      for (Order order = next(executor); order != null; order = next(executor)) {
        String outcome = executor.run(order.descriptor());
        synchronized (this) {
          running.remove(order.attempt());
        }
        order.outcome().accept(outcome);
      }
    }
  }

  private synchronized @Nullable Order next(Executor executor) {
    try {
      while (queue.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("A slot's thread is nobody else's to interrupt", e);
    }
    Order order = queue.poll();
    if (order != null) {
      running.put(order.attempt(), executor);
    }
    return order;
  }
}
