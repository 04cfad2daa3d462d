package dev.dunlin.tests.generated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The tables that statements read, as files in a folder: Parquet in several files of which one is
 * empty, CSV, lines of JSON, and folders by key.
 *
 * @param folder holds a folder for each table
 */
record Tables(Path folder) {
  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout("facts", "parquet", 5),
          new Layout("nested", "parquet", 3),
          new Layout("twice", "csv", 3),
          new Layout("events", "jsonl", 2),
          new Layout("odd", "parquet", 2),
          new Layout("nothing", "parquet", 1));

  /** Orders of a table's rows that have nothing to do with that in which they are written. */
  static final List<String> ORDERS =
      List.of("hash(t::VARCHAR)", "hash(t::VARCHAR) DESC", "hash(t::VARCHAR || 'x')");

  /**
   * How a table is written.
   *
   * @param files how many; the second of Parquet files holds no rows
   */
  private record Layout(String table, String ending, int files) {}

  /** Writes all tables into an empty folder. */
  static Tables in(Path folder) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      // One thread, so that each file has the rows that it is meant to have.
      statement.execute("SET threads = 1");
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(Files.readString(Grammar.FOLDER.resolve("tables.sql")));
      for (Layout layout : LAYOUTS) {
        Path files = Files.createDirectory(folder.resolve(layout.table()));
        for (int i = 0; i < layout.files(); i++) {
          write(statement, layout, i, files);
        }
      }
      statement.execute(
          "COPY parts TO '%s' (FORMAT parquet, PARTITION_BY (year, region))"
              .formatted(folder.resolve("parts")));
    }
    return new Tables(folder);
  }

  private static void write(Statement statement, Layout layout, int file, Path files)
      throws SQLException {
    boolean gap = layout.ending().equals("parquet") && layout.files() > 1;
    String rows =
        gap && file == 1
            ? "false"
            : "rowid %% %d = %d"
                .formatted(layout.files() - (gap ? 1 : 0), gap && file > 1 ? file - 1 : file);
    String options =
        switch (layout.ending()) {
          case "parquet" -> "FORMAT parquet";
          case "csv" -> "FORMAT csv, HEADER";
          default -> "FORMAT json";
        };
    statement.execute(
        "COPY (FROM %s WHERE %s) TO '%s' (%s)"
            .formatted(
                layout.table(),
                rows,
                files.resolve("part-" + file + "." + layout.ending()),
                options));
  }

  /** Statements that give each table its name. */
  List<String> views() {
    return statements("CREATE TEMP VIEW %s AS SELECT * FROM '%s'");
  }

  /** Statements that read each table into memory. */
  List<String> copies() {
    return statements("CREATE TABLE %s AS SELECT * FROM '%s'");
  }

  /** Statements that read the same rows in another order, one of {@link #ORDERS}. */
  List<String> copies(String order) {
    return statements("CREATE TABLE %s AS SELECT * FROM '%s' AS t ORDER BY " + order);
  }

  /** A query that reads all files. */
  String reading() {
    return statements("SELECT max(t::VARCHAR) FROM %1$s AS t").stream()
        .collect(Collectors.joining(" UNION ALL "));
  }

  private List<String> statements(String form) {
    List<String> statements = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      statements.add(
          form.formatted(layout.table(), folder.resolve(layout.table()) + "/*." + layout.ending()));
    }
    statements.add(form.formatted("parts", folder.resolve("parts") + "/**/*.parquet"));
    return statements;
  }

  /** What the generator may read, the most telling more often. */
  static List<Table> known() {
    Table facts =
        table(
            "facts",
            "parquet",
            "id",
            "id INTEGER, g INTEGER, s INTEGER, b INTEGER, d DECIMAL, f DOUBLE, t VARCHAR, day DATE,"
                + " flag BOOLEAN");
    Table nested =
        table(
            "nested",
            "nested values",
            "id",
            "id INTEGER, at TIMESTAMP, zoned TIMESTAMPTZ, numbers INTEGERS, words TEXTS, st STRUCT,"
                + " m MAP");
    Table twice = table("twice", "csv", "", "k INTEGER, v VARCHAR, n DOUBLE");
    Table events = table("events", "json", "id", "id INTEGER, what VARCHAR, n INTEGER");
    Table parts =
        table(
            "parts",
            "hive folders",
            "id",
            "id INTEGER, amount DECIMAL, region VARCHAR, year INTEGER");
    Table odd =
        table("odd", "odd numbers", "id", "id INTEGER, x ODD, u UNSIGNED, ub UNSIGNED, h DECIMAL");
    Table nothing = table("nothing", "empty table", "id", "id INTEGER, v VARCHAR, d DECIMAL");
    return List.of(
        facts, facts, facts, facts, nested, nested, twice, twice, events, parts, odd, nothing);
  }

  private static Table table(String name, String construct, String key, String columns) {
    List<Column> list = new ArrayList<>();
    for (String column : columns.split(", ")) {
      String[] words = column.split(" ");
      list.add(Column.of(words[0], Sort.valueOf(words[1]), words[0]));
    }
    return new Table(name, construct, list, key);
  }
}
