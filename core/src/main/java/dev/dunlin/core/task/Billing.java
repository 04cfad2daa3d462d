package dev.dunlin.core.task;

/**
 * What calls of functions were charged for.
 *
 * @param calls how many there were, those that failed included
 * @param coldStarts for how many of them an environment was started
 * @param billedMillis their billed time, summed up
 * @param x86MegabyteMillis the same on x86, each times its function's memory
 * @param armMegabyteMillis the same on arm
 * @param peakMemoryMb the most memory that an environment has held
 */
public record Billing(
    long calls,
    long coldStarts,
    long billedMillis,
    long x86MegabyteMillis,
    long armMegabyteMillis,
    long peakMemoryMb) {
  /** Nothing. */
  public static final Billing NONE = new Billing(0, 0, 0, 0, 0, 0);

  /** A call of which nobody has said how long it took. */
  public static final Billing ONE_CALL = new Billing(1, 0, 0, 0, 0, 0);

  public Billing plus(Billing other) {
    return new Billing(
        calls + other.calls,
        coldStarts + other.coldStarts,
        billedMillis + other.billedMillis,
        x86MegabyteMillis + other.x86MegabyteMillis,
        armMegabyteMillis + other.armMegabyteMillis,
        Math.max(peakMemoryMb, other.peakMemoryMb));
  }
}
