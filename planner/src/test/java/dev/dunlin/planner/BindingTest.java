package dev.dunlin.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.planner.catalog.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planner takes and refuses the queries that DuckDB takes and refuses over the same files. */
@Tag("oracle")
final class BindingTest {
  private static final Cluster.Capacity CAPACITY = new Cluster.Capacity(2, 1, 1L << 30);
  private static final Path QUERIES = Path.of("src/test/resources/binding");

  /** Where DuckDB shows a query's mistake: an excerpt of a line of it, and a caret below. */
  private static final Pattern EXCERPT = Pattern.compile("LINE 1: (.*)\n( *)\\^");

  private static final Pattern PLACE = Pattern.compile("\n  line 1, column \\d+:\n  .*\n( *)\\^");

  private static final Map<String, String> TABLES =
      Map.of(
          "t",
          """
          SELECT 1 AS a, 'x' AS b, DATE '2020-01-01' AS d, TIMESTAMP '2020-01-01 10:00:00' AS ts,
            1.50::DECIMAL(10, 2) AS x, 2.5::DOUBLE AS f, [1, 2] AS l, {'p': 1, 'q': 'z'} AS st,
            MAP {'k': 1} AS m, true AS e, INTERVAL 1 DAY AS i, 'ab'::BLOB AS bl, uuid() AS uu,
            5::TINYINT AS ti, 6::BIGINT AS bi, 7::HUGEINT AS h,
            TIMESTAMPTZ '2020-01-01 10:00:00+00' AS tz, TIME '10:00:00' AS tm""",
          "u",
          "SELECT 1 AS a, 'y' AS c, 3 AS g");

  @TempDir static Path folder;
  private static Connection duckdb;
  private static Planner planner;

  @BeforeAll
  static void open() throws SQLException {
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
    planner = new Planner(new FolderStore(folder));
    for (Map.Entry<String, String> table : TABLES.entrySet()) {
      Path file = folder.resolve(table.getKey() + ".parquet");
      run("COPY (%s) TO '%s' (FORMAT parquet)".formatted(table.getValue(), file));
      String view = "CREATE VIEW %s AS FROM '%s'".formatted(table.getKey(), file);
      run(view);
      assertEquals(new Planned.Done(), plan(view));
    }
  }

  @AfterAll
  static void close() throws SQLException {
    planner.close();
    duckdb.close();
  }

  private static void run(String sql) throws SQLException {
    try (java.sql.Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Planned plan(String sql) {
    Config config = Config.DEFAULTS.with("catalog.file", folder.resolve("catalog.json").toString());
    return planner.plan(planner.statements(sql).getFirst(), config, CAPACITY);
  }

  private static Schema columns(String sql) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (java.sql.Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery("DESCRIBE " + sql)) {
      while (result.next()) {
        columns.add(new Column(result.getString(1), result.getString(2)));
      }
    }
    return new Schema(columns);
  }

  /** What DuckDB says of a query that it refuses. */
  private static String refusal(String query) {
    return String.valueOf(
        assertThrows(SQLException.class, () -> columns(query), query).getMessage());
  }

  private static List<String> queries(String file) throws IOException {
    List<String> queries =
        Files.readAllLines(QUERIES.resolve(file)).stream()
            .filter(line -> !line.isEmpty() && !line.startsWith("--"))
            .map(line -> line.replace("${dir}", folder.toString()))
            .toList();
    assertEquals(queries.stream().distinct().toList(), queries);
    return queries;
  }

  @Test
  void whatDuckDbRefusesIsTheUsersMistakeAtItsPlace() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String query : queries("refused.sql")) {
      String duckdbs = refusal(query);
      try {
        faults.add(query + "\n  is taken: " + plan(query));
      } catch (UserErrorException e) {
        String ours = String.valueOf(e.getMessage());
        if (EXCERPT.matcher(duckdbs).find() && !PLACE.matcher(ours).find()) {
          faults.add(query + "\n  is refused without its place: " + ours);
        }
        if (ours.contains("empty_table")
            || ours.contains("DESCRIBE")
            || ours.contains("_LITERAL")) {
          faults.add(query + "\n  is refused in our own names: " + ours);
        }
      } catch (RuntimeException | AssertionError e) {
        faults.add(query + "\n  is a bug: " + e);
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void whatDuckDbTakesHasItsNamesAndTypes() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String query : queries("taken.sql")) {
      Schema expected = columns(query);
      try {
        Schema actual = ((Planned.Job) plan(query)).graph().result().schema();
        if (!actual.equals(expected)) {
          faults.add("%s%n  has %s, and in DuckDB %s".formatted(query, actual, expected));
        }
      } catch (UserErrorException e) {
        faults.add(query + "\n  is refused: " + e.getMessage());
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  /** The caret of DuckDB's own words stands under the same text as DuckDB's. */
  @Test
  void thePlaceIsDuckDbs() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String query : queries("refused.sql")) {
      String duckdbs = refusal(query);
      Matcher excerpt = EXCERPT.matcher(duckdbs);
      String ours =
          String.valueOf(assertThrows(UserErrorException.class, () -> plan(query)).getMessage());
      Matcher place = PLACE.matcher(ours);
      boolean itsWords =
          duckdbs.contains(ours.lines().findFirst().orElseThrow().replaceFirst("\\.$", ""));
      if (excerpt.find() && itsWords && place.find()) {
        int expected = excerpt.group(2).length() - "LINE 1: ".length() - "DESCRIBE ".length();
        int actual = place.group(1).length() - "  ".length();
        if (!excerpt.group(1).contains("...") && expected != actual) {
          faults.add(
              "%s%n  column %d, and in DuckDB %d".formatted(query, actual + 1, expected + 1));
        }
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void aViewsMistakeIsToldWhenItsFilesHaveChanged() throws Exception {
    Path file = folder.resolve("changing.parquet");
    run("COPY (SELECT 1 AS n) TO '%s' (FORMAT parquet)".formatted(file));
    assertEquals(
        new Planned.Done(), plan("CREATE VIEW v AS SELECT n > 3 AS r FROM '" + file + "'"));
    assertEquals(new Planned.Done(), plan("CREATE VIEW twice AS SELECT r, r FROM v"));
    assertEquals(
        "(r BOOLEAN, r_1 BOOLEAN)",
        ((Planned.Job) plan("FROM twice")).graph().result().schema().toString());
    run("COPY (SELECT 'x' AS name, 'y' AS n) TO '%s' (FORMAT parquet)".formatted(file));
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> plan("SELECT r_1 FROM twice"));
    assertEquals(
        """
        In the view "twice": In the view "v": Cannot compare values of type VARCHAR and type INTEGER - an explicit cast is required.
          line 1, column 8:
          SELECT n > 3 AS r FROM '%s'
                 ^"""
            .formatted(file),
        e.getMessage());
  }
}
