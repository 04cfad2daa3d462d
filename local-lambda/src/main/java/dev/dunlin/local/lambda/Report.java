package dev.dunlin.local.lambda;

import java.util.Locale;

/**
 * What an invocation took, as Lambda's REPORT line says it.
 *
 * @param durationNanos the handler's time
 * @param memoryMb the function's memory
 * @param peakMemoryMb the most that the environment has held
 * @param initNanos the time that its start took, for the first invocation; else 0
 */
record Report(
    String requestId, long durationNanos, int memoryMb, long peakMemoryMb, long initNanos) {

  /** Rounded up to whole milliseconds; the start is billed since August 2025. */
  long billedMillis() {
    return (durationNanos + initNanos + 999_999) / 1_000_000;
  }

  @Override
  public String toString() {
    String line =
        String.format(
            Locale.ROOT,
            "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB"
                + "\tMax Memory Used: %d MB\t",
            requestId,
            durationNanos / 1e6,
            billedMillis(),
            memoryMb,
            peakMemoryMb);
    return initNanos == 0
        ? line
        : line + String.format(Locale.ROOT, "Init Duration: %.2f ms\t", initNanos / 1e6);
  }
}
