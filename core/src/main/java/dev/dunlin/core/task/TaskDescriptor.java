package dev.dunlin.core.task;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that an executor needs to run one attempt; with it alone the attempt can be replayed by hand.
 *
 * @param version the wire form's version, {@link TaskWire#VERSION}
 * @param attempt the attempt
 * @param sql the fragment, over the inputs' names
 * @param schema the columns it produces, by position
 * @param inputs the relations it reads
 * @param output where the rows go
 * @param resources what it may use
 * @param settings DuckDB settings of the session, as SQL literals ({@code TimeZone} → {@code
 *     'UTC'})
 */
public record TaskDescriptor(
    int version,
    AttemptId attempt,
    String sql,
    Schema schema,
    List<TaskInput> inputs,
    TaskOutput output,
    Resources resources,
    Map<String, String> settings) {
  public TaskDescriptor {
    inputs = List.copyOf(inputs);
    settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * What a task may use.
   *
   * @param threads threads DuckDB may run
   * @param memoryBytes DuckDB's memory limit; beyond it the task spills
   */
  public record Resources(int threads, long memoryBytes) {}
}
