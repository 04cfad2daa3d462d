package dev.dunlin.localstack;

import java.time.Duration;
import java.util.Locale;

/** The log of one invocation after the other, with the lines that AWS adds. Thread-safe. */
final class FunctionLog {
  private final StringBuilder text = new StringBuilder();
  private final String version;
  private final String memoryMb;

  /** Log of a function of this version and size. */
  FunctionLog(String version, String memoryMb) {
    this.version = version;
    this.memoryMb = memoryMb;
  }

  /** A line of the runtime's. */
  synchronized void line(String line) {
    text.append(line).append('\n');
  }

  synchronized void started(String invocation) {
    line("START RequestId: %s Version: %s".formatted(invocation, version));
  }

  /**
   * The whole log of an invocation that has ended; the next one begins.
   *
   * @param init what starting the runtime took, if this invocation waited for it
   */
  synchronized String ended(String invocation, Duration took, Duration init, long peakMemoryMb) {
    line("END RequestId: " + invocation);
    double ms = took.toNanos() / 1e6;
    double initMs = init.toNanos() / 1e6;
    StringBuilder report = new StringBuilder("REPORT RequestId: " + invocation);
    report.append(String.format(Locale.ROOT, "\tDuration: %.2f ms", ms));
    report.append(String.format(Locale.ROOT, "\tBilled Duration: %.0f ms", Math.ceil(ms + initMs)));
    report.append("\tMemory Size: " + memoryMb + " MB");
    report.append("\tMax Memory Used: " + peakMemoryMb + " MB\t");
    if (!init.isZero()) {
      report.append(String.format(Locale.ROOT, "Init Duration: %.2f ms\t", initMs));
    }
    line(report.toString());
    String all = text.toString();
    text.setLength(0);
    return all;
  }
}
