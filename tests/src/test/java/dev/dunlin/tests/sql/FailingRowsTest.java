package dev.dunlin.tests.sql;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An expression that fails for some rows fails a statement where it does in DuckDB, and does not
 * where a condition, CASE or COALESCE keeps it from these rows. In the tables, the text {@code s}
 * of {@code a = 7}, and {@code w} of {@code k = 3}, are no numbers.
 */
@Tag("oracle")
final class FailingRowsTest {
  private static final Path STATEMENTS = Path.of("src/test/resources/failing/statements.sql");

  @TempDir static Path folder;

  private static List<String> views;
  private static Oracle oracle;

  @BeforeAll
  static void writeTables() throws IOException, SQLException {
    views = new ArrayList<>();
    oracle = new Oracle(1, List.of());
    write(
        "t",
        "SELECT i, i::INTEGER AS a, CASE WHEN i % 4 = 0 THEN NULL ELSE (i % 3)::INTEGER END AS b,"
            + " CASE i WHEN 7 THEN 'x' WHEN 8 THEN NULL ELSE i::VARCHAR END AS s,"
            + " i % 2 = 0 AS f FROM range(12) r(i)");
    write(
        "u",
        "SELECT i, i::INTEGER AS k, (i * 10)::INTEGER AS v,"
            + " CASE i WHEN 3 THEN 'y' ELSE i::VARCHAR END AS w FROM range(6) r(i)");
    write("n", "SELECT 0 AS i, * FROM t WHERE false");
  }

  /** Writes a table into three files, each with the third of the rows. */
  private static void write(String name, String query) throws IOException, SQLException {
    Path files = Files.createDirectory(folder.resolve(name));
    for (int i = 0; i < 3; i++) {
      oracle.run(
          "COPY (SELECT * EXCLUDE (i) FROM (%s) WHERE i %% 3 = %d) TO '%s/%d.parquet'"
              .formatted(query, i, files, i));
    }
    String view = "CREATE VIEW %s AS FROM '%s/*.parquet'".formatted(name, files);
    views.add(view);
    oracle.run(view);
  }

  @AfterAll
  static void close() {
    oracle.close();
  }

  @Test
  void failsAsDuckDbDoes() throws IOException {
    assertAgreement(Map.of());
  }

  @Test
  void failsAsDuckDbDoesWithEverythingShuffled() throws IOException {
    assertAgreement(
        Map.of(
            "scan.min-splits", "6",
            "join.strategy", "hash",
            "shuffle.partitions", "5",
            "shuffle.partition-size", "1B",
            "aggregate.partial", "off",
            "sort.strategy", "range"));
  }

  private static void assertAgreement(Map<String, String> settings) throws IOException {
    List<String> differences = new ArrayList<>();
    int failing = 0;
    int passing = 0;
    try (Dunlin dunlin = new Dunlin(settings, views);
        Stream<String> lines = Files.lines(STATEMENTS)) {
      for (String sql : lines.filter(line -> !line.isBlank() && !line.startsWith("--")).toList()) {
        Answer expected = expected(sql);
        Answer actual = actual(dunlin, sql);
        failing += expected.fails() ? 1 : 0;
        passing += expected.fails() ? 0 : 1;
        difference(sql, expected, actual).forEach(differences::add);
      }
    }
    assertTrue(failing > 50 && passing > 50, failing + " fail, " + passing + " pass");
    assertEquals("", String.join("\n", differences));
  }

  private static Stream<String> difference(String sql, Answer expected, Answer actual) {
    if (expected instanceof Answer.Given(Rows wanted) && actual instanceof Answer.Given(Rows got)) {
      return Comparison.difference(wanted, got, Comparison.orders(sql)).stream()
          .map(difference -> sql + "\n" + difference);
    }
    return expected.fails() && actual.fails()
        ? Stream.of()
        : Stream.of(sql + "\n  DuckDB: " + expected + "\n  Dunlin: " + actual);
  }

  /** What a statement comes to. */
  private sealed interface Answer {
    record Given(Rows rows) implements Answer {
      @Override
      public String toString() {
        return rows.rows().size() + " rows";
      }
    }

    record Failed(String message) implements Answer {}

    default boolean fails() {
      return this instanceof Failed;
    }
  }

  private static Answer expected(String sql) {
    try {
      return new Answer.Given(oracle.query(sql));
    } catch (SQLException e) {
      return new Answer.Failed(String.valueOf(e.getMessage()).lines().skip(1).collect(joining()));
    }
  }

  private static Answer actual(Dunlin dunlin, String sql) throws IOException {
    try {
      return new Answer.Given(dunlin.query(sql));
    } catch (UserErrorException e) {
      return new Answer.Failed(String.valueOf(e.getMessage()));
    } catch (JobFailedException e) {
      assertEquals(JobFailedException.Kind.USER_ERROR, e.kind(), sql);
      return new Answer.Failed(String.valueOf(e.getMessage()));
    }
  }
}
