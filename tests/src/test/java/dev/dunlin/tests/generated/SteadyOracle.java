package dev.dunlin.tests.generated;

import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.sql.SQLException;
import java.util.List;

/**
 * DuckDB after some statements, and again after an internal error of its own, since it then answers
 * nothing more.
 */
final class SteadyOracle implements AutoCloseable {
  private final List<String> statements;
  private Oracle oracle;

  SteadyOracle(List<String> statements) throws SQLException {
    this.statements = List.copyOf(statements);
    oracle = new Oracle(1, statements);
  }

  /** The rows of a query. */
  Rows query(String sql) throws SQLException {
    try {
      return oracle.query(sql);
    } catch (SQLException e) {
      if (isBroken(e)) {
        oracle.close();
        oracle = new Oracle(1, statements);
      }
      throw e;
    }
  }

  /** Whether an error is DuckDB's own fault. */
  static boolean isBroken(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("INTERNAL") || message.contains("FATAL");
  }

  @Override
  public void close() {
    oracle.close();
  }
}
