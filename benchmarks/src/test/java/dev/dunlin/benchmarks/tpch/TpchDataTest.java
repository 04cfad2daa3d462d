package dev.dunlin.benchmarks.tpch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class TpchDataTest {
  @TempDir static Path parent;

  @Test
  void theTablesHaveTheSpecificationsRowsAndTheDocumentedTypes() throws Exception {
    TpchData data = TpchData.in(parent, TpchLayout.ofScale(0.01));
    assertEquals(
        List.of("1500", "60175", "25", "15000", "2000", "8000", "5", "100"),
        TpchData.TABLES.stream()
            .sorted()
            .map(table -> one("SELECT count(*) FROM '" + data.files(table) + "'"))
            .toList());
    assertEquals(
        "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INTEGER,"
            + " l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2),"
            + " l_tax DECIMAL(15,2), l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE,"
            + " l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR, l_shipmode VARCHAR,"
            + " l_comment VARCHAR",
        one(
            "SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE FROM '"
                + data.files("lineitem")
                + "')"));
    assertEquals(
        "INTEGER INTEGER BIGINT",
        one(
            "SELECT (SELECT typeof(s_nationkey) FROM '%s' LIMIT 1) || ' ' || (SELECT typeof(p_size) FROM '%s' LIMIT 1) || ' ' || (SELECT typeof(o_custkey) FROM '%s' LIMIT 1)"
                .formatted(data.files("supplier"), data.files("part"), data.files("orders"))));
  }

  @Test
  void everyQueryRunsAndQ11HasTheFractionOfTheScale() throws Exception {
    TpchData data = TpchData.in(parent, TpchLayout.ofScale(0.01));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String table : TpchData.TABLES) {
        statement.execute(
            "CREATE VIEW %s AS FROM read_parquet('%s')".formatted(table, data.files(table)));
      }
      List<String> empty = new ArrayList<>();
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        try (ResultSet rows = statement.executeQuery(TpchQueries.sql(number, 0.01))) {
          if (!rows.next()) {
            empty.add(TpchQueries.name(number));
          }
        }
      }
      assertEquals(List.of(), empty);
    }
    assertTrue(TpchQueries.sql(11, 0.01).contains("* 0.01 from"));
    assertTrue(TpchQueries.sql(11, 1).contains("* 0.0001 from"));
    assertTrue(TpchQueries.sql(11, 30).contains("* 0.000003333333333333333 from"));
  }

  @Test
  void severalFilesAndSmallRowGroupsHoldTheSameRows() throws Exception {
    TpchData plain = TpchData.in(parent, TpchLayout.ofScale(0.01));
    TpchData cut = TpchData.in(parent, new TpchLayout(0.01, 3, 2048));
    for (String table : TpchData.TABLES) {
      assertEquals(
          "0",
          one(
              "SELECT count(*) FROM (FROM '%s' EXCEPT ALL FROM '%s')"
                  .formatted(plain.files(table), cut.files(table))),
          table);
    }
    assertEquals(
        "3 30",
        one(
            "SELECT count(DISTINCT file_name) || ' ' || count(DISTINCT (file_name, row_group_id)) FROM parquet_metadata('%s')"
                .formatted(cut.files("lineitem"))));
  }

  @Test
  void dataThatTwoWantAtOnceIsMadeOnceAndWhatACrashLeftIsNotTakenForIt() throws Exception {
    TpchLayout layout = TpchLayout.ofScale(0.001);
    Path crashed = parent.resolve("." + layout.folderName() + ".partial");
    Files.createDirectories(crashed);
    Files.writeString(crashed.resolve("lineitem.parquet"), "half");
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Callable<TpchData> wanted = () -> TpchData.in(parent, layout);
      for (Future<TpchData> made : pool.invokeAll(List.of(wanted, wanted))) {
        assertEquals(parent.resolve("tpch-sf0.001"), made.get().folder());
      }
    }
    assertEquals(List.of(), leftovers());
    assertTrue(Files.size(parent.resolve("tpch-sf0.001").resolve("lineitem.parquet")) > 1000);
  }

  private static List<Path> leftovers() throws IOException {
    try (Stream<Path> paths = Files.list(parent)) {
      return paths.filter(p -> p.toString().endsWith(".partial")).toList();
    }
  }

  private static String one(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
