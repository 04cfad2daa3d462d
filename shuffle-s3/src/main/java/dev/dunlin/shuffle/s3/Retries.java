package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * When a request to S3 is tried again, and when it is given up: the only retries between a task and
 * S3, for the SDK's own are off. Thread-safe.
 *
 * <p>What S3 refuses is never tried again. What may pass is, after a wait of random length up to a
 * bound that doubles with every try ("full jitter", Brooker, Exponential Backoff and Jitter, AWS
 * Architecture Blog 2015), until the tries or the time are used up.
 */
final class Retries {
  /**
   * How long to keep trying.
   *
   * @param tries the first one included
   * @param time from the first try on; no new one begins later
   * @param timeWhenRefused the same while nobody has ever listened at the server's port
   * @param firstWait the bound of the wait before the second try, doubled for each one after it
   * @param firstWaitWhenThrottled the same after S3 has asked to slow down
   * @param longestWait what the bound never exceeds
   */
  record Limits(
      int tries,
      Duration time,
      Duration timeWhenRefused,
      Duration firstWait,
      Duration firstWaitWhenThrottled,
      Duration longestWait) {
    static final Limits STANDARD =
        new Limits(
            12,
            Duration.ofSeconds(45),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMillis(400),
            Duration.ofSeconds(8));

    Limits within(Duration newTime) {
      return new Limits(
          tries, newTime, timeWhenRefused, firstWait, firstWaitWhenThrottled, longestWait);
    }
  }

  /** Waits. */
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private final RandomGenerator random;

  /**
   * A policy.
   *
   * @param nanoTime a clock as {@link System#nanoTime()}
   * @param random safe for use by many threads
   */
  Retries(Limits limits, LongSupplier nanoTime, Sleeper sleeper, RandomGenerator random) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.random = random;
  }

  /** The same policy, with this much time for a request; of no time is no second try. */
  Retries within(Duration time) {
    return new Retries(limits.within(time), nanoTime, sleeper, random);
  }

  /** The tries of one request begin now. */
  Tries begin(S3Operation operation, ObjectUri object, S3Failures failures) {
    return new Tries(operation, object, failures);
  }

  /** The tries of one request. For one thread. */
  final class Tries {
    private final S3Operation operation;
    private final ObjectUri object;
    private final S3Failures failures;
    private long begun = nanoTime.getAsLong();
    private int failed;
    private boolean onlyRefused = true;

    private Tries(S3Operation operation, ObjectUri object, S3Failures failures) {
      this.operation = operation;
      this.object = object;
      this.failures = failures;
    }

    /** Whether a try has failed, whose effect may have come about all the same. */
    boolean hasFailed() {
      return failed > 0;
    }

    /** Some of the answer has come: from here on all tries and all time are to be had again. */
    void progressed() {
      onlyRefused = false;
      if (failed > 0) {
        failed = 0;
        begun = nanoTime.getAsLong();
      }
    }

    /**
     * Waits until the next try may begin.
     *
     * @param e why the last one failed
     * @throws IOException if there is to be none, saying why
     */
    void next(Exception e) throws IOException {
      failed++;
      Duration first =
          switch (failures.verdict(e)) {
            case FINAL -> throw failures.translated(operation, object, e);
            case THROTTLED -> limits.firstWaitWhenThrottled();
            case TRANSIENT, REFUSED -> limits.firstWait();
          };
      onlyRefused &= failures.verdict(e) == S3Failures.Verdict.REFUSED;
      Duration time =
          onlyRefused && limits.timeWhenRefused().compareTo(limits.time()) < 0
              ? limits.timeWhenRefused()
              : limits.time();
      double doubled = Math.scalb((double) first.toNanos(), failed - 1);
      long bound = Math.min((long) doubled, limits.longestWait().toNanos());
      long wait = random.nextLong(bound + 1);
      long spent = nanoTime.getAsLong() - begun;
      if (failed >= limits.tries() || time.isZero() || spent + wait > time.toNanos()) {
        throw failures.givenUp(operation, object, e, failed, Duration.ofNanos(spent));
      }
      try {
        sleeper.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException interruption) {
        throw interrupted(operation, object, interruption);
      }
    }
  }

  static InterruptedIOException interrupted(S3Operation operation, ObjectUri object, Exception e) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure =
        new InterruptedIOException("Cannot %s %s: interrupted".formatted(operation.verb(), object));
    failure.initCause(e);
    return failure;
  }

  /** One try. */
  interface Try<T> {
    T run(Tries tries) throws IOException;
  }

  /** Tries until an answer has come or there is no sense in another try. */
  <T> T run(S3Operation operation, ObjectUri object, S3Failures failures, Try<T> attempt)
      throws IOException {
    Tries tries = begin(operation, object, failures);
    while (true) {
      try {
        return attempt.run(tries);
      } catch (SdkException e) {
        tries.next(e);
      }
    }
  }
}
