package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that cannot be read or bound: what is wrong, where, and what may have been meant. */
@Tag("unit")
final class StatementsTest extends BadInput {
  @BeforeEach
  void makeSales() throws Exception {
    table(
        "sales.parquet",
        "SELECT i AS id, 'n' || i AS name, i * 1.5 AS amount, DATE '2024-01-01' AS day"
            + " FROM range(100) t(i)");
    run("CREATE VIEW sales AS FROM '${dir}/sales.parquet'");
  }

  @Test
  void aMisspeltColumnIsShownWithItsPlaceAndTheNearestName() throws Exception {
    assertEquals(
        """
        There is no column "amout". Did you mean "amount"?
          line 3, column 7:
            sum(amout) AS total
                ^"""
            .indent(0)
            .stripTrailing(),
        refused("SELECT\n  name,\n  sum(amout) AS total\nFROM sales GROUP BY name"));
    refused("SELECT s.nmae FROM sales s", "\"s.nmae\". Did you mean \"name\"?", "column 8");
    refused("SELECT id FROM sales ORDER BY amout", "\"amount\"?", "column 31");
    refused("SELECT * EXCLUDE (nmae) FROM sales", "\"nmae\" to leave out", "\"name\"?");
    refused("SELECT * FROM sales a JOIN sales b USING (idd)", "USING (idd)", "\"id\"?");
  }

  @Test
  void aTableThatIsNotInTheQueryIsNamed() throws Exception {
    refused(
        "SELECT salse.id FROM sales", "there is no table \"salse\" in this query", "\"sales\"?");
    refused("SELECT x.* FROM sales", "There is no table \"x\" here", "column 8");
  }

  @Test
  void aMisspeltTableIsShownWithItsPlaceAndTheNearestName() throws Exception {
    refused(
        "SELECT * FROM salse",
        "There is no table \"salse\". Did you mean \"sales\"?",
        "line 1, column 15:\n  SELECT * FROM salse\n                ^");
    refused("DESCRIBE salse", "\"sales\"?", "column 10:\n  DESCRIBE salse");
    refused("WITH recent AS (FROM sales) SELECT * FROM recnt", "\"recent\"?");
    refused("SELECT * FROM nothing_like_it", "SHOW TABLES lists those there are");
  }

  @Test
  void aMisspeltFunctionIsShownWithItsPlaceAndTheNearestName() throws Exception {
    refused(
        "SELECT lenght(name) FROM sales", "no function lenght. Did you mean length?", "column 8");
    refused(
        "SELECT * FROM read_parqet('x')", "There is no table function read_parqet", "column 15");
  }

  @Test
  void typesThatDoNotGoTogetherAreNamedWithTheirPlace() throws Exception {
    refused("SELECT id FROM sales WHERE day = 5", "INTEGER and DATE", "line 1, column 28");
    refused("SELECT name + 1 FROM sales", "'+(VARCHAR, INTEGER)'", "column 13");
    refused("SELECT sum(name) FROM sales", "'sum(VARCHAR)'", "column 8");
    refused("SELECT id::DAT FROM sales", "DAT", "column 12");
    refused("SELECT DATE '2024-13-01' FROM sales", "2024-13-01", "column 8");
    refused("SELECT CAST('abc' AS INTEGER)", "'abc'", "column 8");
  }

  @Test
  void theWrongNumberOfArgumentsIsAnsweredWithTheRightOne() throws Exception {
    refused("SELECT substr(name) FROM sales", "substr(string VARCHAR, \"start\" BIGINT)");
  }

  @Test
  void aSyntaxErrorIsShownAtItsPlaceInTheScript() throws Exception {
    refused(
        "SELECT id\nFROM sales\nWHEER id > 5",
        "Syntax error at or near \"id\"",
        "line 3, column 7:\n  WHEER id > 5\n        ^");
    refused("SELEC 1", "Syntax error at or near \"SELEC\"", "line 1, column 1");
    refused("COPY (SELECT id id id FROM sales) TO '${dir}/o'", "column 20", "COPY (SELECT id id");
    refused("CREATE VIEW \"ü\" AS SELECT ide FROM sales", "column 27", "\"id\"?");
    refused("SELECT 'never closed", "The quote on line 1 is never closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO sales SELECT 1",
        "UPDATE sales SET id = 1",
        "DELETE FROM sales",
        "MERGE INTO sales USING sales ON true WHEN MATCHED THEN DELETE",
        "TRUNCATE sales",
        "ALTER TABLE sales ADD COLUMN x INTEGER",
        "PRAGMA version",
        "RESET join.strategy",
        "CALL pragma_version()",
        "ATTACH 'x.db'",
        "USE x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "BEGIN TRANSACTION",
        "COMMIT",
        "PREPARE q AS SELECT 1",
        "EXPORT DATABASE 'x'",
        "SUMMARIZE sales",
        "VACUUM"
      })
  void aStatementThatIsNotSupportedIsNamedWithWhatToDoInstead(String statement) throws Exception {
    String word = statement.split(" ")[0];
    refused(statement, word + " is not supported: ", "line 1, column 1:\n  " + statement);
  }

