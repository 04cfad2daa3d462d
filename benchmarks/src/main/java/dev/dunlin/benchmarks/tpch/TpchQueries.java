package dev.dunlin.benchmarks.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The 22 TPC-H queries with the specification's validation parameters. */
public final class TpchQueries {
  /** How many there are. */
  public static final int COUNT = 22;

  /** Q11 asks for more than this part of the total at scale 1, and for less at larger scales. */
  private static final BigDecimal Q11_FRACTION = new BigDecimal("0.0001");

  private TpchQueries() {}

  /**
   * The text of one query, without a semicolon.
   *
   * @param number 1 to 22
   * @param scale the scale factor of the tables, which Q11 depends on
   */
  public static String sql(int number, double scale) {
    String file = name(number) + ".sql";
    try (InputStream in = TpchQueries.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no TPC-H query " + number);
      }
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return number == 11
          ? sql.replace(
              Q11_FRACTION.toPlainString(),
              Q11_FRACTION
                  .divide(BigDecimal.valueOf(scale), java.math.MathContext.DECIMAL64)
                  .stripTrailingZeros()
                  .toPlainString())
          : sql;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + file, e);
    }
  }

  /** {@code q07}. */
  public static String name(int number) {
    return "q%02d".formatted(number);
  }
}
