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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Results that no job has made. */
public final class SampleRows {
  private SampleRows() {}

  /** The rows of queries, one after the other; the first gives the columns. */
  public static Rows of(Path folder, String... selects) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    List<Column> columns = new ArrayList<>();
    long count = 0;
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
      for (String select : selects) {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM (" + select + ")")) {
          result.next();
          count += result.getLong(1);
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
}
