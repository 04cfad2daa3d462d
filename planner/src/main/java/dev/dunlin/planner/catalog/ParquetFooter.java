package dev.dunlin.planner.catalog;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.store.ByteRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Parquet file's footer says.
 *
 * @param columns the top-level columns, with the types DuckDB gives them
 * @param rowGroups its row groups, in order
 * @param place where in the file the footer itself is
 */
record ParquetFooter(List<Column> columns, List<RowGroup> rowGroups, ByteRange place) {
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

  /**
   * This footer with its columns as they are read; where the type is another, without bounds.
   *
   * @param read a column for each of the file's
   */
  ParquetFooter as(List<Column> read) {
    if (read.equals(columns)) {
      return this;
    }
    List<RowGroup> groups = new ArrayList<>();
    for (RowGroup group : rowGroups) {
      List<ColumnChunk> chunks = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        ColumnChunk chunk = group.chunks().get(i);
        boolean same = read.get(i).type().equals(columns.get(i).type());
        chunks.add(same ? chunk : chunk.withoutBounds());
      }
      groups.add(new RowGroup(group.rows(), chunks));
    }
    return new ParquetFooter(read, groups, place);
  }

  long rows() {
    return rowGroups.stream().mapToLong(RowGroup::rows).sum();
  }
}
