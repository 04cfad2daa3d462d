package dev.dunlin.driver.scheduler;

/** What one task reads beyond the inputs that every task of its stage reads whole. */
sealed interface Share {
  /** Nothing: the stage has no other inputs, or they are empty. */
  record Common() implements Share {}

  /** One entry of a scan's tasks. */
  record Splits(String input, int entry) implements Share {}

  /** The partitions {@code [from, to)} of every PARTITIONED shuffle of the stage. */
  record Partitions(int from, int to) implements Share {}

  /** All segments of the producing tasks {@code [from, to)} of one SPREAD shuffle. */
  record Producers(String input, int from, int to) implements Share {}
}
