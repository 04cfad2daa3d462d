package dev.dunlin.driver.cli.output;

import dev.dunlin.core.config.ByteSize;
import java.util.Locale;

/** Numbers for people. */
final class Texts {
  private Texts() {}

  /** {@code 1 row}, {@code 12,345 rows}. */
  static String count(long number, String word) {
    return String.format(Locale.ROOT, "%,d %s%s", number, word, number == 1 ? "" : "s");
  }

  /** {@code 0.42 s}, {@code 12.3 s}, {@code 3 min 05 s}. */
  static String time(long nanos) {
    double seconds = nanos / 1e9;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
  }

  static String bytes(long bytes) {
    return new ByteSize(bytes).rounded();
  }
}
