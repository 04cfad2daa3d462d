package dev.dunlin.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class StorageTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "INTEGER",
        "DECIMAL(15,2)",
        "TIMESTAMP WITH TIME ZONE",
        "ENUM('a', 'it''s (', 'HUGEINT')",
        "STRUCT(\"HUGEINT\" INTEGER, interval VARCHAR, \"a \"\"b\" BLOB)",
        "MAP(VARCHAR, INTEGER[])",
        "INTEGER[3][]",
        "\"NULL\"",
        "STRUCT(a STRUCT(b DOUBLE[])[2])[]"
      })
  void whatParquetKeepsStaysAsItIs(String type) {
    assertEquals(type, StorageType.of(type));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HUGEINT | VARCHAR",
        "UHUGEINT[] | VARCHAR[]",
        "TIME WITH TIME ZONE | VARCHAR",
        "STRUCT(HUGEINT HUGEINT, b INTERVAL[2]) | STRUCT(HUGEINT VARCHAR, b VARCHAR[2])",
        "MAP(HUGEINT, STRUCT(\"x\" TIME WITH TIME ZONE))[] | MAP(VARCHAR, STRUCT(\"x\" VARCHAR))[]",
        "BIT | VARCHAR",
        "BIGNUM | VARCHAR"
      })
  void whatParquetCannotKeepGoesAsText(String type, String stored) {
    assertEquals(stored, StorageType.of(type));
  }

  @Test
  void aUnionIsRefused() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> StorageType.of("UNION(num INTEGER, str VARCHAR)[]"));
    assertTrue(String.valueOf(e.getMessage()).contains("UNION(num INTEGER, str VARCHAR)[]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "STRUCT(a", "STRUCT(a INTEGER", "INTEGER)", "MAP(", "INTEGER[", "'x"})
  void whatIsNoTypeIsOurBug(String type) {
    assertThrows(IllegalArgumentException.class, () -> StorageType.of(type));
  }
}
