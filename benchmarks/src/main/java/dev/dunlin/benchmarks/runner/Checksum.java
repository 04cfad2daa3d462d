package dev.dunlin.benchmarks.runner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A sum over a result's rows that does not depend on their order: for each column the number of
 * values that are not null, the sum of its numbers and the sum of its texts' CRC-32. Engines give
 * numbers of other types and scales, so that sums are only compared {@linkplain #agree nearly}.
 */
public final class Checksum {
  /** Spark rounds averages of DECIMAL(15,2) to six digits, which in 500 rows can add up to this. */
  private static final double ABSOLUTE = 1e-3;

  private static final double RELATIVE = 1e-9;

  private final List<Column> columns = new ArrayList<>();
  private long rows;

  private static final class Column {
    long values;
    double numbers;
    long texts;
  }

  /** Adds a row. */
  public void add(@Nullable Object[] row) {
    rows++;
    for (int i = 0; i < row.length; i++) {
      if (columns.size() <= i) {
        columns.add(new Column());
      }
      Object value = row[i];
      Column column = columns.get(i);
      if (value != null) {
        column.values++;
        if (value instanceof Number number) {
          column.numbers += number.doubleValue();
        } else {
          CRC32 crc = new CRC32();
          crc.update(value.toString().getBytes(StandardCharsets.UTF_8));
          column.texts += crc.getValue();
        }
      }
    }
  }

  /** Rows added. */
  public long rows() {
    return rows;
  }

  /** The sums, without spaces: {@code values:numbers:texts} for each column, with commas. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (Column column : columns) {
      parts.add(column.values + ":" + column.numbers + ":" + column.texts);
    }
    return parts.isEmpty() ? "-" : String.join(",", parts);
  }

  /** Whether two printed checksums are of the same rows, as far as they can tell. */
  public static boolean agree(String a, String b) {
    String[] left = a.split("[,:]", -1);
    String[] right = b.split("[,:]", -1);
    if (left.length != right.length) {
      return false;
    }
    for (int i = 0; i < left.length; i++) {
      if (!left[i].equals(right[i])) {
        if (i % 3 != 1) {
          return false;
        }
        double x = Double.parseDouble(left[i]);
        double y = Double.parseDouble(right[i]);
        if (Math.abs(x - y) > ABSOLUTE + RELATIVE * Math.max(Math.abs(x), Math.abs(y))) {
          return false;
        }
      }
    }
    return true;
  }
}
