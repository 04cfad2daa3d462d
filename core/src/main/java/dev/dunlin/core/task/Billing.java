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
 * @param estimatedCalls of how many calls nobody has said what they took, as their answers were
 *     lost: their time is what is known of it, and at least that
 */
public record Billing(
    long calls,
    long coldStarts,
    long billedMillis,
    long x86MegabyteMillis,
    long armMegabyteMillis,
    long peakMemoryMb,
    long estimatedCalls) {
  /** Nothing. */
  public static final Billing NONE = new Billing(0, 0, 0, 0, 0, 0, 0);

  /** A call of a function for x86 of which is known that it took so long, or longer. */
  public static Billing lostOnX86(long millis, int memoryMb) {
    return new Billing(1, 0, millis, millis * memoryMb, 0, 0, 1);
  }

  /** The same on arm. */
  public static Billing lostOnArm(long millis, int memoryMb) {
    return new Billing(1, 0, millis, 0, millis * memoryMb, 0, 1);
  }

  public Billing plus(Billing other) {
    return new Billing(
        calls + other.calls,
        coldStarts + other.coldStarts,
        billedMillis + other.billedMillis,
        x86MegabyteMillis + other.x86MegabyteMillis,
        armMegabyteMillis + other.armMegabyteMillis,
        Math.max(peakMemoryMb, other.peakMemoryMb),
        estimatedCalls + other.estimatedCalls);
  }
}
