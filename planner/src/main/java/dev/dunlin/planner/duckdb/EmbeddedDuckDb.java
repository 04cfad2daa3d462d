package dev.dunlin.planner.duckdb;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * An empty in-memory DuckDB, opened when it is first used. Its settings cannot be changed by SQL.
 * Thread-safe: one query runs at a time. Each query is its own transaction, and a failed one leaves
 * the database usable.
 */
public final class EmbeddedDuckDb implements AutoCloseable {
  private static final String UTC = "UTC";

  private final Reach reach;
  private @Nullable Connection connection;

  /** Where SQL gets to. */
  public enum Reach {
    /** Nowhere: for what a user has written. */
    NOTHING("SET enable_external_access = false;"),
    /** All files of this machine that its user may read or write: for queries of our own. */
    FILES("");

    private final String settings;

    Reach(String settings) {
      this.settings = settings;
    }
  }

  public EmbeddedDuckDb(Reach reach) {
    this.reach = reach;
  }

  private EmbeddedDuckDb(Reach reach, Connection connection) {
    this.reach = reach;
    this.connection = connection;
  }

  /** Another connection to the same database, with settings and temporary tables of its own. */
  synchronized EmbeddedDuckDb second() {
    try {
      return new EmbeddedDuckDb(reach, connection().unwrap(DuckDBConnection.class).duplicate());
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot connect to DuckDB: " + e.getMessage(), e);
    }
  }

  private Connection connection() {
    if (connection == null) {
      try {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        // DuckDB reads a proxy's address from the environment, and it may hold a password.
        run(
            """
            SET http_proxy = '';
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            %s
            SET TimeZone = '%s';
            SET allowed_configs = ['TimeZone', 'errors_as_json'];
            SET lock_configuration = true;
            """
                .formatted(reach.settings, UTC));
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot start DuckDB: " + e.getMessage(), e);
      }
    }
    return connection;
  }

  /** Runs a statement that returns no rows. */
  public synchronized void run(String sql) throws SQLException {
    // A statement may be closed by a failure, so each query gets a new one.
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  /** All rows of a query, each value as DuckDB prints it, null for NULL. */
  public synchronized List<List<@Nullable String>> rows(String sql) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
          row.add(result.getString(i));
        }
        rows.add(Collections.unmodifiableList(row));
      }
      return rows;
    }
  }

  /** All rows of a query that is run in a time zone; what runs next is in UTC again. */
  public synchronized List<List<@Nullable String>> rows(String sql, ZoneId zone)
      throws SQLException {
    if (zone.getId().equals(UTC)) {
      return rows(sql);
    }
    run("SET TimeZone = " + literal(zone.getId()));
    try {
      return rows(sql);
    } finally {
      run("SET TimeZone = " + literal(UTC));
    }
  }

  /** The columns a query would return, with DuckDB's spelling of their types; nothing is run. */
  public Schema describe(String select) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (List<@Nullable String> row : rows("DESCRIBE " + select)) {
      String name = row.get(0);
      String type = row.get(1);
      if (name == null || type == null) {
        throw new SQLException("DESCRIBE gave a column without name or type: " + row);
      }
      columns.add(new Column(name, type));
    }
    return new Schema(columns);
  }

  /** A string as a SQL literal; as an expression where it holds what no SQL text can, a NUL. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\0') < 0 ? quoted : "(" + quoted.replace("\0", "' || chr(0) || '") + ")";
  }

  /** A name as a quoted SQL identifier. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public synchronized void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
