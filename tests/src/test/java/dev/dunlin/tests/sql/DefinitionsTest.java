package dev.dunlin.tests.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements of docs/sql.md that are no queries. */
@Tag("oracle")
final class DefinitionsTest {
  @TempDir Path folder;

  private CorpusTables tables;
  private Oracle oracle;
  private DunlinSession session;

  @BeforeEach
  void open() throws Exception {
    tables = CorpusTables.in(Files.createDirectory(folder.resolve("data")));
    oracle = new Oracle(2, tables.views());
    session = session();
  }

  private DunlinSession session() {
    DunlinSession opened =
        DunlinSession.open(
            Dunlin.config(
                Map.of(
                    "catalog.file",
                    folder.resolve("home/catalog.json").toString(),
                    "scan.min-splits",
                    "6")));
    tables.views().forEach(view -> opened.sql(view).close());
    return opened;
  }

  @AfterEach
  void close() throws Exception {
    session.close();
    oracle.close();
  }

  private void run(String sql) {
    session.sql(in(sql)).close();
  }

  private String in(String sql) {
    return sql.replace("${dir}", tables.folder().toString()).replace("${out}", out().toString());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private List<String> rows(String sql) throws IOException {
    try (Rows rows = (Rows) session.sql(in(sql))) {
      return rows.list().stream().map(row -> row.values().toString()).toList();
    }
  }

  /** Both give the same rows, of Dunlin's query and of DuckDB's. */
  private void same(String dunlin, String duckdb) throws Exception {
    try (Rows rows = (Rows) session.sql(in(dunlin))) {
      assertEquals(
          Optional.empty(),
          Comparison.difference(
              oracle.query(in(duckdb)), dev.dunlin.tests.oracle.Rows.of(rows), false));
    }
  }

  @Test
  void aFolderIsATableOfAllFilesBelowIt() throws Exception {
    same("FROM '${dir}/sales/'", "FROM sales");
    same(
        "FROM '${dir}/visits/' WHERE year = 2022",
        "FROM '${dir}/visits/**/*.parquet' WHERE year = 2022");
    same("SELECT id FROM read_parquet('${dir}/sales')", "SELECT id FROM sales");
  }

  @Test
  void aTableOverFilesIsThereForTheNextSession() throws Exception {
    run("CREATE TABLE trips USING parquet LOCATION '${dir}/visits'");
    run("CREATE TABLE prices USING csv OPTIONS (header true, delim ',') LOCATION '${dir}/rates'");
    run("CREATE TABLE IF NOT EXISTS prices USING parquet LOCATION '${dir}/sales'");
    session.close();
    session = session();
    same(
        "SELECT country, count(*) AS n FROM trips GROUP BY 1",
        "SELECT country, count(*) AS n FROM '${dir}/visits/**/*.parquet' GROUP BY 1");
    same("FROM Prices", "FROM rates");
    run("CREATE OR REPLACE TABLE prices USING json LOCATION '${dir}/customers'");
    same("SELECT customer_id FROM prices", "SELECT customer_id FROM customers");
    run("DROP TABLE prices");
    run("DROP TABLE IF EXISTS prices");
    assertThrows(UserErrorException.class, () -> run("FROM prices"));
    assertTrue(Files.exists(tables.folder().resolve("customers")));
  }

  @Test
  void aTableOfAQueryIsWrittenAndEntered() throws Exception {
    run("CREATE TABLE busy AS SELECT store_id, count(*) AS n FROM sales GROUP BY store_id");
    same("FROM busy", "SELECT store_id, count(*) AS n FROM sales GROUP BY store_id");
    assertTrue(Files.exists(folder.resolve("home/warehouse/busy/_SUCCESS")));
    run("CREATE OR REPLACE TABLE busy AS SELECT 1 AS one");
    assertEquals(List.of("[1]"), rows("FROM busy"));
    run(
        "CREATE TABLE by_region USING csv PARTITIONED BY (region) LOCATION '${out}' AS SELECT region, store_id FROM stores");
    same(
        "SELECT region, store_id::INTEGER AS store_id FROM by_region",
        "SELECT region, store_id FROM stores");
    assertTrue(
        rows("SHOW TABLES").stream().anyMatch(row -> row.startsWith("[by_region, table, ")),
        () -> "not shown");
  }

  @Test
  void viewsAreKeptOrReplaced() throws Exception {
    run("CREATE VIEW v (a, b) AS SELECT store_id, region FROM stores");
    same("SELECT b, a FROM v", "SELECT region AS b, store_id AS a FROM stores");
    run("CREATE VIEW IF NOT EXISTS v AS SELECT 1 AS one");
    same("FROM v", "SELECT store_id AS a, region AS b FROM stores");
    run("CREATE OR REPLACE TEMP VIEW v AS SELECT 1 AS one");
    assertEquals(List.of("[1]"), rows("FROM v"));
    run("DROP VIEW v");
    assertThrows(UserErrorException.class, () -> run("FROM v"));
  }

  @Test
  void describeTellsNamesAndTypesAsDuckDbDoes() throws Exception {
    for (String of : List.of("sales", "'${dir}/types/*.parquet'", "SELECT 1 AS a, [1.5] AS b")) {
      List<String> expected = new ArrayList<>();
      for (var row :
          oracle.query(in("DESCRIBE " + (of.startsWith("SELECT") ? of : "FROM " + of))).rows()) {
        expected.add("[" + row.get(0) + ", " + row.get(1) + ", ");
      }
      List<String> told = rows("DESCRIBE " + of);
      assertEquals(expected.size(), told.size());
      for (int i = 0; i < told.size(); i++) {
        assertTrue(told.get(i).startsWith(expected.get(i)), told.get(i) + expected.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)",
        "(FORMAT parquet, COMPRESSION gzip, ROW_GROUP_SIZE 2048)",
        "(FORMAT csv, HEADER, DELIM '|', QUOTE '''', NULLSTR 'NA')",
        "(FORMAT csv, COMPRESSION gzip)",
        "(FORMAT json)",
        "(FORMAT json, COMPRESSION zstd)",
        "(FORMAT parquet, PARTITION_BY (store_id))",
        "(FORMAT csv, PARTITION_BY (store_id), OVERWRITE)",
        "WITH (FORMAT parquet)",
        ""
      })
  void whatCopyWritesIsWhatItWasGiven(String options) throws Exception {
    run("COPY (SELECT id, store_id, qty FROM sales) TO '${out}' " + options);
    String reader =
        options.contains("csv")
            ? "read_csv('${out}'" + (options.contains("|") ? ", nullstr := 'NA')" : ")")
            : options.contains("json") ? "read_json('${out}')" : "read_parquet('${out}')";
    same(
        "SELECT id::BIGINT AS id, store_id::BIGINT AS store_id, qty::BIGINT AS qty FROM " + reader,
        "SELECT id::BIGINT AS id, store_id::BIGINT AS store_id, qty::BIGINT AS qty FROM sales");
    assertTrue(Files.exists(out().resolve("_SUCCESS")));
  }

  @Test
  void explainShowsStagesAndRunsNothing() throws Exception {
    for (String statement :
        List.of(
            "SELECT count(*) FROM sales",
            "COPY sales TO '${out}'",
            "CREATE TABLE never AS SELECT count(*) AS n FROM sales")) {
      assertTrue(rows("EXPLAIN " + statement).getFirst().startsWith("[Stage 0: "), statement);
    }
    assertFalse(Files.exists(out()));
    assertFalse(Files.exists(folder.resolve("home/warehouse/never")));
  }

  @Test
  void setChangesTheStatementsThatFollow() throws Exception {
    run("SET sql.time-zone = 'America/New_York'");
    assertEquals(
        List.of("[2024-01-01 07:00:00-05]"),
        rows("SELECT CAST(TIMESTAMPTZ '2024-01-01 12:00:00+00' AS VARCHAR) AS t"));
    run("SET join.strategy = hash");
    assertTrue(
        rows("EXPLAIN SELECT count(*) FROM sales JOIN stores USING (store_id)").stream()
            .anyMatch(line -> line.contains("hash(")));
  }

  @Test
  void aStatementHasOneTime() throws Exception {
    assertEquals(
        List.of("[1]"),
        rows(
            "SELECT count(DISTINCT t) FROM (SELECT now() AS t FROM sales UNION ALL SELECT now())"));
  }
}
