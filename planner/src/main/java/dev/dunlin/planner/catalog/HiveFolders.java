package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.stage.PathValues;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code key=value} folders of a table's files, and the columns they make.
 *
 * <p>A value is percent-decoded; {@code __HIVE_DEFAULT_PARTITION__} is NULL. The types are DuckDB
 * 2.0's: DATE, TIMESTAMP or BIGINT if all values, still encoded, are written like one, else
 * VARCHAR. The columns are in the order of their names.
 */
final class HiveFolders {
  private HiveFolders() {}

  /**
   * A file with the folders below a root; the root's own are left out.
   *
   * @param root the key of a folder, or empty for all
   */
  static TableFile file(ObjectStat stat, String root) {
    String key = stat.uri().key();
    String below = !root.isEmpty() && key.startsWith(root) ? key.substring(root.length()) : key;
    Map<String, String> folders = new LinkedHashMap<>();
    String[] names = below.split("/", -1);
    for (int i = 0; i < names.length - 1; i++) {
      int equals = names[i].indexOf('=');
      // As in DuckDB, a name with two of them is no key and value, and an outer key wins.
      if (equals > 0 && names[i].indexOf('=', equals + 1) < 0) {
        folders.putIfAbsent(names[i].substring(0, equals), names[i].substring(equals + 1));
      }
    }
    return new TableFile(stat, folders);
  }

  /**
   * The columns that the folders make, in the order of their names.
   *
   * @param autocast whether values are looked at for a type
   * @throws UserErrorException if not all files have the same keys
   */
  static List<Column> columns(EmbeddedDuckDb duckdb, List<TableFile> files, Autocast autocast)
      throws SQLException {
    Map<String, Set<String>> values = new TreeMap<>();
    Set<String> keys = files.getFirst().folders().keySet();
    for (TableFile file : files) {
      if (!file.folders().keySet().equals(keys)) {
        throw inconsistent(files.getFirst(), file);
      }
      file.folders()
          .forEach(
              (key, value) -> values.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(value));
    }
    List<Column> columns = new ArrayList<>();
    for (Map.Entry<String, Set<String>> entry : values.entrySet()) {
      String type = autocast == Autocast.ON ? commonType(duckdb, entry.getValue()) : "VARCHAR";
      columns.add(new Column(entry.getKey(), type));
    }
    return columns;
  }

  /**
   * Checks that all values are of the types that somebody has given the columns.
   *
   * @throws UserErrorException naming a file whose folder has another value
   */
  static void check(EmbeddedDuckDb duckdb, List<TableFile> files, List<Column> columns)
      throws SQLException {
    for (Column column : columns) {
      Map<String, TableFile> byValue = new LinkedHashMap<>();
      for (TableFile file : files) {
        String value = value(file, column.name());
        if (value != null && !column.type().equals("VARCHAR")) {
          byValue.putIfAbsent(value, file);
        }
      }
      if (byValue.isEmpty()) {
        continue;
      }
      List<List<@Nullable String>> wrong =
          duckdb.rows(
              "SELECT v FROM (SELECT unnest([%s]) AS v) WHERE TRY_CAST(v AS %s) IS NULL LIMIT 1"
                  .formatted(
                      byValue.keySet().stream()
                          .map(EmbeddedDuckDb::literal)
                          .collect(Collectors.joining(", ")),
                      column.type()));
      if (!wrong.isEmpty()) {
        String value = String.valueOf(wrong.getFirst().getFirst());
        throw new UserErrorException(
            "hive_types gives '%s' the type %s, but in %s it is '%s'"
                .formatted(column.name(), column.type(), byValue.get(value), value));
      }
    }
  }

  /** Whether folders' values are looked at for a type. */
  enum Autocast {
    ON,
    OFF
  }

  private static UserErrorException inconsistent(TableFile first, TableFile other) {
    return new UserErrorException(
        "The files are in different key=value folders: %s has %s, %s has %s. Name files of one kind,"
                .formatted(first, keys(first), other, keys(other))
            + " or say hive_partitioning := false to read them without these columns");
  }

  private static String keys(TableFile file) {
    return file.folders().isEmpty() ? "none" : String.join(", ", file.folders().keySet());
  }

  private static String commonType(EmbeddedDuckDb duckdb, Set<String> values) throws SQLException {
    String list =
        values.stream()
            .filter(value -> !value.equals(PathValues.NULL))
            .map(EmbeddedDuckDb::literal)
            .collect(Collectors.joining(", "));
    if (list.isEmpty()) {
      return "VARCHAR";
    }
    // Patterns stand where DuckDB casts strictly, which SQL cannot ask for.
    List<List<@Nullable String>> types =
        duckdb.rows(
            """
            SELECT DISTINCT CASE
              WHEN regexp_full_match(v, '\\s*[+-]?\\d+-\\d{1,2}-\\d{1,2}( \\(BC\\))?\\s*|-?infinity|epoch')
                AND TRY_CAST(v AS DATE) IS NOT NULL THEN 'DATE'
              WHEN TRY_CAST(v AS TIMESTAMP) IS NOT NULL THEN 'TIMESTAMP'
              WHEN regexp_full_match(v, '\\s*(0|-\\d+|[1-9]\\d*|0[xX][0-9a-fA-F]+|0[bB][01]+)\\s*')
                AND TRY_CAST(v AS BIGINT) IS NOT NULL THEN 'BIGINT'
              ELSE 'VARCHAR' END
            FROM (SELECT unnest([%s]) v)"""
                .formatted(list));
    String only = types.size() == 1 ? types.getFirst().getFirst() : null;
    return only == null ? "VARCHAR" : only;
  }

  /**
   * A folder's value as text, null for NULL.
   *
   * @throws UserErrorException if its percent signs stand for bytes that are no UTF-8
   */
  static @Nullable String value(TableFile file, String key) {
    String written = file.folder(key);
    try {
      return PathValues.decode(written).orElse(null);
    } catch (CharacterCodingException e) {
      throw new UserErrorException(
          "Cannot read the folder value '%s' of %s: it stands for bytes that are no UTF-8; rename the"
                  .formatted(written, file)
              + " folder, or say hive_partitioning := false",
          e);
    }
  }

  /** The same as it is written; what {@link #value} refuses is refused. */
  static String written(TableFile file, String key) {
    var unused = value(file, key);
    return file.folder(key);
  }
}
