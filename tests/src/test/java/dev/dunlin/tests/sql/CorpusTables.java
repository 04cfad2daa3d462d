package dev.dunlin.tests.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The corpus's tables as files in a folder: most in several, one of sales' with no rows.
 *
 * @param folder holds a folder for each table, and some files that only single queries read
 */
record CorpusTables(Path folder) {
  private static final Path DEFINITIONS = Path.of("src/test/resources/corpus/tables.sql");

  /**
   * How a table is written.
   *
   * @param ending of its files' names, which says their format
   * @param files how many
   * @param emptyFile the number of the one that holds no rows; -1 if there is none
   */
  private record Layout(String table, String ending, int files, int emptyFile) {}

  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout("sales", "parquet", 8, 5),
          new Layout("stores", "parquet", 2, -1),
          new Layout("customers", "jsonl", 2, -1),
          new Layout("rates", "csv", 3, -1),
          new Layout("events", "parquet", 4, -1),
          new Layout("emp", "parquet", 3, -1),
          new Layout("nothing", "parquet", 1, 0),
          new Layout("types", "parquet", 2, -1),
          new Layout("dup_a", "parquet", 2, -1),
          new Layout("dup_b", "parquet", 2, -1),
          new Layout("skewed", "parquet", 6, -1));

  /** Writes all tables into an empty folder. */
  static CorpusTables in(Path folder) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      // One thread, so that a folder's rows are in one file.
      statement.execute("SET threads = 1");
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(Files.readString(DEFINITIONS));
      for (Layout layout : LAYOUTS) {
        write(statement, layout, folder);
      }
      statement.execute(
          "COPY visits TO '%s' (FORMAT parquet, PARTITION_BY (country, year))"
              .formatted(folder.resolve("visits")));
      statement.execute(
          "COPY visits TO '%s' (FORMAT csv, HEADER, COMPRESSION gzip)"
              .formatted(folder.resolve("visits.csv.gz")));
      Files.createDirectory(folder.resolve("mixed"));
      statement.execute(
          "COPY (SELECT 1 AS a, 'x' AS b) TO '%s'".formatted(folder.resolve("mixed/a.parquet")));
      statement.execute(
          "COPY (SELECT 'y' AS b, 2.5 AS c) TO '%s'".formatted(folder.resolve("mixed/b.parquet")));
    }
    Files.writeString(folder.resolve("mixed/a.csv"), "id,note\n1,\"a, b\"\n2,c\n");
    Files.writeString(folder.resolve("mixed/b.csv"), "Note;id;amount\nd;3;1.5\n;4;\n");
    Files.writeString(folder.resolve("mixed/a.json"), "{\"a\": 1, \"b\": {\"x\": 1}}\n");
    Files.writeString(
        folder.resolve("mixed/b.json"), "[{\"b\": {\"y\": \"z\"}, \"c\": [1]}, {\"a\": 2.5}]");
    Files.writeString(
        folder.resolve("odd.csv"),
        """
        id;name;amount
        1;'semi;colon';1.5
        2;NA;NA
        3;'it''s';-2
        """,
        StandardCharsets.UTF_8);
    Files.writeString(
        folder.resolve("array.json"),
        """
        [
          {"id": 1, "tags": ["a", "b"], "at": "2024-05-06"},
          {"id": 2, "tags": [], "at": null}
        ]
        """,
        StandardCharsets.UTF_8);
    return new CorpusTables(folder);
  }

  private static void write(Statement statement, Layout layout, Path folder)
      throws IOException, SQLException {
    Path files = Files.createDirectory(folder.resolve(layout.table()));
    int filled = layout.files() - (layout.emptyFile() < 0 ? 0 : 1);
    for (int i = 0, part = 0; i < layout.files(); i++) {
      String rows;
      if (i == layout.emptyFile()) {
        rows = "LIMIT 0";
      } else {
        String size = "((SELECT count(*) FROM %s) // %d + 1)".formatted(layout.table(), filled);
        rows = "LIMIT %s OFFSET %d * %s".formatted(size, part++, size);
      }
      String options =
          switch (layout.ending()) {
            case "parquet" -> "FORMAT parquet, ROW_GROUP_SIZE 2048";
            case "csv" -> "FORMAT csv, HEADER";
            default -> "FORMAT json";
          };
      statement.execute(
          "COPY (FROM %s %s) TO '%s' (%s)"
              .formatted(
                  layout.table(),
                  rows,
                  files.resolve("part-" + i + "." + layout.ending()),
                  options));
    }
  }

  /** Statements that give each table its name, for DuckDB and Dunlin alike. */
  List<String> views() {
    List<String> views = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      views.add("CREATE TEMP VIEW " + layout.table() + " AS SELECT * FROM " + files(layout));
    }
    return views;
  }

  /** Statements that make tables of the same rows in quite another order, for DuckDB. */
  List<String> shuffled() {
    List<String> tables = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      tables.add(
          "CREATE TABLE %s AS SELECT * FROM %s AS t ORDER BY hash(t), hash(t::VARCHAR)"
              .formatted(layout.table(), files(layout)));
    }
    return tables;
  }

  private String files(Layout layout) {
    return "'" + folder.resolve(layout.table()) + "/*." + layout.ending() + "'";
  }
}
