package dev.dunlin.core.stage;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the files of one table are read; the same for all splits.
 *
 * @param format the files' format
 * @param options options of DuckDB's reader for that format ({@code delim}, {@code header}, …) as
 *     SQL literals, all fixed by the driver: a task never sniffs
 * @param schema the columns the fragment sees, in order, spelt as in the files; those of {@code
 *     pathColumns} and {@code filenameColumn} among them
 * @param fileColumns every column of a CSV or JSON file in order, since a CSV reader must name them
 *     all; empty for Parquet
 * @param pathColumns columns whose value comes from a {@code key=value} folder; each split carries
 *     its values
 * @param filenameColumn the column that holds the file's name; empty if there is none
 */
public record ScanSource(
    FileFormat format,
    Map<String, String> options,
    Schema schema,
    List<Column> fileColumns,
    List<Column> pathColumns,
    String filenameColumn) {
  public ScanSource {
    options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
    fileColumns = List.copyOf(fileColumns);
    pathColumns = List.copyOf(pathColumns);
  }
}
