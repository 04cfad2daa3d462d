package dev.dunlin.planner.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.sql.SqlTokens.Kind;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
final class SqlTokensTest {
  @Test
  void aTextIsCutIntoTokensThatStandWhereTheyStood() {
    String sql = "SELECT \"a b\"/* x /* y */ */, e'it\\'s' -- c\nFROM $t$;$t$";
    SqlTokens.Scan scan = SqlTokens.scan(sql);
    assertFalse(scan.open());
    assertEquals(
        List.of(
            "SELECT",
            "\"a b\"",
            "/* x /* y */ */",
            ",",
            "e",
            "'it\\'s'",
            "-- c",
            "FROM",
            "$t$;$t$"),
        scan.tokens().stream().map(SqlTokens.Token::text).toList());
    scan.tokens()
        .forEach(token -> assertEquals(token.text(), sql.substring(token.start(), token.end())));
    assertEquals(
        List.of("SELECT", "a b", ",", "e", "it\\'s", "FROM", ";"),
        SqlTokens.of(sql).stream().map(SqlTokens.Token::value).toList());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "SELECT 'it''s, STRING, The quote",
        "SELECT \"a, QUOTED, The quote",
        "SELECT $x$ $$, STRING, The quoted text that begins with $x$",
        "SELECT /* /* */, COMMENT, The comment"
      })
  void whatIsLeftOpenIsTheLastTokenAndIsNamed(String sql, Kind kind, String what) {
    SqlTokens.Scan scan = SqlTokens.scan("\n" + sql);
    assertTrue(scan.open());
    assertEquals(kind, scan.tokens().getLast().kind());
    assertEquals(
        what + " on line 2 is never closed.",
        assertThrows(UserErrorException.class, () -> SqlTokens.of("\n" + sql)).getMessage());
  }

  /** DuckDB would read no further, and take what stands before it for the statement. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "SELECT 'a~b', 10",
        "SELECT 1 AS \"é~\", 15",
        "SELECT x~y, 9",
        "SELECT 'x'::ENUM('a~'), 20",
        "SELECT 1 -- a~, 14"
      })
  void aNulCharacterIsRefusedAtItsPlace(String sql, int column) {
    String shown = sql.replace('~', '\u2400');
    String message =
        String.valueOf(
            assertThrows(
                    UserErrorException.class, () -> SqlTokens.of("\n" + sql.replace('~', '\0')))
                .getMessage());
    assertTrue(message.startsWith("There is a NUL character in the SQL"), message);
    assertTrue(
        message.endsWith(
            "%n  line 2, column %d:%n  %s%n  %s^".formatted(column, shown, " ".repeat(column - 1))),
        message);
  }
}
