package dev.dunlin.driver.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.driver.cli.shell.Completion.TableRef;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In the texts a bar stands for the cursor. */
@Tag("unit")
final class CompletionTest {
  private static Completion at(String text) {
    return Completion.at(text.replace("|", ""), text.indexOf('|'));
  }

  private static void assertPlace(Completion.Place place, String word, String text) {
    assertEquals(place, at(text).place(), text);
    assertEquals(word, at(text).word(), text);
  }

  @Test
  void aTableStandsAfterFromAndJoinAndInTheirLists() {
    for (String text :
        List.of(
            "SELECT * FROM it|",
            "FROM it|",
            "SELECT 1; SELECT * from a JOIN it|",
            "SELECT * FROM a, (SELECT 1, 2), it|",
            "SELECT * FROM a -- x\n , it|",
            "DESCRIBE it|",
            "\\explain SELECT * FROM it|")) {
      assertPlace(new Completion.Table(false), "it", text);
    }
    assertPlace(new Completion.Table(true), "my it", "SELECT * FROM \"my it|");
  }

  @Test
  void anExpressionStandsElsewhereAndKnowsTheTablesOnBothSidesOfTheCursor() {
    assertPlace(new Completion.Expression(false), "", "|");
    assertPlace(new Completion.Expression(false), "SEL", "SELECT 'FROM'; SEL|");
    assertPlace(new Completion.Expression(false), "k", "SELECT a, k| FROM t");
    assertPlace(new Completion.Expression(false), "k", "SELECT * FROM t WHERE a IN (1, k|");
    assertPlace(new Completion.Expression(true), "Big W", "SELECT \"Big W|");
    assertEquals(
        List.of(
            new TableRef("data/*.parquet", "d"),
            new TableRef("my items", "my items"),
            new TableRef("x.csv", "c"),
            new TableRef("other", "o")),
        at(
                """
            SELECT 1 FROM nowhere; SELECT | FROM 'data/*.parquet' AS d JOIN "my items"
            ON true LEFT JOIN read_csv('x.csv', header = true) c ON 1 = 1, (SELECT 1), other
            JOIN other o ON d.a = c.b; SELECT 1 FROM nowhere
            """)
            .tables()
            .stream()
            .filter(table -> !table.equals(new TableRef("other", "other")))
            .toList());
  }

  @Test
  void aColumnStandsAfterADot() {
    assertPlace(new Completion.ColumnOf("t", false), "ki", "SELECT t.ki| FROM items t");
    assertPlace(new Completion.ColumnOf("my t", true), "", "SELECT \"my t\".\"| FROM items");
  }

  @Test
  void aPathStandsInSingleQuotes() {
    assertPlace(new Completion.PathName(), "data/it", "FROM read_csv('data/it|");
    assertPlace(new Completion.PathName(), "", "COPY t TO '|");
  }

  @Test
  void aKeyStandsAfterSet() {
    assertPlace(new Completion.Key(), "local.sl", "SET local.sl|");
    assertPlace(new Completion.Nothing(), "4", "SET local.slots = 4|");
  }

  @Test
  void aCommandsArgumentsAreItsOwn() {
    assertPlace(new Completion.CommandName(), "\\ti", "\\ti|");
    assertPlace(new Completion.CommandName(), "\\ti", "SELECT\n\\ti|");
    assertPlace(new Completion.Argument("\\set"), "local.", "\\set local.|");
  }

  @Test
  void nothingIsKnownInCommentsAndDollarQuotes() {
    for (String text : List.of("SELECT -- F|", "SELECT /* F|", "SELECT $$ F|")) {
      assertPlace(new Completion.Nothing(), "", text);
    }
  }
}
