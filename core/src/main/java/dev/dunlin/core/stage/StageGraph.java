package dev.dunlin.core.stage;

import dev.dunlin.core.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's stages in an order in which each comes after those it reads. The last one makes the job's
 * result; no other reads it.
 */
public record StageGraph(List<Stage> stages) {
  public StageGraph {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("A job needs a stage");
    }
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      if (stage.number() != i) {
        throw new IllegalArgumentException("Stage " + stage.number() + " stands at place " + i);
      }
      for (int parent : stage.parents()) {
        if (parent >= i) {
          throw new IllegalArgumentException("Stage " + i + " reads the later stage " + parent);
        }
      }
    }
  }

  /** The stage that makes the job's result. */
  public Stage result() {
    return stages.getLast();
  }

  /** The same job with other names and types of the result's columns, to which they are cast. */
  public StageGraph withResult(Schema schema) {
    Stage result = result();
    List<Stage> changed = new ArrayList<>(stages);
    changed.set(
        stages.size() - 1,
        new Stage(
            result.number(),
            result.name(),
            result.sql(),
            result.inputs(),
            result.output(),
            schema,
            result.estimatedRows()));
    return new StageGraph(changed);
  }
}
