package dev.dunlin.tests.oracle;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;

/** DuckDB in memory. Not for several threads at once. */
public final class Oracle implements AutoCloseable {
  private final Connection connection;

  /**
   * A database after these statements.
   *
   * @param threads threads that DuckDB may use; the answers may not depend on it
   */
  public Oracle(int threads, Collection<String> statements) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    run("SET TimeZone = 'UTC'");
    run("SET threads = " + threads);
    // It would read a column of a text file as what it is cast to: then TRY_CAST fails.
    run("SET disabled_optimizers = 'type_pushdown'");
    for (String statement : statements) {
      run(statement);
    }
  }

  /** Runs a statement that gives no rows. */
  public void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException("DuckDB can't run " + sql + "\n" + e.getMessage(), e);
    }
  }

  /** The rows of a query. */
  public Rows query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return Rows.of(result);
    } catch (SQLException e) {
      throw new SQLException("DuckDB can't run " + sql + "\n" + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
