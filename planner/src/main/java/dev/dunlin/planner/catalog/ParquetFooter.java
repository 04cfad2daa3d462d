package dev.dunlin.planner.catalog;

import dev.dunlin.core.schema.Column;
import java.util.List;

/**
 * What a Parquet file's footer says.
 *
 * @param columns the top-level columns, with the types DuckDB gives them
 * @param rowGroups its row groups, in order
 */
record ParquetFooter(List<Column> columns, List<RowGroup> rowGroups) {
  ParquetFooter {
    columns = List.copyOf(columns);
    rowGroups = List.copyOf(rowGroups);
  }

  /**
   * A row group.
   *
   * @param rows its rows
   * @param chunks its columns, in the order of the file's
   */
  record RowGroup(long rows, List<ColumnChunk> chunks) {
    RowGroup {
      chunks = List.copyOf(chunks);
    }
  }

  long rows() {
    return rowGroups.stream().mapToLong(RowGroup::rows).sum();
  }
}
