package dev.dunlin.executor.lambda;

import java.time.Duration;

/** Stops a task shortly before Lambda would stop the environment, so that it can still answer. */
final class Deadline implements AutoCloseable {
  /** For what is left to do then: to stop DuckDB, to give up requests, and to answer. */
  private static final long LEAST_MARGIN_MILLIS = 2_000;

  private static final long MOST_MARGIN_MILLIS = 5_000;

  private final long limitMillis;
  private final Runnable stop;
  private final Thread watch;
  private volatile boolean over;

  private Deadline(long limitMillis, Runnable stop) {
    this.limitMillis = limitMillis;
    this.stop = stop;
    this.watch = Thread.ofVirtual().name("deadline").unstarted(this::watch);
  }

  /**
   * Starts the watch.
   *
   * @param remainingMillis the time until Lambda stops the environment
   * @param stop asks the task to stop; may be called more than once
   */
  static Deadline start(long remainingMillis, Runnable stop) {
    long margin = Math.clamp(remainingMillis / 10, LEAST_MARGIN_MILLIS, MOST_MARGIN_MILLIS);
    long limit = Math.max(remainingMillis / 2, remainingMillis - margin);
    Deadline deadline = new Deadline(limit, stop);
    deadline.watch.start();
    return deadline;
  }

  private void watch() {
    try {
      Thread.sleep(Duration.ofMillis(limitMillis));
      over = true;
      while (true) {
        stop.run(); // A task may not have begun to listen yet.
        Thread.sleep(Duration.ofMillis(50));
      }
    } catch (InterruptedException _) {
      // Closed: the task is over.
    }
  }

  boolean isOver() {
    return over;
  }

  /** The time that the task had. */
  long limitMillis() {
    return limitMillis;
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
