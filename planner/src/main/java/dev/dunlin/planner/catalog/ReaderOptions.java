package dev.dunlin.planner.catalog;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.duckdb.DuckDbErrors;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of one reader, name to SQL literal. Names are in lower case, known to DuckDB, and of
 * its several names for one thing the one in the table.
 */
final class ReaderOptions {
  /** Options that would change what a piece of a file is, or that only DuckDB itself can serve. */
  private static final Set<String> REFUSED =
      Set.of(
          "allow_empty",
          "bound_schema",
          "column_statistics",
          "debug_use_openssl",
          "encryption_config",
          "explicit_cardinality",
          "file_row_number",
          "geojson",
          "prefetch_strategy",
          "rejects_limit",
          "rejects_line_size_limit",
          "rejects_scan",
          "rejects_table",
          "schema",
          "store_rejects");

  /** DuckDB's other names for an option. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("sep", "delim"),
          Map.entry("separator", "delim"),
          Map.entry("delimiter", "delim"),
          Map.entry("null", "nullstr"),
          Map.entry("date_format", "dateformat"),
          Map.entry("timestamp_format", "timestampformat"),
          Map.entry("maximum_line_size", "max_line_size"),
          Map.entry("dtypes", "types"),
          Map.entry("column_types", "types"),
          Map.entry("column_names", "names"));

  private final EmbeddedDuckDb duckdb;
  private final String function;
  private final Map<String, String> literals;

  private ReaderOptions(EmbeddedDuckDb duckdb, String function, Map<String, String> literals) {
    this.duckdb = duckdb;
    this.function = function;
    this.literals = literals;
  }

  /**
   * Checks the names.
   *
   * @param own names that are ours, not DuckDB's
   * @throws UserErrorException if there is no such option, naming the nearest
   */
  static ReaderOptions of(
      EmbeddedDuckDb duckdb, FileFormat format, Map<String, String> options, Set<String> own)
      throws SQLException {
    String function = "read_" + format.name().toLowerCase(Locale.ROOT);
    Map<String, String> literals = new TreeMap<>();
    if (!options.isEmpty()) {
      List<String> known = new ArrayList<>(own);
      for (List<@Nullable String> row :
          duckdb.rows(
              "SELECT DISTINCT unnest(parameters) AS p FROM duckdb_functions() WHERE function_name = "
                  + EmbeddedDuckDb.literal(function)
                  + " ORDER BY p")) {
        String name = row.getFirst();
        if (name != null && !name.equals("path") && !name.equals("paths")) {
          known.add(name);
        }
      }
      known.removeAll(REFUSED);
      options.forEach(
          (name, literal) -> {
            String its = known(function, name, known);
            literals.put(SYNONYMS.getOrDefault(its, its), literal);
          });
    }
    return new ReaderOptions(duckdb, function, literals);
  }

  private static String known(String function, String name, List<String> known) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (REFUSED.contains(lower)) {
      throw new UserErrorException(
          "%s has no option '%s' here: DuckDB's needs all files in one place. Leave it out"
              .formatted(function, name));
    }
    if (!known.contains(lower)) {
      throw new UserErrorException(
          "%s has no option '%s'.%s"
              .formatted(
                  function,
                  name,
                  Spelling.nearest(name, known)
                      .map(near -> " Did you mean '" + near + "'?")
                      .orElse(" There are: " + String.join(", ", new TreeSet<>(known)))));
    }
    return lower;
  }

  boolean has(String name) {
    return literals.containsKey(name);
  }

  /** The literal of an option, if it was given. */
  Optional<String> literal(String name) {
    return Optional.ofNullable(literals.get(name));
  }

  /**
   * Whether an option is on.
   *
   * @throws UserErrorException if it is neither true nor false
   */
  boolean on(String name, Standard standard) throws SQLException {
    String text = text(name).orElse(standard == Standard.ON ? "true" : "false");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1", "on", "yes" -> true;
      case "false", "f", "0", "off", "no" -> false;
      default ->
          throw new UserErrorException(
              "%s of %s is true or false, not '%s'".formatted(name, function, text));
    };
  }

  /** Whether an option that was not given is on. */
  enum Standard {
    ON,
    OFF
  }

  /** The value of an option as text; a string without its quotes. */
  Optional<String> text(String name) throws SQLException {
    String literal = literals.get(name);
    if (literal == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          duckdb.rows("SELECT CAST(" + literal + " AS VARCHAR)").getFirst().getFirst());
    } catch (SQLException e) {
      throw new UserErrorException(
          "Cannot read %s of %s: %s is no value: %s"
              .formatted(name, function, literal, DuckDbErrors.message(e)),
          e);
    }
  }

  /**
   * The column for the file's name: {@code filename := true} calls it that, a text names it; empty
   * if there is none.
   */
  String filenameColumn() throws SQLException {
    String text = text("filename").orElse("false");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "false" -> "";
      case "true" -> "filename";
      default -> text;
    };
  }

  /** Only these, where given. */
  Map<String, String> only(Set<String> names) {
    Map<String, String> some = new TreeMap<>(literals);
    some.keySet().retainAll(names);
    return some;
  }

  /** All but these. */
  Map<String, String> without(Set<String> names) {
    Map<String, String> rest = new TreeMap<>(literals);
    rest.keySet().removeAll(names);
    return rest;
  }

  /** Options as arguments of a table function, each after a comma. */
  static String arguments(Map<String, String> options) {
    StringBuilder sql = new StringBuilder();
    options.forEach((name, literal) -> sql.append(", ").append(name).append(" = ").append(literal));
    return sql.toString();
  }
}
