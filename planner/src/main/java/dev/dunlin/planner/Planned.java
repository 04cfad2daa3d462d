package dev.dunlin.planner;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.StageGraph;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is to be done about a statement. */
public sealed interface Planned {

  /**
   * Stages to run. The last one's output says whether it makes rows for the caller or files.
   *
   * @param graph the stages
   * @param committed to be called once after the job has been committed, and only then: it enters
   *     the table that CREATE TABLE AS made into the catalog
   * @param placeOf where in the statement an error stands that a task has met in its rows, by its
   *     message, to follow it; empty where that cannot be told. For the time that the planner is
   *     open.
   */
  record Job(StageGraph graph, Runnable committed, UnaryOperator<String> placeOf)
      implements Planned {}

  /**
   * Rows that the planner itself knows: EXPLAIN, DESCRIBE, SHOW.
   *
   * @param schema their columns; all values are given as text, null for NULL
   */
  record Answer(Schema schema, List<List<@Nullable String>> rows) implements Planned {}

  /** The statement has had its effect (CREATE VIEW, DROP): no rows. */
  record Done() implements Planned {}

  /** SET: the session is to change a configuration key. */
  record Setting(String name, String value) implements Planned {}
}
