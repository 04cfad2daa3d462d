package dev.dunlin.planner.bind;

import dev.dunlin.core.task.TaskSeed;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * The functions that make UUIDs, so that a task which is run again makes the same ones. DuckDB's
 * own depend on a seed of 32 bits, too few for values that must be unique in all jobs: they are
 * mixed with bits of the task's and of the statement's.
 */
final class RandomIds {
  private RandomIds() {}

  /** The SQL of such a function without arguments; empty if this is none. */
  static Optional<String> sql(String function, Moment moment) {
    String random =
        "CAST(xor(CAST(uuid() AS UHUGEINT), xor(CAST(getvariable('%s') AS UHUGEINT), %s)) AS UUID)"
            .formatted(
                TaskSeed.MASK_VARIABLE,
                "CAST(%s AS UHUGEINT)".formatted(TaskSeed.mask(moment.instant().toString())));
    return Optional.ofNullable(
        switch (function) {
          case "uuid", "gen_random_uuid", "uuidv4" -> random;
          case "uuidv7" -> atMoment(moment.instant().toEpochMilli(), random);
          default -> null;
        });
  }

  /** A UUID of version 7: 48 bits of the time in milliseconds, and random ones. */
  private static String atMoment(long millis, String random) {
    String time = String.format(Locale.ROOT, "%012x", BigInteger.valueOf(millis));
    return "CAST('%s-%s-7' || substr(CAST(%s AS VARCHAR), 16) AS UUID)"
        .formatted(time.substring(0, 8), time.substring(8), random);
  }
}
