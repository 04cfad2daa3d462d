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
}
