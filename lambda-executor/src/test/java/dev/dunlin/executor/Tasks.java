package dev.dunlin.executor;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.shuffle.SegmentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Builds descriptors, runs them through their wire form, and reads what comes out with DuckDB. */
final class Tasks implements AutoCloseable {
  private final ObjectStore store;
  private final Path folder;
  private final ObjectUri work;
  private final TaskEngine engine;
  private final Connection oracle;
  private int tasks;

  /**
   * Tasks on a store.
   *
   * @param folder a folder for scratch and files
   * @param work the prefix of segments
   */
  Tasks(ObjectStore store, Path folder, ObjectUri work) throws IOException, SQLException {
    this.store = store;
    this.folder = folder;
    this.work = work;
    this.engine =
        new TaskEngine(store, folder.resolve("scratch"), store.localPath(work).stream().toList());
    this.oracle = DriverManager.getConnection("jdbc:duckdb:");
    oracle("SET TimeZone = 'UTC'");
  }

  TaskEngine engine() {
    return engine;
  }

  /** Rows of a statement of the oracle, as DuckDB prints them. */
  List<String> oracle(String sql) throws SQLException {
    try (Statement statement = oracle.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (!statement.execute(sql)) {
        return rows;
      }
      try (ResultSet result = statement.getResultSet()) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          StringJoiner row = new StringJoiner("|");
          for (int i = 1; i <= width; i++) {
            row.add(String.valueOf(result.getString(i)));
          }
          rows.add(row.toString());
        }
      }
      return rows;
    }
  }

  /** Writes a query's rows to a file with DuckDB. */
  Path write(String name, String query, String options) throws SQLException {
    Path file = folder.resolve(name);
    oracle("COPY (%s) TO %s (%s)".formatted(query, Sql.literal(file.toString()), options));
    return file;
  }

  Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  static Schema schema(String... namesAndTypes) {
    List<Column> columns = new ArrayList<>();
    for (String column : namesAndTypes) {
      int space = column.indexOf(' ');
      columns.add(new Column(column.substring(0, space), column.substring(space + 1)));
    }
    return new Schema(columns);
  }

  static ScanSource parquet(Schema schema) {
    return new ScanSource(FileFormat.PARQUET, Map.of(), schema, List.of(), List.of(), "");
  }

  static ScanSource csv(Schema schema) {
    return new ScanSource(
        FileFormat.CSV,
        Map.of("header", "true", "delim", "','", "quote", "'\"'", "escape", "'\"'"),
        schema,
        schema.columns(),
        List.of(),
        "");
  }

  static ScanSource json(Schema schema) {
    return new ScanSource(
        FileFormat.JSON,
        Map.of("format", "'newline_delimited'"),
        schema,
        schema.columns(),
        List.of(),
        "");
  }

  Split whole(Path file, String... pathValues) throws IOException {
    ObjectStat stat = store.stat(ObjectUri.file(file));
    return new Split(
        stat.uri(),
        stat.lengthBytes(),
        stat.etag(),
        0,
        stat.lengthBytes(),
        true,
        List.of(pathValues),
        List.of());
  }

  Split range(Path file, long from, long to) throws IOException {
    ObjectStat stat = store.stat(ObjectUri.file(file));
    return new Split(
        stat.uri(), stat.lengthBytes(), stat.etag(), from, to, false, List.of(), List.of());
  }

  static TaskInput.Scan scan(String name, ScanSource source, Split... splits) {
    return new TaskInput.Scan(name, source, List.of(splits));
  }

  TaskDescriptor task(String sql, Schema schema, TaskOutput output, TaskInput... inputs) {
    return task(tasks++, sql, schema, output, inputs);
  }

  static TaskDescriptor task(
      int number, String sql, Schema schema, TaskOutput output, TaskInput... inputs) {
    return new TaskDescriptor(
        TaskWire.VERSION,
        AttemptId.parse("j-test/s0/t" + number + "/a0"),
        sql,
        schema,
        List.of(inputs),
        output,
        new TaskDescriptor.Resources(2, 1L << 30),
        Map.of("TimeZone", "'UTC'"));
  }

  ObjectUri prefix() {
    return work.resolve("j-test/s0/t" + tasks + "/a0");
  }

  TaskOutput.Single single() {
    return new TaskOutput.Single(prefix(), "lz4_raw");
  }

  TaskOutput.Partitions partitions(String expression, int partitions) {
    return new TaskOutput.Partitions(expression, partitions, prefix(), "lz4_raw");
  }

  TaskOutcome run(TaskDescriptor task) {
    return TaskWire.readOutcome(engine.run(TaskWire.write(task)));
  }

  TaskOutcome.Succeeded succeed(TaskDescriptor task) {
    TaskOutcome outcome = run(task);
    if (outcome instanceof TaskOutcome.Failed failed) {
      return fail("The task failed: " + failed.failure());
    }
    return assertInstanceOf(TaskOutcome.Succeeded.class, outcome);
  }

  <F extends TaskFailure> F fails(TaskDescriptor task, Class<F> kind) {
    TaskOutcome.Failed failed = assertInstanceOf(TaskOutcome.Failed.class, run(task));
    return assertInstanceOf(kind, failed.failure());
  }

  /** The rows of a query that a task runs on its own, in order. */
  List<String> rows(String sql, Schema schema, TaskInput... inputs)
      throws IOException, SQLException {
    return rows(succeed(task(sql, schema, single(), inputs)).segments(), schema);
  }

  List<String> rows(List<Segment> segments, Schema schema) throws IOException, SQLException {
    Path copies = Files.createTempDirectory(folder, "read-");
    return oracle(SegmentSql.read(new SegmentReader(store).fetch(segments, copies), schema));
  }

  @Override
  public void close() throws IOException, SQLException {
    oracle.close();
    engine.close();
  }
}
