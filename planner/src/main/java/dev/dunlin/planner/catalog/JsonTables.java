package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.schema.TypeText;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.catalog.TextHead.Compression;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Opens tables over JSON files: a value a line, or one array, or values that take several lines.
 * Names and types are found once, by DuckDB, and then said to every task. Files of a value a line
 * are cut into byte ranges: a line end cannot stand inside JSON text but escaped.
 */
final class JsonTables {
  private static final Set<String> SETTLED =
      Set.of(
          "columns",
          "auto_detect",
          "sample_size",
          "maximum_sample_files",
          "maximum_depth",
          "field_appearance_threshold",
          "convert_strings_to_integers",
          "map_inference_threshold",
          "union_by_name",
          "array");

  private static final Set<String> HOW_IT_IS_WRITTEN =
      Set.of("compression", "format", "ignore_errors", "maximum_object_size");

  /** The formats that DuckDB takes for dates in JSON, in its order; a task must be told which. */
  private static final List<String> DATE_FORMATS =
      List.of("%Y-%m-%d", "%y-%m-%d", "%d-%m-%Y", "%d-%m-%y", "%m-%d-%Y", "%m-%d-%y");

  private static final List<String> TIMESTAMP_FORMATS =
      List.of(
          "%Y-%m-%d %H:%M:%S",
          "%y-%m-%d %H:%M:%S",
          "%d-%m-%Y %H:%M:%S",
          "%d-%m-%y %H:%M:%S",
          "%m-%d-%Y %H:%M:%S",
          "%m-%d-%y %H:%M:%S",
          "%d-%m-%Y %I:%M:%S %p",
          "%m-%d-%Y %I:%M:%S %p");

  private final ObjectStore store;
  private final EmbeddedDuckDb duckdb;

  JsonTables(ObjectStore store, EmbeddedDuckDb duckdb) {
    this.store = store;
    this.duckdb = duckdb;
  }

  FileTable open(String name, List<TableFile> files, Map<String, String> given)
      throws IOException, SQLException {
    ReaderOptions options = ReaderOptions.of(duckdb, FileFormat.JSON, given, Set.of());
    TextFiles text = TextFiles.of(store, files, options.text("compression").orElse("auto"));
    if (text.filled().isEmpty()) {
      throw new UserErrorException(
          "Cannot read %s as JSON: %s empty (0 bytes), so there is no value to take the columns from"
              .formatted(files.getFirst(), files.size() == 1 ? "it is" : "all files are"));
    }
    JsonLayouts layouts = JsonLayouts.of(text, options.text("format").orElse("auto"));
    try (MetadataFiles copies = new MetadataFiles(store)) {
      String sample = String.join(", ", text.paths(copies, text.sampled()));
      Map<String, String> reading = options.without(SETTLED);
      reading.keySet().removeAll(PathColumns.OPTIONS);
      reading.put("format", EmbeddedDuckDb.literal(layouts.format()));
      Schema schema = schema(sample, options, layouts, reading);
      PathColumns path = PathColumns.of(duckdb, files, schema.columns(), options);
      return new FileTable(
          duckdb,
          name,
          FileTable.Layout.of(
              FileFormat.JSON,
              new FileLayout(reading, schema.columns().stream().map(JsonTables::asRead).toList()),
              schema.columns(),
              path),
          files,
          text.pieces(layouts::rows),
          file -> text.compression(file) == Compression.NONE && layouts.aValueALine(file));
    }
  }

  /** A column as DuckDB's reader can read it, from which a task casts it to its type. */
  private static Column asRead(Column column) {
    return new Column(
        column.name(),
        TypeText.withElements(
            column.type(), type -> type.equals("BIT") || type.equals("BIGNUM") ? "VARCHAR" : type));
  }

  /** The columns, and into {@code reading} what a task must know to read them so. */
  private Schema schema(
      String sample, ReaderOptions options, JsonLayouts layouts, Map<String, String> reading)
      throws SQLException {
    Map<String, String> arguments = options.without(PathColumns.OPTIONS);
    arguments.put("format", EmbeddedDuckDb.literal(layouts.format()));
    arguments.put("hive_partitioning", "false");
    Schema schema = describe(sample, arguments);
    if (!options.has("records")) {
      // A file of values that are no objects is one column named json.
      Map<String, String> values = new TreeMap<>(arguments);
      values.put("records", "'false'");
      boolean records =
          schema.size() != 1
              || !schema.names().getFirst().equals("json")
              || !describe(sample, values).equals(schema);
      reading.put("records", records ? "'true'" : "'false'");
    }
    checkNames(sample, schema, options, reading);
    return withFormats(sample, schema, options, reading);
  }

