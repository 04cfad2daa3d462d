package dev.dunlin.core.stage;

import dev.dunlin.core.schema.Schema;
import java.util.List;

/**
 * A fragment of the plan that runs without a shuffle inside it, once per task.
 *
 * @param number its place in {@link StageGraph#stages}
 * @param name a few words for people: {@code scan lineitem, partial aggregate}
 * @param sql the fragment: DuckDB SQL over the inputs' names; its columns have the schema's types
 * @param inputs what it reads
 * @param output where its rows go
 * @param schema the columns it produces; the names are the fragment's column names but for {@link
 *     StageOutput.Rows} and {@link StageOutput.Files}, where they are the user's and may repeat
 * @param estimatedRows rows the planner expects in all tasks together
 * @param repetition what a task gives that is run again
 */
public record Stage(
    int number,
    String name,
    String sql,
    List<StageInput> inputs,
    StageOutput output,
    Schema schema,
    double estimatedRows,
    Repetition repetition) {
  public Stage {
    inputs = List.copyOf(inputs);
  }

  /** A stage of which a task that is run again may give its rows in another order. */
  public Stage(
      int number,
      String name,
      String sql,
      List<StageInput> inputs,
      StageOutput output,
      Schema schema,
      double estimatedRows) {
    this(number, name, sql, inputs, output, schema, estimatedRows, Repetition.SAME_ROWS);
  }

  /** What a task gives when it is run again on the same inputs. */
  public enum Repetition {
    /** The same rows, in any order. */
    SAME_ROWS,
    /**
     * The same rows in the same order, for which DuckDB may use one thread only. Whatever draws
     * random values needs it, and so do all stages before: the values go to the rows in turn.
     */
    SAME_ORDER
  }

  /** The numbers of the stages this one reads, each once, ascending. */
  public List<Integer> parents() {
    return inputs.stream()
        .filter(StageInput.Shuffle.class::isInstance)
        .map(i -> ((StageInput.Shuffle) i).stage())
        .distinct()
        .sorted()
        .toList();
  }
}
