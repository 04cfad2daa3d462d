package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class OutputsTest {
  private static final Schema ID_TEXT = schema("id INTEGER", "text VARCHAR");

  @TempDir Path folder;
  private final ObjectStore store = new FileObjectStore();
  private Tasks tasks;

  @BeforeEach
  void open() throws Exception {
    tasks = new Tasks(store, folder, ObjectUri.file(folder.resolve("work")));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4_raw", "snappy", "zstd", "uncompressed"})
  void eachPartitionHoldsItsRows(String compression) throws Exception {
    TaskOutcome.Succeeded outcome =
        tasks.succeed(
            tasks.task(
                "SELECT i::INTEGER AS id, 'x' || i AS text FROM range(100000) r(i)",
                ID_TEXT,
                new TaskOutput.Partitions("id % 10", 10, tasks.prefix(), compression)));
    List<Segment> segments = outcome.segments();
    assertEquals(10, segments.size());
    for (Segment segment : segments) {
      assertEquals(10_000, segment.rows());
      assertEquals("s0/t0", segment.producer());
      assertTrue(
          segment.object().toString().startsWith(folder + "/work/j-test/s0/t0/a0/"),
          segment::toString);
      assertEquals(
          List.of("10000|%d|%d".formatted(segment.partition(), segment.partition())),
          tasks.oracle(
              "SELECT count(*), min(c0 %% 10), max(c0 %% 10) FROM read_parquet('%s')"
                  .formatted(segment.object())));
      assertEquals(
          List.of(compression.toUpperCase(Locale.ROOT)),
          tasks.oracle(
              "SELECT DISTINCT compression FROM parquet_metadata('%s')"
                  .formatted(segment.object())));
    }
    assertEquals(100_000, outcome.metrics().rowsOut());
  }

  @Test
  void partitionsWithoutRowsHaveNoSegment() throws Exception {
    List<Segment> segments =
        tasks
            .succeed(tasks.task("SELECT 7 AS id, 'x' AS text", ID_TEXT, tasks.partitions("3", 8)))
            .segments();
    assertEquals(List.of(3), segments.stream().map(Segment::partition).toList());
    for (TaskOutput none :
        List.of(tasks.partitions("3", 8), tasks.partitions("0", 1), tasks.single())) {
      TaskDescriptor task = tasks.task("SELECT 1 AS id, '' AS text FROM range(0)", ID_TEXT, none);
      assertEquals(List.of(), tasks.succeed(task).segments());
    }
  }

  @Test
  void moreThanAHundredPartitionsOfManyRowsAreComplete() throws Exception {
    // DuckDB keeps 100 files open: beyond that a partition may come in several files.
    List<Segment> segments =
        tasks
            .succeed(
                tasks.task(
                    "SELECT i::INTEGER AS id, 'x' AS text FROM range(3000000) r(i)",
                    ID_TEXT,
                    tasks.partitions("hash(id) % 300", 300)))
            .segments();
    assertEquals(300, segments.stream().mapToInt(Segment::partition).distinct().count());
    assertEquals(3_000_000, segments.stream().mapToLong(Segment::rows).sum());
    assertEquals(
        List.of("3000000|4499998500000"),
        tasks.rows(
            "SELECT count(*) AS n, sum(id) AS s FROM t",
            schema("n BIGINT", "s HUGEINT"),
            new TaskInput.Segments("t", ID_TEXT, segments)));
  }

  @Test
  void oneSegmentKeepsTheFragmentsOrder() throws Exception {
    Schema schema = schema("id BIGINT", "key VARCHAR");
    for (String end : List.of("", " LIMIT 300000 OFFSET 17")) {
      String sql =
          "SELECT i AS id, hash(i)::VARCHAR AS key FROM range(1000000) r(i) ORDER BY key" + end;
      Segment segment =
          tasks.succeed(tasks.task(sql, schema, tasks.single())).segments().getFirst();
      assertEquals(
          List.of("0"),
          tasks.oracle(
              """
              SELECT count(*) FROM (SELECT c1, lag(c1) OVER (ORDER BY file_row_number) AS before
              FROM read_parquet('%s', file_row_number = true)) WHERE before > c1\
              """
                  .formatted(segment.object())));
    }
  }

  @Test
  void columnsOfTheResultMayRepeatTheirNames() throws Exception {
    Schema schema =
        new Schema(
            List.of(
                new Column("a", "INTEGER"), new Column("A", "VARCHAR"), new Column("a", "DATE")));
    assertEquals(
        List.of("1|x|2024-01-01"),
        tasks.rows("SELECT 1 AS a, 'x' AS \"A\", DATE '2024-01-01' AS a", schema));
  }

  @Test
  void everyTypePassesASegmentUnchanged() throws Exception {
    Map<String, String> values = new TreeMap<>();
    values.put("HUGEINT", "-170141183460469231731687303715884105728");
    values.put("UHUGEINT", "340282366920938463463374607431768211455");
    values.put("DECIMAL(38,10)", "'1234567890123456789012345678.0123456789'");
    values.put("DOUBLE", "'nan'");
    values.put("FLOAT", "'-inf'");
    values.put("INTEGER[]", "[1, NULL, 3]");
    values.put("INTEGER[3]", "[1, NULL, 3]");
    values.put("HUGEINT[][]", "[[1], [], NULL]");
    values.put(
        "STRUCT(a HUGEINT, \"b c\" INTERVAL[], HUGEINT INTEGER)",
        "{'a': 1, 'b c': [INTERVAL '-1 month 2 days -3.000004 seconds'], 'HUGEINT': 3}");
    values.put("MAP(HUGEINT, STRUCT(x TIME WITH TIME ZONE))", "MAP {1: {'x': '12:00:00.5+02:30'}}");
    values.put("TIMESTAMP WITH TIME ZONE", "'2024-02-29 12:34:56.789012+02'");
    values.put("TIMESTAMP", "'infinity'");
    values.put("TIMESTAMP_S", "'2024-01-01 00:00:01'");
    values.put("TIMESTAMP_MS", "'2024-01-01 00:00:01.5'");
    values.put("TIMESTAMP_NS", "'2024-01-01 00:00:01.123456789'");
    values.put("DATE", "'0044-03-15 (BC)'");
    values.put("TIME", "'23:59:59.999999'");
    values.put("TIME WITH TIME ZONE", "'23:59:59.999999-15:59:59'");
    values.put("INTERVAL", "'14 months -3 days 100 hours 0.000001 seconds'");
    values.put("UUID", "'4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'");
    values.put("BLOB", "'\\x00\\xFF''x'");
    values.put("BIT", "'0010110'");
    values.put("BIGNUM", "123456789012345678901234567890123456789012");
    values.put("ENUM('sad', 'it''s (ok)')", "'it''s (ok)'");
    values.put("JSON", "'{\"a\": [1, null]}'");
    values.put("VARCHAR", "'ünï\n\"''\\😀'");
    values.put("BOOLEAN", "true");
    values.put("UBIGINT", "18446744073709551615");
    values.put("UTINYINT", "255");
    List<Column> columns = new ArrayList<>();
    List<String> select = new ArrayList<>();
    for (var value : values.entrySet()) {
      String name = "v" + columns.size();
      columns.add(new Column(name, value.getKey()));
      select.add("CAST(%s AS %s) AS %s".formatted(value.getValue(), value.getKey(), name));
    }
    String row = "SELECT " + String.join(", ", select);
    String nulls =
        " UNION ALL SELECT " + String.join(", ", columns.stream().map(c -> "NULL").toList());
    Schema schema = new Schema(columns);
    List<Segment> segments =
        tasks.succeed(tasks.task(row + nulls, schema, tasks.single())).segments();
    List<Path> files = segments.stream().map(s -> s.object().path()).toList();
    String stored = SegmentSql.read(files, schema);
    for (int i = 0; i < columns.size(); i++) {
      String shown = "typeof(v%1$d) || ' ' || v%1$d::VARCHAR".formatted(i);
      assertEquals(
          tasks.oracle("SELECT %s FROM (%s) ORDER BY ALL".formatted(shown, row + nulls)),
          tasks.oracle("SELECT %s FROM (%s) ORDER BY ALL".formatted(shown, stored)));
    }
    // The same once more through a task that reads the segment and a partitioned one.
    Segment again =
        tasks
            .succeed(
                tasks.task(
                    "SELECT * FROM t",
                    schema,
                    tasks.partitions("1", 2),
                    new TaskInput.Segments("t", schema, segments)))
            .segments()
            .getFirst();
    String second = SegmentSql.read(List.of(again.object().path()), schema);
    assertEquals(List.of(), tasks.oracle("(%s) EXCEPT ALL (%s)".formatted(row + nulls, second)));
  }

  private TaskOutput.Files files(
      FileFormat format, Map<String, String> options, List<String> by, String... columns) {
    return new TaskOutput.Files(
        ObjectUri.file(folder.resolve("out")), format, options, by, List.of(columns));
  }

  private List<String> publish(TaskOutcome.Succeeded... outcomes) throws Exception {
    List<StagedObject> staged = new ArrayList<>();
    for (TaskOutcome.Succeeded outcome : outcomes) {
      staged.addAll(outcome.files());
      assertEquals(
          outcome.metrics().outputBytes(),
          outcome.files().stream().mapToLong(StagedObject::lengthBytes).sum());
    }
    store.publish(ObjectUri.file(folder.resolve("out")), staged, "j-test", Replace.FAIL);
    try (Stream<Path> paths = Files.walk(folder.resolve("out"))) {
      return paths
          .filter(Files::isRegularFile)
          .map(p -> folder.resolve("out").relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachTaskStagesAFileUnderTheUsersNames(FileFormat format) throws Exception {
    String extension = format.name().toLowerCase(Locale.ROOT);
    TaskOutput.Files output = files(format, Map.of(), List.of(), "Order id", "text");
    TaskOutcome.Succeeded first =
        tasks.succeed(Tasks.task(0, "SELECT 1 AS c0, 'a' AS c1", ID_TEXT, output));
    TaskOutcome.Succeeded second =
        tasks.succeed(Tasks.task(7, "SELECT 2 AS c0, 'b' AS c1", ID_TEXT, output));

    assertEquals(
        List.of(
            "_SUCCESS", "part-00000-j-test-a0." + extension, "part-00007-j-test-a0." + extension),
        publish(first, second));
    assertEquals(
        List.of("1|a", "2|b"),
        tasks.oracle(
            "SELECT \"Order id\", text FROM read_%s('%s/out/part-*') ORDER BY ALL"
                .formatted(extension, folder)));
  }

  @Test
  void formatOptionsAndCompressionAreHeeded() throws Exception {
    TaskOutput.Files csv =
        files(
            FileFormat.CSV,
            Map.of(
                "DELIMITER",
                "';'",
                "HEADER",
                "false",
                "COMPRESSION",
                "'gzip'",
                StageOutput.Files.ENDING,
                "'csv.gz'"),
            List.of(),
            "a",
            "b");
    assertEquals(
        List.of("_SUCCESS", "part-00000-j-test-a0.csv.gz"),
        publish(tasks.succeed(Tasks.task(0, "SELECT 1, 'x'", ID_TEXT, csv))));
    assertEquals(
        List.of("1;x\n"),
        tasks
            .oracle(
                "SELECT * FROM read_csv('%s/out/*.gz', columns = {'l': 'VARCHAR'}, delim = '', quote = '', escape = '', header = false, auto_detect = false)"
                    .formatted(folder))
            .stream()
            .map(line -> line + "\n")
            .toList());
  }

  @Test
  void keyColumnsBecomeFolders() throws Exception {
    TaskOutput.Files output = files(FileFormat.PARQUET, Map.of(), List.of("day"), "id", "day");
    Schema schema = schema("id INTEGER", "day DATE");
    String sql = "SELECT i::INTEGER, DATE '2024-01-01' + (i %% 2)::INTEGER FROM range(%d) r(i)";
    List<String> published =
        publish(
            tasks.succeed(Tasks.task(0, sql.formatted(0), schema, output)),
            tasks.succeed(Tasks.task(1, sql.formatted(3), schema, output)),
            tasks.succeed(Tasks.task(2, sql.formatted(1), schema, output)));
    assertEquals(
        List.of(
            "_SUCCESS",
            "day=2024-01-01/part-00001-j-test-a0-0.parquet",
            "day=2024-01-01/part-00002-j-test-a0-0.parquet",
            "day=2024-01-02/part-00001-j-test-a0-0.parquet"),
        published);
    assertEquals(
        List.of("0|2024-01-01", "0|2024-01-01", "1|2024-01-02", "2|2024-01-01"),
        tasks.oracle(
            "SELECT id, day FROM read_parquet('%s/out/*/*.parquet', hive_partitioning = true) ORDER BY ALL"
                .formatted(folder)));
  }

  @Test
  void withoutRowsTheFirstTaskKeepsTheSchemaAndOthersWriteNothing() throws Exception {
    TaskOutput.Files output = files(FileFormat.PARQUET, Map.of(), List.of(), "id", "text");
    String sql = "SELECT 1, '' FROM range(0)";
    TaskOutcome.Succeeded other = tasks.succeed(Tasks.task(1, sql, ID_TEXT, output));
    assertEquals(List.of(), other.files());

    assertEquals(
        List.of("_SUCCESS", "part-00000-j-test-a0.parquet"),
        publish(tasks.succeed(Tasks.task(0, sql, ID_TEXT, output)), other));
    assertEquals(
        List.of("id|INTEGER", "text|VARCHAR"),
        tasks.oracle(
            "SELECT column_name, column_type FROM (DESCRIBE FROM '%s/out/*.parquet')"
                .formatted(folder)));
  }

  @Test
  void filesKeepTheFragmentsOrder() throws Exception {
    for (FileFormat format : List.of(FileFormat.CSV, FileFormat.JSON)) {
      TaskOutput.Files output = files(format, Map.of(), List.of(), "id", "text");
      tasks.succeed(
          Tasks.task(
              0,
              "SELECT i::INTEGER, 'x' FROM range(300000) r(i) ORDER BY i DESC",
              ID_TEXT,
              output));
      Path staged =
          folder.resolve(
              ".out.dunlin-j-test/part-00000-j-test-a0." + format.name().toLowerCase(Locale.ROOT));
      List<String> lines = Files.readAllLines(staged);
      List<String> data = format == FileFormat.CSV ? lines.subList(1, lines.size()) : lines;
      assertEquals(300_000, data.size());
      for (int i = 0; i < data.size(); i++) {
        assertTrue(data.get(i).contains(Integer.toString(299_999 - i)), data.get(i));
      }
    }
  }

  @Test
  void onAnObjectStoreSegmentsShareAnObjectAndComeBack() throws Exception {
    try (Tasks remote =
        new Tasks(
            new MemoryObjectStore(),
            folder.resolve("remote"),
            ObjectUri.parse("memory://b/work"))) {
      List<Segment> segments =
          remote
              .succeed(
                  remote.task(
                      "SELECT i::INTEGER AS id, 'x' AS text FROM range(1000) r(i)",
                      ID_TEXT,
                      remote.partitions("id % 4", 4)))
              .segments();
      assertEquals(4, segments.size());
      assertEquals(1, segments.stream().map(Segment::object).distinct().count());
      assertEquals(
          List.of("500"),
          remote.rows(
              "SELECT count(*) AS n FROM t",
              schema("n BIGINT"),
              new TaskInput.Segments("t", ID_TEXT, segments.subList(1, 3))));
    }
  }

  @Test
  void metricsSayWhatTheTaskNeeded() throws Exception {
    Schema schema = schema("id BIGINT", "key VARCHAR");
    String sql = "SELECT i AS id, hash(i)::VARCHAR AS key FROM range(3000000) r(i) ORDER BY key";
    TaskDescriptor large = tasks.task(sql, schema, tasks.single());
    TaskDescriptor tight =
        new TaskDescriptor(
            TaskWire.VERSION,
            large.attempt(),
            large.sql(),
            schema,
            List.of(),
            large.output(),
            new TaskDescriptor.Resources(2, 60L << 20),
            large.settings());
    TaskOutcome.Succeeded outcome = tasks.succeed(tight);
    TaskMetrics metrics = outcome.metrics();
    assertEquals(3_000_000, metrics.rowsOut());
    assertTrue(metrics.peakMemoryBytes() > 30L << 20, metrics::toString);
    // DuckDB may pass its limit by a few blocks.
    assertTrue(metrics.peakMemoryBytes() < 64L << 20, metrics::toString);
    assertTrue(metrics.spilledBytes() > 10L << 20, metrics::toString);
    assertTrue(metrics.bindNanos() > 0 && metrics.runNanos() > 0 && metrics.finishNanos() > 0);

    TaskMetrics small =
        tasks
            .succeed(
                tasks.task(
                    "SELECT count(*) AS n FROM t",
                    schema("n BIGINT"),
                    tasks.single(),
                    new TaskInput.Segments("t", schema, outcome.segments())))
            .metrics();
    assertEquals(metrics.shuffleWriteBytes(), small.shuffleReadBytes());
    assertEquals(0, small.inputBytes());
    assertEquals(0, small.spilledBytes());
  }
}
