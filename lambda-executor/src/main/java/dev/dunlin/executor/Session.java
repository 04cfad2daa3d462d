package dev.dunlin.executor;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;
import org.duckdb.ProfilerPrintFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The statements of one attempt, whose connection others have after it. Used by one thread, but
 * {@link #cancel} may come from any.
 */
final class Session implements AutoCloseable {
  /** Makes DuckDB keep what {@link #profile} reads, and no more: not the plan, nor its times. */
  static final String MEASURE =
      """
      SET tracked_metrics = ['system.peak_buffer_memory', 'system.peak_temp_dir_size', 'io.*'];
      SET profiling_coverage = 'ALL';
      PRAGMA enable_profiling = 'no_output'""";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int INTERRUPT_EVERY_MS = 10;

  private final DuckDBConnection connection;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final List<String> views = new ArrayList<>();
  private volatile @Nullable Statement running;

  Session(DuckDBConnection connection) {
    this.connection = connection;
  }

  /** What is done with each row. */
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  void execute(String sql) throws SQLException {
    query(sql, _ -> {});
  }

  /**
   * Runs a statement.
   *
   * @throws CancelledException if the attempt was cancelled before or meanwhile
   */
  void query(String sql, RowConsumer rows) throws SQLException {
    boolean unused =
        run(
            statement -> {
              boolean hasRows = statement.execute(sql);
              if (hasRows) {
                try (ResultSet result = statement.getResultSet()) {
                  while (result.next()) {
                    rows.accept(result);
                  }
                }
              }
              return hasRows;
            });
  }

  /**
   * Runs a statement that gives no rows but writes them.
   *
   * @return how many
   * @throws CancelledException if the attempt was cancelled before or meanwhile
   */
  long update(String sql) throws SQLException {
    return run(statement -> statement.executeLargeUpdate(sql));
  }

  private interface Use<T> {
    T of(Statement statement) throws SQLException;
  }

  private <T> T run(Use<T> use) throws SQLException {
    checkCancelled();
    try (Statement statement = connection.createStatement()) {
      running = statement;
      return use.of(statement);
    } catch (SQLException e) {
      checkCancelled();
      throw e;
    } finally {
      running = null;
    }
  }

  void checkCancelled() {
    if (cancelled.get()) {
      throw new CancelledException();
    }
  }

  /**
   * Interrupts the statement that runs, if any, and refuses further ones. An interrupt that comes
   * before the statement has really begun is lost, hence it is repeated until the end.
   */
  void cancel() {
    if (cancelled.getAndSet(true)) {
      return;
    }
    Thread.ofVirtual()
        .name("cancel")
        .start(
            () -> {
              try {
                do {
                  interrupt();
                } while (!closed.await(INTERRUPT_EVERY_MS, TimeUnit.MILLISECONDS));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void interrupt() {
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // The statement ended at this moment; the next one will not start.
        return;
      }
    }
  }

  /** Makes the rows of a SELECT known to later statements by a name, until {@link #dropViews}. */
  void createView(String name, String select) throws SQLException {
    execute("CREATE TEMP VIEW " + Sql.identifier(name) + " AS " + select);
    views.add(name);
  }

  /** Drops what was created, so that the next attempt does not find it. */
  void dropViews() throws SQLException {
    if (!views.isEmpty()) {
      StringBuilder drop = new StringBuilder();
      views.forEach(name -> drop.append("DROP VIEW %s;\n".formatted(Sql.identifier(name))));
      execute(drop.toString());
    }
  }

  /** What the last statement needed. */
  Profile profile() throws SQLException {
    Map<String, Long> numbers = new HashMap<>();
    String json = connection.getProfilingInformation(ProfilerPrintFormat.JSON);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken token; (token = parser.nextToken()) != null; ) {
        if (token.isNumeric()) {
          String path = parser.streamReadContext().pathAsPointer().toString();
          numbers.put(path, parser.getValueAsLong());
        }
      }
    }
    return new Profile(
        numbers.getOrDefault("/system/peak_buffer_memory", 0L),
        numbers.getOrDefault("/system/peak_temp_dir_size", 0L),
        numbers.getOrDefault("/io/total_bytes_read", 0L),
        numbers.getOrDefault("/io/total_bytes_written", 0L));
  }

  /**
   * DuckDB's account of a statement.
   *
   * @param peakMemoryBytes the most its buffer manager held at once
   * @param peakSpilledBytes the most there was in its temporary files at once
   * @param readBytes read from files, temporary ones included
   * @param writtenBytes written to files, temporary ones included
   */
  record Profile(long peakMemoryBytes, long peakSpilledBytes, long readBytes, long writtenBytes) {}

  /** Ends what {@link #cancel} has begun; the connection stays open. */
  @Override
  public void close() {
    closed.countDown();
  }
}
