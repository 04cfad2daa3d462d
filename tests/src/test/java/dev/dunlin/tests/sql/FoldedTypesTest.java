package dev.dunlin.tests.sql;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Constants that meet columns of each numeric type, as written or folded, give values of DuckDB's
 * types: a third of all forms with all constants, and a column of a type by chance.
 */
@Tag("oracle")
final class FoldedTypesTest {
  private static final int SEED = 7;

  /** Of so many expressions one is tried; with 1 it takes three times as long, and passes too. */
  private static final int ONE_IN = 3;

  /** Expressions of one statement. */
  private static final int WIDTH = 40;

  private static final List<String> TYPES =
      List.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "FLOAT",
          "DOUBLE",
          "DECIMAL(5,2)",
          "DECIMAL(20,4)");

  private static final List<String> CONSTANTS =
      List.of(
          "1",
          "-1",
          "(1 + 1)",
          "(2 - 3)",
          "1.5",
          "(1.0 + 0.5)",
          "(2 * 1.5)",
          "1e0",
          "300",
          "(100 + 200)",
          "3000000000",
          "(1::TINYINT)",
          "(1::TINYINT + 1)",
          "(1::UBIGINT)",
          "1::DECIMAL(3,1)",
          "'1'::SMALLINT",
          "true::INTEGER",
          "abs(-1)",
          "coalesce(NULL, 1)",
          "(CASE WHEN true THEN 1 ELSE 2.5 END)",
          "(1 + NULL)",
          "NULL");

  /** With a column {@code x} and a constant {@code c}. */
  private static final List<String> FORMS =
      List.of(
          "x + c",
          "c - x",
          "x * c",
          "x / c",
          "x // c",
          "x % c",
          "x ** c",
          "CASE WHEN x > 1 THEN x ELSE c END",
          "CASE WHEN true THEN x ELSE c END",
          "CASE WHEN false THEN x ELSE c END",
          "if(x > 1, c, x)",
          "coalesce(x, c)",
          "coalesce(c, x)",
          "ifnull(x, c)",
          "nullif(x, c)",
          "nullif(c, x)",
          "least(x, c)",
          "greatest(c, x)",
          "x = c",
          "x IN (c, 2)",
          "x BETWEEN c AND 5",
          "[x, c]",
          "{'k': c, 'j': x}",
          "round(x + c, 1)",
          "-(x + c)");

  private static final List<String> AGGREGATES =
      List.of(
          "sum(c)",
          "avg(c)",
          "min(c)",
          "max(coalesce(x, c))",
          "count(c)",
          "any_value(c)",
          "sum(x + c)",
          "sum(c * x)",
          "sum(CASE WHEN x > 1 THEN c ELSE 0 END)",
          "list(nullif(x, c) ORDER BY x)",
          "median(x + c)");

  private static final List<String> TABLES =
      List.of(
          "SELECT typeof(z) AS t, z FROM (SELECT x AS z FROM n UNION ALL SELECT c)",
          "SELECT typeof(z) AS t, z FROM (VALUES (c), (1.5), (2)) v(z)",
          "SELECT typeof(z) AS t, z FROM (SELECT c AS z UNION SELECT x FROM n)");

  @TempDir static Path folder;

  @Test
  void valuesHaveDuckDbsTypes() throws IOException, SQLException {
    String columns =
        TYPES.stream()
            .map(type -> "i::%s AS c%d".formatted(type, TYPES.indexOf(type)))
            .collect(joining(", "));
    String numbers = folder.resolve("n.parquet").toString();
    List<String> views =
        List.of("CREATE VIEW n AS SELECT %s FROM '%s'".formatted(columns, numbers));
    try (Oracle writer = new Oracle(1, List.of())) {
      writer.run("COPY (SELECT * FROM (VALUES (1), (2), (NULL)) v(i)) TO '" + numbers + "'");
    }
    List<String> differences = new ArrayList<>();
    try (Oracle oracle = new Oracle(1, views);
        Dunlin dunlin = new Dunlin(Map.of(), views)) {
      for (String sql : statements(oracle)) {
        Comparison.difference(oracle.query(sql), dunlin.query(sql), false)
            .ifPresent(difference -> differences.add(sql + "\n" + difference));
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  private static List<String> statements(Oracle oracle) {
    Random random = new Random(SEED);
    List<String> statements = new ArrayList<>();
    for (List<String> forms : List.of(FORMS, AGGREGATES)) {
      List<String> expressions = new ArrayList<>();
      for (String form : forms) {
        for (String constant : CONSTANTS) {
          String expression = filled(form, constant, random);
          if (random.nextInt(ONE_IN) == 0 && answers(oracle, "SELECT " + expression + " FROM n")) {
            expressions.add(expression);
          }
        }
      }
      assertTrue(expressions.size() > forms.size(), expressions.toString());
      Collections.shuffle(expressions, random);
      for (int from = 0; from < expressions.size(); from += WIDTH) {
        statements.add(
            statement(expressions.subList(from, Math.min(from + WIDTH, expressions.size()))));
      }
    }
    for (String table : TABLES) {
      for (String constant : CONSTANTS) {
        String statement = filled(table, constant, random);
        if (random.nextInt(ONE_IN) == 0 && answers(oracle, statement)) {
          statements.add(statement);
        }
      }
    }
    return statements;
  }

  private static String filled(String form, String constant, Random random) {
    return form.replaceAll("\\bc\\b", constant)
        .replaceAll("\\bx\\b", "c" + random.nextInt(TYPES.size()));
  }

  private static String statement(List<String> expressions) {
    return IntStream.range(0, expressions.size())
        .mapToObj(
            i ->
                "typeof(%s) AS t%d, %s AS v%d"
                    .formatted(expressions.get(i), i, expressions.get(i), i))
        .collect(joining(",\n  ", "SELECT ", "\nFROM n"));
  }

  private static boolean answers(Oracle oracle, String sql) {
    try {
      return !oracle.query(sql).rows().isEmpty();
    } catch (SQLException e) {
      return false;
    }
  }
}
