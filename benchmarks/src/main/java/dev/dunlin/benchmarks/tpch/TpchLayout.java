package dev.dunlin.benchmarks.tpch;

import java.math.BigDecimal;

/**
 * How much TPC-H data there is, and how it lies in files.
 *
 * @param scale the scale factor: 1 is 6 million line items in about 250 MB of Parquet
 * @param files Parquet files for each table but nation and region
 * @param rowGroupRows rows in a Parquet row group at most; {@link #STANDARD_ROW_GROUP_ROWS} leaves
 *     it to DuckDB
 */
public record TpchLayout(double scale, int files, int rowGroupRows) {
  /** DuckDB's own size of a row group. */
  public static final int STANDARD_ROW_GROUP_ROWS = 122_880;

  public TpchLayout {
    if (!(scale > 0) || files < 1 || rowGroupRows < 1) {
      throw new IllegalArgumentException(
          "TPC-H needs a scale, files and row groups above zero: %s, %d, %d"
              .formatted(scale, files, rowGroupRows));
    }
  }

  /** One file a table with DuckDB's row groups. */
  public static TpchLayout ofScale(double scale) {
    return new TpchLayout(scale, 1, STANDARD_ROW_GROUP_ROWS);
  }

  /**
   * The folder's name: {@code tpch-sf0.01}, or {@code tpch-sf0.01-f4-g2048} where it is special.
   */
  public String folderName() {
    String name = "tpch-sf" + plainScale();
    if (files > 1) {
      name += "-f" + files;
    }
    if (rowGroupRows != STANDARD_ROW_GROUP_ROWS) {
      name += "-g" + rowGroupRows;
    }
    return name;
  }

  /** The scale as people write it: {@code 1}, {@code 0.01}. */
  public String plainScale() {
    return BigDecimal.valueOf(scale).stripTrailingZeros().toPlainString();
  }
}