  @Test
  void whatCreateDropAndShowAreForIsSaid() throws Exception {
    refused("CREATE TABLE t (a INTEGER)", "A table is made of files", "column 16");
    refused("CREATE TEMP TABLE t AS SELECT 1", "CREATE TEMP VIEW");
    refused("CREATE INDEX i ON sales (id)", "CREATE is for a VIEW or a TABLE only", "column 8");
    refused("CREATE TABLE t", "Expected LOCATION 'folder', or AS and a query");
    refused("DROP SCHEMA s", "DROP is for a VIEW or a TABLE only");
    refused("SHOW DATABASES", "SHOW is for TABLES only");
    refused("EXPLAIN ANALYZE SELECT 1", "EXPLAIN ANALYZE is not supported");
    refused("SELECT ? FROM sales", "Parameters like ? and $1 are not supported");
  }

  @Test
  void aViewMayNotReferToItself() throws Exception {
    refused("CREATE VIEW v AS SELECT * FROM v", "There is no table \"v\"", "column 32");
    run("CREATE VIEW v AS SELECT 1 AS a");
    run("CREATE VIEW w AS FROM v");
    refused("CREATE OR REPLACE VIEW v AS FROM v", "The view \"v\" refers to itself");
    refused("CREATE OR REPLACE VIEW v AS FROM w", "The view \"v\" refers to itself");
    assertEquals(List.of("[1]"), rows("FROM w"));
  }

  @Test
  void aNameThatIsTakenIsSaidSo() throws Exception {
    refused("CREATE VIEW sales AS SELECT 1", "\"sales\" already: use CREATE OR REPLACE VIEW");
    refused("DROP VIEW salse", "There is no view \"salse\". Did you mean \"sales\"?");
    refused("DROP TABLE sales", "\"sales\" is a VIEW: use DROP VIEW");
    refused(
        "CREATE VIEW v (a, b) AS SELECT 1", "The view \"v\" names 2 columns, but its query has 1");
  }

  @Test
  void anAmbiguousColumnIsAnsweredWithItsLongNames() throws Exception {
    refused("SELECT id FROM sales a, sales b", "ambiguous: write a.id or b.id", "column 8");
  }

  @Test
  void whatIsNotGroupedIsNamedWithItsPlace() throws Exception {
    refused(
        "SELECT day,\n  name, sum(amount) FROM sales GROUP BY day",
        "\"name\" must be in GROUP BY",
        "any_value(name)",
        "line 2, column 3");
    refused("SELECT id FROM sales WHERE sum(id) > 5", "sum cannot stand in WHERE", "column 28");
    refused("SELECT row_number() FROM sales", "it needs OVER");
    refused("SELECT id FROM sales ORDER BY 5", "5 is not the number of a column: there are 1");
    refused("SELECT id FROM sales LIMIT -1", "LIMIT and OFFSET take a constant, 0 or more");
  }

  @Test
  void setOperationsOfDifferentWidthAreShown() throws Exception {
    refused("SELECT id FROM sales UNION SELECT id, name FROM sales", "not 1 and 2", "column 35");
  }

  @Test
  void aSettingThatIsUnknownOrWrongIsNamed() throws Exception {
    refused(
        "SET join.strategi = hash", "no setting 'join.strategi'. Did you mean 'join.strategy'?");
    refused(
        "SET join.strategy = best", "Cannot set join.strategy to 'best'", "auto, broadcast, hash");
    refused("SET shuffle.partitions = 0", "'0': below 1");
    refused("SET scan.split-size = '12 parsecs'", "not a size like 64MiB");
    refused("SET sql.time-zone = 'Mars/Base'", "not a time zone like Europe/Berlin");
    refused("SET work.uri = '/elsewhere'", "Cannot set work.uri in a session that runs");
    refused("SET join.strategy", "Expected SET key = value", "column 18");
  }
}
