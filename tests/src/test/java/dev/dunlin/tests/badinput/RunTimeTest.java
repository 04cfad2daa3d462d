package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

  @Test
  void theSessionGoesOnAfterAFailure() throws Exception {
    refused("SELECT max(text::INTEGER) FROM sales", "'bad'");
    assertEquals(List.of("[4000]"), rows("SELECT count(*) FROM sales"));
  }
}
