package dev.dunlin.executor;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/**
 * The form of a segment's Parquet file, in SQL: columns {@code c0}, {@code c1}, … by position,
 * whatever they are called, each of its {@link StorageType}; a relation without columns has one
 * that says nothing.
 */
public final class SegmentSql {
  /** What stands for the columns of a relation that has only a number of rows. */
  static final String NOTHING = "true AS \"_\"";

  private SegmentSql() {}

  /**
   * A SELECT of the rows of segments.
   *
   * @param files their files; for none the result is empty
   * @param schema the names and types it gives its columns; names must differ for a relation that
   *     is queried further
   */
  public static String read(List<Path> files, Schema schema) {
    if (files.isEmpty()) {
      return empty(schema);
    }
    StringJoiner columns = new StringJoiner(", ");
    int i = 0;
    for (Column column : schema.columns()) {
      columns.add(Sql.cast("c" + i++, column.type(), column.name()));
    }
    return "SELECT %s FROM read_parquet(%s, hive_partitioning = false)"
        .formatted(columns.length() == 0 ? NOTHING : columns, Sql.files(files));
  }

  /** A SELECT of no rows. */
  static String empty(Schema schema) {
    StringJoiner columns = new StringJoiner(", ");
    for (Column column : schema.columns()) {
      columns.add(Sql.cast("NULL", column.type(), column.name()));
    }
    return "SELECT %s WHERE false".formatted(columns.length() == 0 ? NOTHING : columns);
  }

  /** The select list that writes a segment from columns given by SQL, in the schema's order. */
  static String stored(Schema schema, List<String> expressions) {
    StringJoiner columns = new StringJoiner(", ");
    int i = 0;
    for (Column column : schema.columns()) {
      String declared = "CAST(%s AS %s)".formatted(expressions.get(i), column.type());
      String storage = StorageType.of(column.type());
      columns.add(
          storage.equals(column.type())
              ? declared + " AS c" + i
              : "CAST(%s AS %s) AS c%d".formatted(declared, storage, i));
      i++;
    }
    return columns.length() == 0 ? NOTHING : columns.toString();
  }
}
