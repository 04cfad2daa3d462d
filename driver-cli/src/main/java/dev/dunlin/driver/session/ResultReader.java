package dev.dunlin.driver.session;

import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.task.Segment;
import dev.dunlin.driver.scheduler.Job;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.JobResult;
import dev.dunlin.driver.scheduler.JobWork;
import dev.dunlin.driver.work.WorkFolder;
import dev.dunlin.executor.SegmentSql;
import dev.dunlin.planner.Planned;
import dev.dunlin.shuffle.SegmentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a statement has given for reading, in a DuckDB of the driver's own: one for all
 * results, since opening it costs as much as a small query. Thread-safe.
 */
final class ResultReader implements AutoCloseable {
  /** Files that are read by one query, so that what a copy of them takes on the disk is bounded. */
  private static final long GROUP_BYTES = 64L << 20;

  private final ObjectStore store;
  private final WorkFolder folder;
  private final FinishedJobs finished;
  private @Nullable DuckDBConnection root;

  ResultReader(ObjectStore store, WorkFolder folder) {
    this.store = store;
    this.folder = folder;
    this.finished = new FinishedJobs(store);
  }

  /** The rows that the planner knew. */
  Rows read(Planned.Answer answer) {
    Schema schema = answer.schema();
    String columns =
        IntStream.range(0, schema.size())
            .mapToObj(i -> "CAST(c%d AS %s) AS c%d".formatted(i, schema.columns().get(i).type(), i))
            .collect(Collectors.joining(", "));
    String names = String.join(", ", numbered(schema).names());
    String values =
        answer.rows().stream().map(ResultReader::valuesRow).collect(Collectors.joining(", "));
    String relation =
        answer.rows().isEmpty()
            ? "(" + SegmentSql.read(List.of(), numbered(schema)) + ")"
            : "(SELECT %s FROM (VALUES %s) t(%s))".formatted(columns, values, names);
    return open(schema, answer.rows().size(), List.of(relation), "UTC", Optional.empty(), () -> {});
  }

  private static String valuesRow(List<@Nullable String> row) {
    return row.stream()
        .map(value -> value == null ? "NULL" : Sql.literal(value))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** The rows that a job has left in its work prefix; they may go once they are closed. */
  Rows read(Job job, JobResult.Rows result) {
    Schema schema = result.schema();
    List<String> relations = new ArrayList<>();
    try {
      List<Path> files =
          new SegmentReader(store).fetch(result.segments(), folder.path().resolve("result"));
      long bytes = 0;
      List<Path> group = new ArrayList<>();
      if (files.isEmpty()) {
        relations.add("(" + SegmentSql.read(files, numbered(schema)) + ")");
      }
      for (int i = 0; i < files.size(); i++) {
        group.add(files.get(i));
        bytes += result.segments().get(i).lengthBytes();
        if (bytes >= GROUP_BYTES || i == files.size() - 1) {
          relations.add("(" + SegmentSql.read(group, numbered(schema)) + ")");
          group.clear();
          bytes = 0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the job's result: " + e.getMessage(), e);
    }
    return open(
        schema,
        result.segments().stream().mapToLong(Segment::rows).sum(),
        relations,
        job.config().value(ConfigKeys.SQL_TIME_ZONE).getId(),
        Optional.of(result.report()),
        () -> finish(result.work(), result.report()));
  }

  private void finish(JobWork job, JobReport report) {
    try {
      finished.add(job, report);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove a result: " + e.getMessage(), e);
    }
  }

  private Rows open(
      Schema schema,
      long count,
      List<String> relations,
      String zone,
      Optional<JobReport> report,
      Runnable onClose) {
    try {
      Connection connection = connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TimeZone = " + Sql.literal(zone));
      }
      return new Rows(schema, count, relations, connection, folder.path(), report, onClose);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot open DuckDB: " + e.getMessage(), e);
    }
  }

  private synchronized Connection connect() throws SQLException {
    if (root == null) {
      // Else a query's rows are all made, and kept, before the first one is given.
      Properties streaming = new Properties();
      streaming.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
      root = DriverManager.getConnection("jdbc:duckdb:", streaming).unwrap(DuckDBConnection.class);
    }
    return root.duplicate();
  }

  /** Closes the DuckDB; results that are still open keep it until they are closed. */
  @Override
  public synchronized void close() {
    try {
      finished.removeAll();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove results: " + e.getMessage(), e);
    }
    if (root != null) {
      try {
        root.close();
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot close DuckDB: " + e.getMessage(), e);
      }
      root = null;
    }
  }

  /** The schema under the names that {@link Rows} goes by. */
  private static Schema numbered(Schema schema) {
    return new Schema(
        IntStream.range(0, schema.size())
            .mapToObj(i -> new Column("c" + i, schema.columns().get(i).type()))
            .toList());
  }
}
