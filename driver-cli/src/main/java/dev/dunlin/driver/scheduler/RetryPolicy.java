package dev.dunlin.driver.scheduler;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import java.time.Duration;

/**
 * How often and how soon a failed attempt is repeated.
 *
 * @param attemptsPerTask attempts of one task, throttled ones not counted
 * @param retriesPerJob retries of all the job's tasks together; a tenth of its tasks if that is
 *     more, so that a large job survives the failures that its size makes likely
 * @param firstDelay the wait before the first retry; each further one is twice as long
 * @param longestDelay the longest wait
 * @param longestThrottling how long a task is throttled without a break before the job gives up
 * @param quiet the break: an attempt that is throttled so long after the one before has worked
 *     meanwhile, for waiting and being refused take less
 */
record RetryPolicy(
    int attemptsPerTask,
    int retriesPerJob,
    Duration firstDelay,
    Duration longestDelay,
    Duration longestThrottling,
    Duration quiet) {

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  static RetryPolicy of(Config config) {
    return new RetryPolicy(
        config.value(ConfigKeys.TASK_ATTEMPTS),
        32,
        Duration.ofMillis(100),
        LONGEST_DELAY,
        Duration.ofMinutes(10),
        LONGEST_DELAY.plus(config.value(ConfigKeys.S3_RETRY_TIME)).plus(Duration.ofMinutes(1)));
  }

  /**
   * The wait before a retry, between half of its nominal length and the whole of it, so that tasks
   * which failed together do not come back together.
   *
   * @param retry the retry's number, from 1
   * @param random a number from 0 to 1
   */
  Duration delay(int retry, double random) {
    int doublings = Math.min(retry - 1, 30);
    long nanos =
        Math.min(
            longestDelay.toNanos(),
            (long) Math.min(Long.MAX_VALUE, (double) firstDelay.toNanos() * (1L << doublings)));
    return Duration.ofNanos((long) (nanos * (0.5 + random / 2)));
  }

  /** Retries that a job with so many tasks may have in all. */
  int retries(int tasks) {
    return Math.max(retriesPerJob, tasks / 10);
  }
}
