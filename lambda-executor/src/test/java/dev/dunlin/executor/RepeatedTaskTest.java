package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.shuffle.FileObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that is run again, by another engine too, draws the same random values. */
@Tag("unit")
final class RepeatedTaskTest {
  private static final Schema ROWS = schema("c0 BIGINT", "c1 VARCHAR");

  @TempDir Path folder;
  private final List<Tasks> engines = new ArrayList<>();

  private Tasks engine() throws Exception {
    Tasks opened =
        new Tasks(
            new FileObjectStore(),
            Files.createDirectories(folder.resolve("e" + engines.size())),
            ObjectUri.file(folder.resolve("work")));
    engines.add(opened);
    return opened;
  }

  @BeforeEach
  void open() throws Exception {
    Tasks unused = engine();
    unused = engine();
  }

  @AfterEach
  void close() throws Exception {
    for (Tasks engine : engines) {
      engine.close();
    }
  }

  /** As the planner has them: values over rows of a scan, with one thread. */
  private TaskDescriptor task(int number, int attempt, String values, TaskInput.Scan input)
      throws Exception {
    AttemptId id = AttemptId.parse("j-test/s0/t" + number + "/a" + attempt);
    return new TaskDescriptor(
        TaskWire.VERSION,
        id,
        "SELECT id AS c0, CAST(%s AS VARCHAR) AS c1 FROM x".formatted(values),
        ROWS,
        List.of(input),
        new TaskOutput.Partitions(
            "CAST(c0 % 3 AS INTEGER)",
            3, ObjectUri.file(folder.resolve("work")).resolve(id.toString()), "lz4_raw"),
        new TaskDescriptor.Resources(1, 1L << 30),
        Map.of("TimeZone", "'UTC'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "random()",
        "uuid()",
        "random() || '-' || random() || '-' || uuid()",
        "list_transform(range(id % 5), lambda x: random())",
        "(SELECT max(r) FROM (SELECT random() AS r FROM range(3)))",
        "CASE WHEN id % 2 = 0 THEN random() END",
        "xor(CAST(uuid() AS UHUGEINT), getvariable('dunlin_task_mask'))"
      })
  void theSameTaskGivesTheSameRowsAndAnotherOthers(String values) throws Exception {
    Tasks first = engines.get(0);
    TaskInput.Scan input =
        scan(
            "x",
            parquet(schema("id BIGINT")),
            first.whole(
                first.write(
                    "a.parquet",
                    "SELECT range AS id FROM range(20_000)",
                    "FORMAT parquet, ROW_GROUP_SIZE 2048")),
            first.whole(
                first.write(
                    "b.parquet",
                    "SELECT range AS id FROM range(20_000, 25_000)",
                    "FORMAT parquet, ROW_GROUP_SIZE 2048")));
    List<String> rows = rows(first, task(0, 0, values, input));
    assertEquals(rows, rows(first, task(0, 1, values, input)));
    assertEquals(rows, rows(engines.get(1), task(0, 2, values, input)));
    assertNotEquals(rows, rows(first, task(1, 0, values, input)));
  }

  private static List<String> rows(Tasks engine, TaskDescriptor task) throws Exception {
    return engine.rows(engine.succeed(task).segments(), ROWS);
  }

  @Test
  void manyTasksDrawManyValues() throws Exception {
    Tasks tasks = engines.getFirst();
    TaskInput.Scan input =
        scan(
            "x",
            parquet(schema("id BIGINT")),
            tasks.whole(
                tasks.write(
                    "a.parquet", "SELECT 1::BIGINT AS id", "FORMAT parquet, ROW_GROUP_SIZE 2048")));
    HashSet<String> drawn = new HashSet<>();
    for (int task = 0; task < 50; task++) {
      drawn.addAll(rows(tasks, task(task, 0, "random() || uuid()", input)));
    }
    assertEquals(50, drawn.size());
  }
}
