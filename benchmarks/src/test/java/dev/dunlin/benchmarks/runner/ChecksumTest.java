package dev.dunlin.benchmarks.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class ChecksumTest {
  @Test
  void theOrderOfRowsDoesNotCount() {
    assertEquals(
        of(row("a", 1), row("b", 2), row(null, 3)), of(row(null, 3), row("b", 2), row("a", 1)));
  }

  @Test
  void theTypeAndScaleOfANumberDoNotCount() {
    assertTrue(Checksum.agree(of(row(1L, new BigDecimal("2.50"))), of(row(1, 2.5))));
  }

  @Test
  void anotherTextNumberOrNullIsSeen() {
    String right = of(row("a", 1), row("b", 2));
    assertFalse(Checksum.agree(right, of(row("a", 1), row("c", 2))));
    assertFalse(Checksum.agree(right, of(row("a", 1), row("b", 2.01))));
    assertFalse(Checksum.agree(right, of(row("a", 1), row("b", null))));
    assertFalse(Checksum.agree(right, of(row("a", 1))));
    assertFalse(Checksum.agree(right, of()));
  }

  @Test
  void aRoundedAverageIsTheSame() {
    assertTrue(Checksum.agree(of(row(25.516478123)), of(row(new BigDecimal("25.516478")))));
  }

  private static String of(@Nullable Object[]... rows) {
    Checksum checksum = new Checksum();
    for (@Nullable Object[] row : rows) {
      checksum.add(row);
    }
    return checksum.toString();
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
