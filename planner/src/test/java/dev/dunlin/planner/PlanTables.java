package dev.dunlin.planner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables that plans are made for, as Parquet files of the same bytes wherever they are made.
 */
final class PlanTables {
  static final List<String> NAMES =
      List.of(
          "region",
          "nation",
          "supplier",
          "customer",
          "part",
          "partsupp",
          "orders",
          "lineitem",
          "visits");

  private PlanTables() {}

  /**
   * Writes each table into a folder of its name.
   *
   * @param definitions SQL that makes the tables in DuckDB
   */
  static void write(Path definitions, Path folder) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      // One thread, so that rows and row groups are in one order.
      statement.execute("SET threads = 1");
      statement.execute(Files.readString(definitions));
      for (String name : NAMES) {
        Path files = Files.createDirectory(folder.resolve(name));
        boolean byFolder = name.equals("visits");
        // Uncompressed, for the plan tells sizes.
        statement.execute(
            "COPY %s TO '%s' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 4096%s)"
                .formatted(
                    name,
                    byFolder ? files : files.resolve("a.parquet"),
                    byFolder ? ", PARTITION_BY (country), OVERWRITE" : ""));
      }
    }
  }
}
