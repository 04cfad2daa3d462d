package dev.dunlin.core.stage;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

  /** The files that its scans read, each once. */
  public Set<ObjectUri> files() {
    Set<ObjectUri> files = new LinkedHashSet<>();
    for (Stage stage : stages) {
      for (StageInput input : stage.inputs()) {
        if (input instanceof StageInput.Scan scan) {
          scan.tasks().forEach(splits -> splits.forEach(split -> files.add(split.file())));
        }
      }
    }
    return files;
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
            result.estimatedRows(),
            result.repetition()));
    return new StageGraph(changed);
  }
}
