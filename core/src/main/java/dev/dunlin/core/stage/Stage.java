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
 */
public record Stage(
    int number,
    String name,
    String sql,
    List<StageInput> inputs,
    StageOutput output,
    Schema schema,
    double estimatedRows) {
  public Stage {
    inputs = List.copyOf(inputs);
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