  /**
   * Refuses keys that are one but for letter case: DuckDB gives the second another name, by which
   * no task would find it.
   */
  private void checkNames(
      String sample, Schema schema, ReaderOptions options, Map<String, String> reading)
      throws SQLException {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(schema.names());
    for (String name : options.has("columns") ? List.<String>of() : schema.names()) {
      String base = name.replaceFirst("_\\d+$", "");
      if (base.equals(name) || !names.contains(base)) {
        continue;
      }
      List<List<@Nullable String>> keys =
          duckdb.rows(
              """
              SELECT DISTINCT k FROM (SELECT unnest(json_keys(json)) AS k
                FROM (FROM read_json_objects([%s]%s) LIMIT 20480))
              WHERE lower(k) = lower(%s) OR k = %s ORDER BY k"""
                  .formatted(
                      sample,
                      ReaderOptions.arguments(onlyOf(reading, HOW_IT_IS_WRITTEN)),
                      EmbeddedDuckDb.literal(base),
                      EmbeddedDuckDb.literal(name)));
      if (keys.size() > 1 && !keys.contains(List.of(name))) {
        throw new UserErrorException(
            "The keys '%s' and '%s' differ in letter case alone: name the columns that you need, and one of these, by columns := {…}"
                .formatted(keys.get(0).getFirst(), keys.get(1).getFirst()));
      }
    }
  }

  private static Map<String, String> onlyOf(Map<String, String> options, Set<String> names) {
    Map<String, String> some = new TreeMap<>(options);
    some.keySet().retainAll(names);
    return some;
  }

  private Schema describe(String sample, Map<String, String> arguments) throws SQLException {
    return duckdb.describe(
        "SELECT * FROM read_json([%s]%s)".formatted(sample, ReaderOptions.arguments(arguments)));
  }

  /**
   * Finds the formats of dates and timestamps that DuckDB found and does not tell. Where no one
   * format fits all columns of the type, these columns are text.
   */
  private Schema withFormats(
      String sample, Schema schema, ReaderOptions options, Map<String, String> reading)
      throws SQLException {
    Schema settled = schema;
    settled = withFormat("dateformat", "DATE", DATE_FORMATS, sample, settled, options, reading);
    return withFormat(
        "timestampformat", "TIMESTAMP", TIMESTAMP_FORMATS, sample, settled, options, reading);
  }

  private Schema withFormat(
      String option,
      String type,
      List<String> formats,
      String sample,
      Schema schema,
      ReaderOptions options,
      Map<String, String> reading)
      throws SQLException {
    List<Column> dates =
        schema.columns().stream().filter(column -> column.type().contains(type)).toList();
    if (dates.isEmpty() || options.has(option) || reads(sample, dates, reading)) {
      return schema;
    }
    for (String format : formats) {
      Map<String, String> attempt = new TreeMap<>(reading);
      attempt.put(option, EmbeddedDuckDb.literal(format));
      if (reads(sample, dates, attempt)) {
        reading.put(option, EmbeddedDuckDb.literal(format));
        return schema;
      }
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : schema.columns()) {
      columns.add(
          dates.contains(column)
              ? new Column(column.name(), column.type().startsWith(type) ? "VARCHAR" : "JSON")
              : column);
    }
    return new Schema(columns);
  }

  /** Whether the columns can be read so from the sample's first rows. */
  private boolean reads(String sample, List<Column> columns, Map<String, String> reading)
      throws SQLException {
    StringBuilder types = new StringBuilder();
    for (Column column : columns) {
      types
          .append(types.isEmpty() ? "" : ", ")
          .append(EmbeddedDuckDb.literal(column.name()))
          .append(": ")
          .append(EmbeddedDuckDb.literal(column.type()));
    }
    try {
      Object unused =
          duckdb.rows(
              "SELECT count(COLUMNS(*)) FROM (FROM read_json([%s], columns = {%s}, hive_partitioning = false%s) LIMIT 20480)"
                  .formatted(sample, types, ReaderOptions.arguments(reading)));
      return true;
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("format")) {
        return false;
      }
      throw e;
    }
  }
}
