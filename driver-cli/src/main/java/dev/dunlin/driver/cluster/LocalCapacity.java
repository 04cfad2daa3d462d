package dev.dunlin.driver.cluster;

import com.sun.management.OperatingSystemMXBean;
import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.ByteSize;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import java.lang.management.ManagementFactory;

/** What this machine offers to a job. */
public final class LocalCapacity {
  private LocalCapacity() {}

  /** The capacity that a configuration asks for, by this machine's cores and memory. */
  public static Capacity of(Config config) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return of(config, Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }

  /**
   * The capacity that a configuration asks for.
   *
   * <p>By default two slots on up to four cores and then half as many as cores, so that one task's
   * waiting and single-threaded stretches overlap with another's work; at most eight, for each
   * divides the memory further.
   *
   * @param memoryBytes the machine's memory, of which tasks get 60 % by default: the rest is for
   *     the driver, the page cache and what DuckDB allocates outside its limit
   */
  static Capacity of(Config config, int cores, long memoryBytes) {
    int slots =
        config.value(ConfigKeys.LOCAL_SLOTS).orElse(cores <= 4 ? 2 : Math.min(8, cores / 2));
    int threads = config.value(ConfigKeys.LOCAL_THREADS).orElse(Math.max(1, cores / slots));
    long memory =
        config
            .value(ConfigKeys.LOCAL_MEMORY)
            .map(ByteSize::bytes)
            .orElse(memoryBytes / 10 * 6 / slots);
    return new Capacity(slots, threads, memory);
  }
}
