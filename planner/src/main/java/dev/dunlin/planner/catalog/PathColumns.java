package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns that come from the files' addresses, and all columns together in DuckDB's order: the
 * files' own, the file name's, the folders' by name. A folder's column hides the file's of that
 * name and stands in its place.
 *
 * @param columns the folders' columns, spelt as in the schema
 * @param filenameColumn the file name's column, or empty
 * @param schema all columns
 */
record PathColumns(List<Column> columns, String filenameColumn, Schema schema) {
  /** The options that are settled here. */
  static final Set<String> OPTIONS =
      Set.of("filename", "hive_partitioning", "hive_types", "hive_types_autocast");

  static PathColumns of(
      EmbeddedDuckDb duckdb, List<TableFile> files, List<Column> fileColumns, ReaderOptions options)
      throws SQLException {
    List<Column> columns = List.of();
    if (options.on("hive_partitioning", ReaderOptions.Standard.ON)) {
      HiveFolders.Autocast autocast =
          options.on("hive_types_autocast", ReaderOptions.Standard.ON)
              ? HiveFolders.Autocast.ON
              : HiveFolders.Autocast.OFF;
      columns = typed(duckdb, HiveFolders.columns(duckdb, files, autocast), options);
      if (options.has("hive_types")) {
        HiveFolders.check(duckdb, files, columns);
      }
    }
    String filename = options.filenameColumn();
    List<Column> all = new ArrayList<>(fileColumns);
    if (!filename.isEmpty()) {
      if (place(all, filename) >= 0) {
        throw new UserErrorException(
            "The files have a column '%s' already: say filename := 'another name'"
                .formatted(filename));
      }
      all.add(new Column(filename, "VARCHAR"));
    }
    List<Column> spelt = new ArrayList<>();
    for (Column column : columns) {
      int place = place(fileColumns, column.name());
      if (place < 0) {
        all.add(column);
        spelt.add(column);
      } else {
        Column hiding = new Column(fileColumns.get(place).name(), column.type());
        all.set(place, hiding);
        spelt.add(hiding);
      }
    }
    return new PathColumns(List.copyOf(spelt), filename, new Schema(all));
  }

  private static int place(List<Column> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The columns with the types that {@code hive_types} names. */
  private static List<Column> typed(
      EmbeddedDuckDb duckdb, List<Column> columns, ReaderOptions options) throws SQLException {
    String literal = options.literal("hive_types").orElse("");
    if (literal.isEmpty()) {
      return columns;
    }
    Map<String, String> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (List<@Nullable String> row :
        duckdb.rows(
            "SELECT unnest(map_keys(m)), unnest(map_values(m)) FROM (SELECT (to_json("
                + literal
                + "))::MAP(VARCHAR, VARCHAR) AS m)")) {
      String name = row.get(0);
      String type = row.get(1);
      if (name == null || type == null || place(columns, name) < 0) {
        throw new UserErrorException(
            "hive_types names '%s', but there is no such folder: there are %s"
                .formatted(name, columns.stream().map(Column::name).toList()));
      }
      types.put(name, canonical(duckdb, name, type));
    }
    return columns.stream()
        .map(c -> new Column(c.name(), types.getOrDefault(c.name(), c.type())))
        .toList();
  }

  private static String canonical(EmbeddedDuckDb duckdb, String name, String type) {
    try {
      return duckdb.describe("SELECT CAST(NULL AS " + type + ") AS c").columns().getFirst().type();
    } catch (SQLException e) {
      throw new UserErrorException(
          "hive_types gives '%s' the type %s, which is none: %s"
              .formatted(name, type, e.getMessage()),
          e);
    }
  }
}
