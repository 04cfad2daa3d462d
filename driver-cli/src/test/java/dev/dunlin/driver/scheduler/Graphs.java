package dev.dunlin.driver.scheduler;

import dev.dunlin.core.id.JobId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageInput.Reading;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stages by hand. */
final class Graphs {
  static final JobId JOB = new JobId("j-test");
  static final ObjectUri WORK = new ObjectUri("memory", "work", "");
  static final Schema SCHEMA = new Schema(List.of(new Column("a", "INTEGER")));

  private Graphs() {}

  static Stage stage(int number, StageOutput output, StageInput... inputs) {
    return new Stage(number, "stage " + number, "FROM x", List.of(inputs), output, SCHEMA, 1);
  }

  /** A scan with so many tasks of one split each. */
  static StageInput.Scan scan(String name, int tasks, Reading reading) {
    List<List<Split>> splits = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      ObjectUri file = new ObjectUri("memory", "in", name + i);
      splits.add(List.of(new Split(file, 100, "e", 0, 100, true, List.of(), List.of())));
    }
    ScanSource source =
        new ScanSource(FileFormat.PARQUET, Map.of(), SCHEMA, List.of(), List.of(), "");
    return new StageInput.Scan(name, source, splits, reading, name, 100L * tasks);
  }

  static StageInput.Scan scan(int tasks) {
    return scan("t", tasks, Reading.PARTITIONED);
  }

  static StageInput.Shuffle shuffle(int stage, Reading reading) {
    return new StageInput.Shuffle("in" + stage, stage, reading);
  }

  static StageOutput partitioned(int partitions) {
    return new StageOutput.Partitioned("hash(a) % ${partitions}", "hash(a)", partitions);
  }
}
