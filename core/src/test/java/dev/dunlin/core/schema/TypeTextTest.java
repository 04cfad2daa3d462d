package dev.dunlin.core.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class TypeTextTest {
  @Test
  void eachElementIsSeenWithItsArgumentsAndNamesAreNot() {
    List<String> seen = new ArrayList<>();
    String type =
        "STRUCT(a DECIMAL(15,2)[3][], \"DATE x\" MAP(timestamp with time zone, ENUM('a (', 'b')), u"
            + " UNION(n INTEGER, s VARCHAR[])[])";
    assertEquals(
        type,
        TypeText.withElements(
            type,
            element -> {
              seen.add(element);
              return element;
            }));
    assertEquals(
        List.of(
            "DECIMAL(15, 2)",
            "TIMESTAMP WITH TIME ZONE",
            "ENUM('a (', 'b')",
            "UNION(n INTEGER, s VARCHAR[])"),
        seen);
  }

  @Test
  void elementsAreReplacedWhereTheyStand() {
    assertEquals(
        "STRUCT(DATE VARCHAR, b VARCHAR[2])[]",
        TypeText.withElements("STRUCT(DATE DATE, b DATE[2])[]", element -> "VARCHAR"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "STRUCT(a", "STRUCT(a INTEGER", "INTEGER)", "MAP(", "INTEGER[", "'x"})
  void whatIsNoTypeIsRefused(String type) {
    assertThrows(
        IllegalArgumentException.class, () -> TypeText.withElements(type, element -> element));
  }
}
