package dev.dunlin.driver.cluster.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.StageId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class ExpectedTimesTest {
  private static final long MIB = 1024 * 1024;
  private static final ObjectUri FILE = ObjectUri.parse("s3://b/f");
  private static final Schema SCHEMA = new Schema(List.of(new Column("a", "INTEGER")));

  private final ExpectedTimes times = new ExpectedTimes();

  private static TaskDescriptor task(String attempt, TaskInput... inputs) {
    return new TaskDescriptor(
        TaskWire.VERSION,
        AttemptId.parse(attempt),
        "FROM x",
        SCHEMA,
        List.of(inputs),
        new TaskOutput.Single(FILE, "lz4_raw"),
        new TaskDescriptor.Resources(1, 1 << 30),
        Map.of());
  }

  private static TaskInput scan(Split... splits) {
    ScanSource source =
        new ScanSource(FileFormat.PARQUET, Map.of(), SCHEMA, List.of(), List.of(), "");
    return new TaskInput.Scan("t", source, List.of(splits));
  }

  @Test
  void aTaskTakesAsLongAsItsInputTakesToRead() {
    Split parquet =
        new Split(
            FILE,
            9000 * MIB,
            "e",
            0,
            1000,
            true,
            List.of(),
            List.of(new ByteRange(0, 100 * MIB), new ByteRange(200 * MIB, 100 * MIB)));
    Split text = new Split(FILE, 900 * MIB, "e", 100 * MIB, 140 * MIB, false, List.of(), List.of());
    Segment segment = new Segment("s0/t0", 0, FILE, 7, 60 * MIB, 1, 0);
    TaskInput shuffle = new TaskInput.Segments("s", SCHEMA, List.of(segment));
    assertEquals(
        Duration.ofSeconds(15), times.of(task("j-test/s1/t0/a0", scan(parquet, text), shuffle)));
    assertEquals(Duration.ZERO, times.of(task("j-test/s1/t0/a0")));
  }

  @Test
  void aTaskTakesAsLongAsTheLongestOfItsStage() {
    StageId stage = AttemptId.parse("j-test/s1/t0/a0").task().stage();
    times.took(stage, Duration.ofMinutes(6));
    times.took(stage, Duration.ofMinutes(2));
    assertEquals(Duration.ofMinutes(6), times.of(task("j-test/s1/t7/a0")));
    assertEquals(Duration.ZERO, times.of(task("j-test/s2/t7/a0")));
  }
}
