package dev.dunlin.planner.catalog;

/** Estimates the rows of text files by the length of the rows that were looked at. */
final class RowEstimate {
  /** For a zstd file, which we cannot look into: a short row, compressed to a quarter. */
  private static final double UNKNOWN_ROW_BYTES = 25;

  private double rows;
  private double bytes;

  /** Rows that were counted in so many stored bytes. */
  void add(long countedRows, long storedBytes) {
    rows += countedRows;
    bytes += storedBytes;
  }

  /** The rows of a file of this length. */
  long rows(long fileBytes) {
    double rowBytes = rows > 0 ? bytes / rows : UNKNOWN_ROW_BYTES;
    return fileBytes == 0 ? 0 : Math.max(1, Math.round(fileBytes / rowBytes));
  }
}
