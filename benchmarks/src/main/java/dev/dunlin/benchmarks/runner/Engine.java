package dev.dunlin.benchmarks.runner;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An engine that answers queries in this process, one at a time. */
public interface Engine extends AutoCloseable {
  /** The engine's version. */
  String version();

  /**
   * Runs a query to its end and takes every row of it.
   *
   * @param rows is given each row's values
   */
  void run(String sql, RowConsumer rows) throws Exception;

  /** What the engine tells of its last run, by name; names end in their unit. Not measured. */
  default Map<String, Long> counters() throws Exception {
    return Map.of();
  }

  /** Stops the engine, at the end of its process. */
  @Override
  void close() throws java.io.IOException;

  /** Takes rows. */
  interface RowConsumer {
    /** Takes a row's values in the columns' order. */
    void accept(@Nullable Object[] values);
  }

  /**
   * What one run came to.
   *
   * @param nanos from the query's text to its last row in Java objects
   * @param rows how many rows there were
   * @param checksum of the rows in any order, see {@link Checksum}
   * @param counters what the engine told about itself
   */
  record Answer(long nanos, long rows, String checksum, Map<String, Long> counters) {
    public Answer {
      counters = new TreeMap<>(counters);
    }
  }
}
