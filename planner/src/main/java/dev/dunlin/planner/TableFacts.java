package dev.dunlin.planner;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;

/**
 * What the metadata of a table's files tells.
 *
 * @param rows exact for Parquet, whose footers count them; else by the length of the first rows
 * @param rowGroups row groups that hold rows; 0 for what is not Parquet
 */
public record TableFacts(
    FileFormat format, Schema schema, int files, long bytes, long rows, int rowGroups) {

  /** Whether the number of rows is counted and not estimated. */
  public boolean rowsExact() {
    return format == FileFormat.PARQUET;
  }
}
