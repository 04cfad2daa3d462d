package dev.dunlin.driver.session;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBDriver;

/** Results that no job has made. */
public final class SampleRows {
  private SampleRows() {}

  /** The rows of queries, one after the other; the first gives the columns. */
  public static Rows of(Path folder, String... selects) throws SQLException {
    long count = 0;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String select : selects) {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM (" + select + ")")) {
          result.next();
          count += result.getLong(1);
        }
      }
    }
    return counted(folder, count, selects);
  }

  /** The same where the number of rows is known, or would take too long to be counted. */
  public static Rows counted(Path folder, long count, String... selects) throws SQLException {
    Connection connection = connect();
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(selects[0])) {
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(
              new Column(
                  result.getMetaData().getColumnName(i),
                  result.getMetaData().getColumnTypeName(i)));
        }
      }
    }
    String names =
        IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    List<String> relations = new ArrayList<>();
    for (String select : selects) {
      relations.add("(SELECT * FROM (%s) t(%s))".formatted(select, names));
    }
    return new Rows(
        new Schema(columns), count, relations, connection, folder, Optional.empty(), () -> {});
  }

  /** As results are read. */
  private static Connection connect() throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    return DriverManager.getConnection("jdbc:duckdb:", streaming);
  }
}
