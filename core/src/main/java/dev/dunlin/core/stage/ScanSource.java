package dev.dunlin.core.stage;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.util.List;
import java.util.Map;

/**
 * How the files of one table are read; the same for all splits.
 *
 * @param format the files' format
 * @param layouts the ways in which the files are written; {@link Split#layout} says which one a
 *     file has
 * @param schema the columns the fragment sees, in order, spelt as in the files; those of {@code
 *     pathColumns} and {@code filenameColumn} among them
 * @param pathColumns columns whose value comes from a {@code key=value} folder; each split carries
 *     its values
 * @param filenameColumn the column that holds the file's name; empty if there is none
 */
public record ScanSource(
    FileFormat format,
    List<FileLayout> layouts,
    Schema schema,
    List<Column> pathColumns,
    String filenameColumn) {
  public ScanSource {
    layouts = List.copyOf(layouts);
    pathColumns = List.copyOf(pathColumns);
  }

  /** A table whose files are all written alike. */
  public ScanSource(
      FileFormat format,
      Map<String, String> options,
      Schema schema,
      List<Column> fileColumns,
      List<Column> pathColumns,
      String filenameColumn) {
    this(
        format, List.of(new FileLayout(options, fileColumns)), schema, pathColumns, filenameColumn);
  }
}
