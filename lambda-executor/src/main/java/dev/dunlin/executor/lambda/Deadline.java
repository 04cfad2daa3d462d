package dev.dunlin.executor.lambda;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops a task shortly before Lambda would stop the environment, so that it can still answer. */
final class Deadline implements AutoCloseable {
  /** For what is left to do then: to stop DuckDB, to give up requests, and to answer. */
  private static final long LEAST_MARGIN_MILLIS = 2_000;

  private static final long MOST_MARGIN_MILLIS = 5_000;

  /** A task may not have begun to listen yet when it is told to stop. */
  private static final long AGAIN_MILLIS = 50;

  private final long limitMillis;
  private final Future<?> watch;
  private volatile boolean over;

  private Deadline(ScheduledExecutorService clock, long limitMillis, Runnable stop) {
    this.limitMillis = limitMillis;
    this.watch =
        clock.scheduleWithFixedDelay(
            () -> {
              over = true;
              stop.run();
            },
            limitMillis,
            AGAIN_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** What deadlines are kept by, one task after the other. */
  static ScheduledExecutorService clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("deadlines").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /**
   * Starts the watch.
   *
   * @param remainingMillis the time until Lambda stops the environment
   * @param stop asks the task to stop; may be called more than once
   */
  static Deadline start(ScheduledExecutorService clock, long remainingMillis, Runnable stop) {
    long margin = Math.clamp(remainingMillis / 10, LEAST_MARGIN_MILLIS, MOST_MARGIN_MILLIS);
    return new Deadline(clock, Math.max(remainingMillis / 2, remainingMillis - margin), stop);
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
    watch.cancel(false);
  }
}
