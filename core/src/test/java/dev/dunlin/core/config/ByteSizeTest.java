package dev.dunlin.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B, 0 B",
    "512, 512, 512B, 512 B",
    "64MiB, 67108864, 64MiB, 64.0 MiB",
    "1536kib, 1572864, 1536KiB, 1.5 MiB",
    "1GB, 1000000000, 1000000000B, 954 MiB",
    " 2 TiB , 2199023255552, 2TiB, 2.0 TiB",
    "1kb, 1000, 1000B, 1000 B",
    "3b, 3, 3B, 3 B"
  })
  void aSizeIsReadPrintedExactlyAndRounded(String text, long bytes, String exact, String rounded) {
    ByteSize size = ByteSize.parse(text);

    assertEquals(bytes, size.bytes());
    assertEquals(exact, size.toString());
    assertEquals(rounded, size.rounded());
    assertEquals(size, ByteSize.parse(size.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "64 MM", "9223372036854775808", "9000000TiB"})
  void whatIsNoSizeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
  }

  @Test
  void sizesAreOrderedAndNeverNegative() {
    assertEquals(-1, ByteSize.parse("1MB").compareTo(ByteSize.ofMiB(1)));
    assertThrows(IllegalArgumentException.class, () -> new ByteSize(-1));
    assertThrows(ArithmeticException.class, () -> ByteSize.ofMiB(Long.MAX_VALUE));
  }
}
