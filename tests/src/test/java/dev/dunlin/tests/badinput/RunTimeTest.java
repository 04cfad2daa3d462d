package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a query cannot be computed from: the value and the task are named. */
@Tag("unit")
final class RunTimeTest extends BadInput {
  @BeforeEach
  void makeSales() throws Exception {
    for (int i = 0; i < 4; i++) {
      table(
          "sales/" + i + ".parquet",
          "SELECT i AS id, i %% 3 AS kind, CASE i WHEN 2077 THEN 'bad' ELSE i::VARCHAR END AS text FROM range(%d, %d) t(i)"
              .formatted(i * 1000, i * 1000 + 1000));
    }
    run("CREATE VIEW sales AS FROM '${dir}/sales/'");
    run("SET scan.min-splits = 4");
    run("SET shuffle.partition-size = '1KiB'");
  }

  @Test
  void aBadCastInAScanNamesTheValueAndTheTask() throws Exception {
    refused("SELECT text::INTEGER AS v FROM sales", "string 'bad' to INT32", "task j-", "/s0/t2");
  }

  @Test
  void aBadCastBehindAShuffleNamesTheValueAndTheTask() throws Exception {
    refused("SELECT kind, max(text)::INTEGER AS v FROM sales GROUP BY kind", "'bad'", "/s1/t");
  }

  @Test
  void anOverflowNamesTheValues() throws Exception {
    refused(
        "SELECT id + 9223372036854775807 FROM sales", "Overflow", "9223372036854775807", "task");
  }

  @Test
  void aSubQueryThatGivesSeveralRowsSaysSo() throws Exception {
    refused(
        "SELECT (SELECT id FROM sales) AS x", "sub-query used as a value gives more than one row");
  }

  @Test
  void theUsersOwnErrorComesThrough() throws Exception {
    refused(
        "SELECT CASE WHEN id = 3999 THEN error('no sale ' || id) ELSE id END FROM sales",
        "no sale 3999",
        "/s0/t3");
  }

  @Test
  void aDivisionByZeroIsToldWithoutOurNamesAndWithAdviceThatCanBeTaken() throws Exception {
    refused("SELECT id // (id - 7) FROM sales", "(id // (id - 7))", "nullif(divisor, 0)");
    String message =
        refused(
            "SELECT s // (n - n) FROM (SELECT sum(id) AS s, count(*) AS n FROM sales GROUP BY kind)",
            "Division by zero. TRY(…)");
    assertFalse(message.contains("SET "), message);
    refused("SELECT timezone('Nowhere/X', TIMESTAMP '2024-01-01') FROM sales", "Nowhere/X");
  }

  /** In each the place that must be told has a mark before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT text¶::INTEGER AS v FROM sold",
        "SELECT id::SMALLINT, text::VARCHAR, kind::DOUBLE, ¶CAST(text AS BIGINT), TRY_CAST(text AS BIGINT) FROM sold WHERE id < 3000",
        "SELECT TRY(text::INTEGER), ¶id // (kind - kind) FROM sold",
        "WITH x AS (SELECT ¶kind % (id - 7) AS k FROM sold) SELECT k, k + 1 FROM x",
        "SELECT kind,\n  sum(id + (¶id * 9223372036854775807)) FROM sold GROUP BY kind",
        "SELECT ¶(SELECT id FROM sold) AS x, EXISTS (SELECT id FROM sold) FROM sold",
        "COPY (SELECT text¶::DATE AS v FROM sold) TO '${dir}/out'",
        "CREATE TABLE made AS SELECT text¶::DATE AS v FROM sold",
      })
  void theOneExpressionThatCanFailIsShown(String marked) throws Exception {
    run("CREATE TABLE sold USING parquet LOCATION '${dir}/sales/'");
    String line = marked.lines().filter(l -> l.contains("¶")).findFirst().orElseThrow();
    refused(
        marked.replace("¶", ""),
        "\n  line %d, column %d:\n"
            .formatted(marked.lines().toList().indexOf(line) + 1, line.indexOf('¶') + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT text::INTEGER, max(text)::INTEGER FROM sold GROUP BY text",
        "SELECT text::INTEGER, list(text)::INTEGER[] FROM sold GROUP BY text",
        "SELECT id // (id - 7), id % (id - 8) FROM sold",
        "SELECT v, id::INTEGER FROM (SELECT id, v FROM casts)",
        "SELECT error('no sale'), text::INTEGER FROM sold WHERE id = 1",
      })
  void noPlaceIsShownWhereSeveralCanFail(String sql) throws Exception {
    run("CREATE TABLE sold USING parquet LOCATION '${dir}/sales/'");
    run("CREATE VIEW casts AS SELECT id, text::INTEGER AS v FROM '${dir}/sales/'");
    String message = refused(sql, "task");
    assertFalse(message.contains("line 1, column"), message);
  }

  @Test
  void theSessionGoesOnAfterAFailure() throws Exception {
    refused("SELECT max(text::INTEGER) FROM sales", "'bad'");
    assertEquals(List.of("[4000]"), rows("SELECT count(*) FROM sales"));
  }
}
