package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.shuffle.FileObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class TaskEngineTest {
  private static final Schema ITEMS =
      schema("id BIGINT", "customer INTEGER", "quantity DECIMAL(15,2)");

  @TempDir Path folder;
  private Tasks tasks;

  @BeforeEach
  void open() throws Exception {
    tasks = new Tasks(new FileObjectStore(), folder, ObjectUri.file(folder.resolve("work")));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  @Test
  void twoStagesGiveWhatOneQueryGives() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(
          tasks.write(
              "items" + i + ".parquet",
              "SELECT i + %d AS id, (i %% 50)::INTEGER AS customer, (i %% 7)::DECIMAL(15,2) AS quantity FROM range(1000) r(i)"
                  .formatted(i * 1000),
              "FORMAT parquet"));
    }
    Schema partial = schema("customer INTEGER", "total DECIMAL(38,2)");
    List<Segment> segments = new ArrayList<>();
    for (Path file : files) {
      TaskOutcome.Succeeded outcome =
          tasks.succeed(
              tasks.task(
                  "SELECT customer, sum(quantity) AS total FROM items WHERE quantity > 0 GROUP BY customer",
                  partial,
                  tasks.partitions("hash(customer) % 4", 4),
                  scan("items", parquet(ITEMS), tasks.whole(file))));
      assertEquals(50, outcome.metrics().rowsOut());
      assertEquals(
          outcome.metrics().shuffleWriteBytes(),
          outcome.segments().stream().mapToLong(Segment::lengthBytes).sum());
      segments.addAll(outcome.segments());
    }
    List<String> rows = new ArrayList<>();
    for (int partition = 0; partition < 4; partition++) {
      int p = partition;
      List<Segment> mine = segments.stream().filter(s -> s.partition() == p).toList();
      rows.addAll(
          tasks.rows(
              "SELECT customer, sum(total)::DECIMAL(38,2) AS total FROM partials GROUP BY customer",
              partial,
              new TaskInput.Segments("partials", partial, mine)));
    }
    rows.sort(Comparator.naturalOrder());
    assertEquals(
        tasks.oracle(
            "SELECT customer, sum(quantity) FROM read_parquet('%s/items*.parquet') WHERE quantity > 0 GROUP BY 1 ORDER BY customer::VARCHAR || '|'"
                .formatted(folder)),
        rows);
  }
}
