package dev.dunlin.core.stage;

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
}
