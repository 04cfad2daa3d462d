package dev.dunlin.driver.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.planner.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class InputTest {
  private static Input.Sql sql(String text, int line) {
    return new Input.Sql(new Statement(text, line));
  }

  @Test
  void statementsEndWithTheirSemicolonsAndKeepTheirLines() {
    Input input = Input.cut("SELECT 1;\n-- ;\nSELECT\n ';' ; ;SELECT 3", 10);
    assertEquals(List.of(sql("SELECT 1", 10), sql("SELECT\n ';'", 12)), input.pieces());
    assertEquals("SELECT 3", input.rest());
    assertEquals(13, input.restLine());
  }

  @Test
  void aCommandEndsWithItsLine() {
    Input input = Input.cut("SELECT 1; \\d it's; SELECT\n  \\timing \nSELECT 2;", 1);
    assertEquals(
        List.of(
            sql("SELECT 1", 1),
            new Input.Backslash("\\d it's; SELECT"),
            new Input.Backslash("\\timing"),
            sql("SELECT 2", 3)),
        input.pieces());
    assertTrue(input.isComplete());
  }

  @Test
  void aCommandInTheMiddleOfAStatementIsDoneAndTheStatementGoesOn() {
    Input input = Input.cut("SELECT\n\\d t\n  nope", 1);
    assertEquals(List.of(new Input.Backslash("\\d t")), input.pieces());
    assertEquals("SELECT\n\n  nope", input.rest());
  }

  @Test
  void aBackslashInAQuoteIsNoCommand() {
    Input input = Input.cut("SELECT '\n\\q' AS a;", 1);
    assertEquals(List.of(sql("SELECT '\n\\q' AS a", 1)), input.pieces());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "SELECT 1, -",
        "SELECT 'a; b, '",
        "SELECT \"a;, \"",
        "SELECT e'it\\';, '",
        "SELECT $$a; $b$, $",
        "SELECT $tag$ $$;, $",
        "SELECT /* a; /* */, *",
        "/* a;, *",
        "SELECT 'a' -- ';, -",
      })
  void whatIsMissingIsTold(String text, char missing) {
    Input input = Input.cut(text, 1);
    assertEquals(List.of(), input.pieces());
    assertEquals(missing, input.missing());
    assertTrue(!input.isComplete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", ";;", "-- only a comment", "/* a comment; */"})
  void thereMayBeNothingToDo(String text) {
    assertEquals(List.of(), Input.cut(text, 1).pieces());
    assertTrue(Input.cut(text, 1).isComplete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "quit;", " EXIT ;", "\\q"})
  void aWordMayStandForLeaving(String text) {
    assertEquals(List.of(new Input.Backslash("\\q")), Input.cut(text, 1).pieces());
  }
}
