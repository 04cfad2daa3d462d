package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.task.Billing;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda's REPORT line says of an invocation, at the end of its log's tail (AWS Lambda,
 * Invoke, {@code LogType=Tail}).
 *
 * @param billedMillis what is paid for
 * @param memoryMb the function's memory
 * @param peakMemoryMb the most that its environment has held
 * @param isCold whether an environment was started for it
 */
record InvocationReport(long billedMillis, long memoryMb, long peakMemoryMb, boolean isCold) {
  private static final Pattern NUMBER = Pattern.compile("\t([A-Za-z ]+): ([0-9.]+) (?:ms|MB)");

  /**
   * Reads the tail of a log.
   *
   * @param logResult the answer's header, Base64; null where there is none
   */
  static Optional<InvocationReport> of(@Nullable String logResult) {
    if (logResult == null) {
      return Optional.empty();
    }
    String tail = new String(Base64.getDecoder().decode(logResult), UTF_8);
    int at = tail.lastIndexOf("REPORT RequestId:");
    if (at < 0) {
      return Optional.empty();
    }
    Map<String, Double> numbers = new HashMap<>();
    Matcher number = NUMBER.matcher(tail.substring(at).lines().findFirst().orElseThrow());
    while (number.find()) {
      numbers.put(number.group(1), Double.valueOf(number.group(2)));
    }
    Double billed = numbers.get("Billed Duration");
    return billed == null
        ? Optional.empty()
        : Optional.of(
            new InvocationReport(
                billed.longValue(),
                numbers.getOrDefault("Memory Size", 0.0).longValue(),
                numbers.getOrDefault("Max Memory Used", 0.0).longValue(),
                numbers.containsKey("Init Duration") || numbers.containsKey("Restore Duration")));
  }

  /**
   * What is paid for.
   *
   * @param isArm whether the function is for arm, whose time is cheaper
   */
  Billing billing(boolean isArm) {
    long megabyteMillis = billedMillis * memoryMb;
    return new Billing(
        1,
        isCold ? 1 : 0,
        billedMillis,
        isArm ? 0 : megabyteMillis,
        isArm ? megabyteMillis : 0,
        peakMemoryMb,
        0);
  }

  /** Whether the environment came so close to its memory that this may be why it died. */
  boolean isNearlyFull() {
    return memoryMb > 0 && peakMemoryMb * 100 >= memoryMb * 95;
  }
}
