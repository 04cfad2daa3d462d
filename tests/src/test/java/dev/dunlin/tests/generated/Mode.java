package dev.dunlin.tests.generated;

import java.util.Map;

/** A way to cut statements into stages. */
enum Mode {
  DEFAULTS,
  HASHED,
  BROADCAST,
  /** Every file a split, every shuffle in five parts, nothing aggregated before it. */
  SCATTERED;

  Map<String, String> settings() {
    return switch (this) {
      case DEFAULTS -> Map.of();
      case HASHED ->
          Map.of("join.strategy", "hash", "join.filter", "always", "shuffle.partitions", "3");
      case BROADCAST -> Map.of("join.strategy", "broadcast", "scan.min-splits", "3");
      case SCATTERED ->
          Map.of(
              "scan.min-splits", "6",
              "shuffle.partitions", "5",
              "shuffle.partition-size", "1B",
              "aggregate.partial", "off",
              "sort.strategy", "range");
    };
  }
}
