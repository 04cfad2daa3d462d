package dev.dunlin.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class LocalCapacityTest {
  private static final long GIB = 1L << 30;

  private static Capacity capacity(Config config, int cores) {
    return LocalCapacity.of(config, cores, 100 * GIB);
  }

  @Test
  void slotsShareTheCoresAndThreeFifthsOfTheMemory() {
    assertEquals(new Capacity(2, 1, 30 * GIB), capacity(Config.DEFAULTS, 1));
    assertEquals(new Capacity(2, 1, 30 * GIB), capacity(Config.DEFAULTS, 2));
    assertEquals(new Capacity(2, 2, 30 * GIB), capacity(Config.DEFAULTS, 4));
    assertEquals(new Capacity(4, 2, 15 * GIB), capacity(Config.DEFAULTS, 8));
    assertEquals(8, capacity(Config.DEFAULTS, 64).slots());
    assertEquals(8, capacity(Config.DEFAULTS, 64).threadsPerTask());
  }

  @Test
  void whatIsSetCounts() {
    Config config =
        Config.DEFAULTS
            .with("local.slots", "3")
            .with("local.threads", "5")
            .with("local.memory", "512MiB");
    assertEquals(new Capacity(3, 5, 512L << 20), capacity(config, 2));
  }
}
