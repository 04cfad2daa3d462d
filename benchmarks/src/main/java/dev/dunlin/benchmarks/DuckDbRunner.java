package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.runner.Engine;
import dev.dunlin.benchmarks.runner.RunnerLoop;
import dev.dunlin.benchmarks.tpch.TpchData;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** DuckDB by itself on the Parquet files, with its own defaults: {@code DuckDbRunner FOLDER}. */
final class DuckDbRunner implements Engine {
  private final Connection connection;

  private DuckDbRunner(Path data) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      for (String table : TpchData.TABLES) {
        statement.execute(
            "CREATE VIEW %s AS SELECT * FROM read_parquet('%s')"
                .formatted(table, data.resolve(table + ".parquet")));
      }
    }
  }

  public static void main(String[] args) throws Exception {
    RunnerLoop.serve(() -> new DuckDbRunner(Path.of(args[0])));
  }

  @Override
  public String version() {
    try {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not tell its version: " + e.getMessage(), e);
    }
  }

  @Override
  public void run(String sql, RowConsumer rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        @Nullable Object[] values = new Object[width];
        for (int i = 0; i < width; i++) {
          values[i] = result.getObject(i + 1);
        }
        rows.accept(values);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("Cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
