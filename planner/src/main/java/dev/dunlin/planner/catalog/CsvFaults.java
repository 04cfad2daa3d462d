package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.CsvAdvice;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the line that keeps a CSV file from being understood. DuckDB gives up on a file whose lines
 * have different numbers of values, or takes it for one of a single column; with the bad lines left
 * out it does see how the file is written, and reading it that way leads to the first of them.
 */
final class CsvFaults {
  private static final Pattern LINE =
      Pattern.compile("(?s).*?CSV Error on Line: (\\d+)\nOriginal Line: (.*?)\n([^\n]*)\n.*");
  private static final Pattern DELIMITER = Pattern.compile("[,;|\t]");
  private static final Set<String> HOW_IT_IS_WRITTEN =
      Set.of(
          "compression", "encoding", "max_line_size", "strict_mode", "null_padding", "thousands");
  private static final int MAX_LINE = 200;

  private final EmbeddedDuckDb duckdb;
  private final ReaderOptions options;

  CsvFaults(EmbeddedDuckDb duckdb, ReaderOptions options) {
    this.duckdb = duckdb;
    this.options = options;
  }

  /**
   * Says why DuckDB could not tell how some files are written.
   *
   * @param paths SQL literals of the files
   * @throws SQLException the failure itself, if no line explains it
   */
  UserErrorException explain(List<TableFile> files, List<String> paths, SQLException failure)
      throws SQLException {
    for (int i = 0; i < files.size(); i++) {
      try {
        read(paths.get(i));
      } catch (SQLException e) {
        Matcher line = LINE.matcher(String.valueOf(e.getMessage()));
        if (line.matches()) {
          return new UserErrorException(
              "Cannot read line %s of %s: %s (the line is: %s). %s"
                  .formatted(
                      line.group(1),
                      files.get(i),
                      line.group(3).strip(),
                      shortened(line.group(2)),
                      CsvAdvice.about(line.group(3).strip())),
              failure);
        }
      }
    }
    throw failure;
  }

  /**
   * Refuses a file that seems to have a single column only because of a bad line.
   *
   * @param seen its dialect as DuckDB found it
   */
  void check(TableFile file, String path, CsvDialect seen) throws SQLException {
    if (seen.names().size() == 1
        && !options.has("delim")
        && DELIMITER.matcher(seen.names().getFirst()).find()) {
      try {
        read(path);
      } catch (SQLException e) {
        throw explain(List.of(file), List.of(path), e);
      }
    }
  }

  /** Reads a whole file in the dialect of its good lines. */
  private void read(String path) throws SQLException {
    CsvDialect dialect =
        CsvDialect.sniff(duckdb, List.of(path), options, Map.of("ignore_errors", "true"))
            .getFirst();
    Map<String, String> arguments = new TreeMap<>(options.only(HOW_IT_IS_WRITTEN));
    arguments.putAll(dialect.completed(options, false).options());
    arguments.put("auto_detect", "false");
    arguments.put("hive_partitioning", "false");
    arguments.put("columns", dialect.textColumns());
    var unused =
        duckdb.rows(
            "SELECT count(COLUMNS(*)) FROM read_csv(%s%s)"
                .formatted(path, ReaderOptions.arguments(arguments)));
  }

  private static String shortened(String line) {
    return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
  }
}
