package dev.dunlin.local.lambda;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How often each fault happens. Which invocations it happens to depends on the seed and their
 * numbers alone.
 *
 * @param seed any number
 * @param rates the share of invocations, 0 to 1, by fault
 */
public record LambdaFaults(long seed, Map<LambdaFault, Double> rates) {
  /** No faults. */
  public static final LambdaFaults NONE = new LambdaFaults(0, Map.of());

  public LambdaFaults {
    rates.forEach(
        (fault, rate) -> {
          if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                "The rate of " + fault + " is not from 0 to 1: " + rate);
          }
        });
    EnumMap<LambdaFault, Double> sorted = new EnumMap<>(LambdaFault.class);
    sorted.putAll(rates);
    rates = Collections.unmodifiableMap(sorted);
  }

  /** Whether a fault happens to the invocation of this number. */
  boolean happens(LambdaFault fault, long invocation) {
    return random(fault, invocation) < rates.getOrDefault(fault, 0.0);
  }

  /** A number from 0 to 1 for an invocation, to vary what a fault does. */
  double random(LambdaFault fault, long invocation) {
    long mixed = seed * 0x9E3779B97F4A7C15L + (invocation << 32) + fault.name().hashCode();
    return new SplittableRandom(mixed).nextDouble();
  }
}
