package dev.dunlin.driver.cluster.lambda;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Lets calls of one function begin no faster than Lambda makes environments for them: 1,000 at
 * once, and 100 more in each second, for a function ("Lambda scaling behavior" in AWS Lambda's
 * Developer Guide). More would only be throttled. An environment that was needed once is taken to
 * be there from then on; if Lambda has removed it, the call is throttled and waits for that.
 * Thread-safe.
 */
final class ScaleUp {
  private static final int AT_ONCE = 1000;
  private static final Duration FOR_AS_MANY_MORE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** A permit is an environment that is there and has no call. */
  private final Semaphore idle = new Semaphore(0, true);

  private final Pace pace;
  private int waiting;
  private boolean isWatched;

  /** So many new ones there may be, as of then. */
  private double budget = AT_ONCE;

  private long budgetNanos;

  ScaleUp(Pace pace) {
    this.pace = pace;
    this.budgetNanos = pace.nanoTime();
  }

  /** Waits until there may be an environment for one more call; {@link #leave} follows. */
  void enter() throws InterruptedException {
    if (idle.tryAcquire() || take(1) == 1) {
      return;
    }
    synchronized (this) {
      waiting++;
      if (!isWatched) {
        isWatched = true;
        Thread.ofVirtual().name("scale-up").start(this::makeThoseWaitedFor);
      }
    }
    try {
      idle.acquire();
    } finally {
      synchronized (this) {
        waiting--;
      }
    }
  }

  /** The call is over, and its environment there for another one. */
  void leave() {
    idle.release();
  }

  /** Takes up to so many new environments from the budget. */
  private synchronized int take(int wanted) {
    long now = pace.nanoTime();
    double more = (double) AT_ONCE * (now - budgetNanos) / FOR_AS_MANY_MORE.toNanos();
    budget = Math.min(AT_ONCE, budget + more);
    budgetNanos = now;
    int taken = Math.min(wanted, (int) budget);
    budget -= taken;
    return taken;
  }

  /** How many wait; nobody looks after them any more if it is none. */
  private synchronized int waiting() {
    isWatched = waiting > 0;
    return waiting;
  }

  private void makeThoseWaitedFor() {
    for (int wanted; (wanted = waiting()) > 0; ) {
      idle.release(take(wanted));
      try {
        pace.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        throw new IllegalStateException("This thread is nobody else's to interrupt", e);
      }
    }
  }
}
