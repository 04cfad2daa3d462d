package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.shuffle.FileObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

  @Test
  void manyTasksLeaveNothingBehind() throws Exception {
    Path parquet = tasks.write("t.parquet", "SELECT 1 AS id", "FORMAT parquet");
    Path csv = tasks.write("t.csv", "id\n1\n2\n");
    Schema id = schema("id INTEGER");
    long descriptors = 0;
    for (int i = 0; i < 200; i++) {
      String name = "input" + i;
      tasks.succeed(
          tasks.task(
              "SELECT a.id AS id FROM a, " + name,
              id,
              tasks.partitions("id % 2", 2),
              scan("a", parquet(id), tasks.whole(parquet)),
              scan(name, Tasks.csv(id), tasks.range(csv, 2, 7))));
      // Whatever an earlier task named or set is unknown to this one.
      TaskFailure.Bug unknown =
          tasks.fails(
              tasks.task("SELECT id FROM " + name, id, tasks.single()), TaskFailure.Bug.class);
      assertTrue(unknown.message().contains(name), unknown::message);
      if (i == 20) {
        descriptors = openFiles();
      }
    }
    assertTrue(openFiles() <= descriptors + 5, "open files grew from " + descriptors);
    List<String> left;
    try (Stream<Path> paths = Files.walk(folder.resolve("scratch"))) {
      left = paths.filter(Files::isRegularFile).map(Path::toString).toList();
    }
    assertEquals(List.of(), left);
    tasks.engine().close();
    assertEquals(0, folder.resolve("scratch").toFile().list().length);
  }

  private static long openFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void settingsOfOneTaskDoNotReachTheNext() throws Exception {
    Schema zone = schema("zone VARCHAR", "word VARCHAR");
    for (String wanted : List.of("Europe/Berlin", "UTC", "America/New_York", "UTC")) {
      TaskDescriptor plain =
          tasks.task(
              "SELECT current_setting('TimeZone') AS zone, current_setting('default_null_order') AS word",
              zone,
              tasks.single());
      Map<String, String> settings =
          wanted.equals("UTC")
              ? Map.of("TimeZone", "'UTC'")
              : Map.of("TimeZone", "'" + wanted + "'", "default_null_order", "'NULLS_FIRST'");
      TaskDescriptor task =
          new TaskDescriptor(
              plain.version(),
              plain.attempt(),
              plain.sql(),
              zone,
              List.of(),
              plain.output(),
              plain.resources(),
              settings);
      assertEquals(
          List.of(wanted + (wanted.equals("UTC") ? "|NULLS_LAST" : "|NULLS_FIRST")),
          tasks.rows(tasks.succeed(task).segments(), zone));
    }
  }

  @Test
  void theSeedOfOneTaskDoesNotReachTheNext() throws Exception {
    Schema value = schema("v DOUBLE");
    Set<List<String>> values = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      tasks.succeed(
          tasks.task(
              "SELECT random() AS v FROM (SELECT SetSeed(0.5) AS s) WHERE s IS NULL",
              value,
              tasks.single()));
      TaskOutcome.Succeeded next =
          tasks.succeed(tasks.task("SELECT random() AS v", value, tasks.single()));
      values.add(tasks.rows(next.segments(), value));
    }
    assertEquals(3, values.size(), values::toString);
  }

  @Test
  void tasksRunAtTheSameTime() throws Exception {
    Schema sum = schema("s HUGEINT");
    List<Callable<List<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int n = i;
      TaskDescriptor task =
          tasks.task(
              "SELECT sum(x + %d) AS s FROM range(100000) r(x)".formatted(n), sum, tasks.single());
      calls.add(
          () -> tasks.succeed(task).segments().stream().map(s -> s.rows() + " " + n).toList());
    }
    try (ExecutorService slots = Executors.newFixedThreadPool(4)) {
      for (Future<List<String>> rows : slots.invokeAll(calls)) {
        assertEquals(1, rows.get().size());
      }
    }
  }
}
