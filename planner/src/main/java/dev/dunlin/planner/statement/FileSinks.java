package dev.dunlin.planner.statement;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.planner.duckdb.DuckDbErrors;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The options of COPY and CREATE TABLE AS. */
final class FileSinks {
  private static final Set<String> COMMON =
      Set.of("FORMAT", "COMPRESSION", "PARTITION_BY", "OVERWRITE", "ERROR_IF_EXISTS");
  private static final Map<FileFormat, Set<String>> OF_FORMAT =
      Map.of(
          FileFormat.PARQUET,
          Set.of("COMPRESSION_LEVEL", "ROW_GROUP_SIZE", "ROW_GROUP_SIZE_BYTES", "PARQUET_VERSION"),
          FileFormat.CSV,
          Set.of(
              "HEADER",
              "DELIM",
              "DELIMITER",
              "SEP",
              "QUOTE",
              "ESCAPE",
              "NULLSTR",
              "NULL",
              "DATEFORMAT",
              "TIMESTAMPFORMAT",
              "FORCE_QUOTE"),
          FileFormat.JSON,
          Set.of("DATEFORMAT", "TIMESTAMPFORMAT"));

  private static final Set<String> DELIMITER = Set.of("delim", "delimiter", "sep");

  private FileSinks() {}

  /**
   * Where a job's files go.
   *
   * @param options in upper case, their values as SQL
   * @param columns the names of the result's columns
   */
  static StageOutput.Files of(String target, Map<String, String> options, List<String> columns) {
    FileEnding ending = FileEnding.of(target);
    FileFormat format =
        options.containsKey("FORMAT") ? format(text(options.get("FORMAT"))) : ending.format();
    Map<String, String> kept = new TreeMap<>();
    for (Map.Entry<String, String> option : options.entrySet()) {
      String name = option.getKey();
      if (COMMON.contains(name) && !name.equals("COMPRESSION")) {
        continue;
      }
      if (!name.equals("COMPRESSION") && !OF_FORMAT.getOrDefault(format, Set.of()).contains(name)) {
        throw unknown(name, format);
      }
      kept.put(name.toLowerCase(Locale.ROOT), option.getValue());
    }
    settleEnding(ending, format, kept);
    boolean overwrite = isOn(options, "OVERWRITE");
    if (overwrite && isOn(options, "ERROR_IF_EXISTS")) {
      throw new UserErrorException("OVERWRITE and ERROR_IF_EXISTS exclude each other.");
    }
    List<String> partitionBy = new ArrayList<>();
    for (String name : names(options.getOrDefault("PARTITION_BY", ""))) {
      partitionBy.add(
          columns.stream()
              .filter(name::equalsIgnoreCase)
              .findFirst()
              .orElseThrow(
                  () ->
                      new UserErrorException(
                          "PARTITION_BY names \"%s\", which is no column of the query.%s"
                              .formatted(
                                  name,
                                  Spelling.nearest(name, columns)
                                      .map(near -> " Did you mean \"" + near + "\"?")
                                      .orElse("")))));
    }
    if (new HashSet<>(partitionBy).size() < partitionBy.size()) {
      throw new UserErrorException("PARTITION_BY names a column twice.");
    }
    PartitionColumns.check(partitionBy);
    if (!partitionBy.isEmpty() && partitionBy.size() == columns.size()) {
      throw new UserErrorException("PARTITION_BY leaves no column for the files.");
    }
    Set<String> seen = new java.util.TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new UserErrorException(
            "Two columns are called \"" + column + "\": a file needs different names. Use AS.");
      }
    }
    return new StageOutput.Files(
        folder(target, overwrite), format, kept, partitionBy, overwrite(overwrite));
  }

  /**
   * Adds what the target's ending says beside the format, where no option says otherwise, and the
   * ending of the files, by which readers tell how they are compressed.
   */
  private static void settleEnding(
      FileEnding ending, FileFormat format, Map<String, String> options) {
    String compressed = "";
    if (format != FileFormat.PARQUET) {
      String said = text(options.getOrDefault("compression", "auto")).toLowerCase(Locale.ROOT);
      compressed =
          switch (said) {
            case "auto", "auto_detect" -> ending.compressionOption().orElse("none");
            case "uncompressed" -> "none";
            case "none", "gzip", "zstd" -> said;
            default ->
                throw new UserErrorException(
                    "COPY to %s has no compression '%s': it is none, gzip or zstd."
                        .formatted(format.name().toLowerCase(Locale.ROOT), said));
          };
      options.put("compression", compressed);
    }
    if (format == FileFormat.CSV
        && ending.hasTabs()
        && DELIMITER.stream().noneMatch(options::containsKey)) {
      options.put("delim", "'\t'");
    }
    options.put(
        StageOutput.Files.ENDING, EmbeddedDuckDb.literal(ending.ofFiles(format, compressed)));
  }

  /** The target; not one whose replacement would take what nobody can have meant to lose. */
  private static ObjectUri folder(String target, boolean overwrite) {
    if (target.isBlank()) {
      throw new UserErrorException("COPY needs a folder to write to: TO 'folder'.");
    }
    ObjectUri folder;
    try {
      folder = ObjectUri.parse(target);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          "Cannot write to '%s': not a path or an s3://bucket/key address.".formatted(target), e);
    }
    if (overwrite && folder.isFile()) {
      for (Path kept : List.of(Path.of(""), UserFolders.home().resolve(".dunlin"))) {
        if (kept.toAbsolutePath().normalize().startsWith(folder.path().normalize())) {
          throw new UserErrorException(
              "OVERWRITE would remove %s with all that is in it, and you are working there: write to a folder of its own."
                  .formatted(folder));
        }
      }
    }
    return folder;
  }

  /**
   * Checks the options' values, and that the format can hold the columns.
   *
   * @throws UserErrorException in DuckDB's words
   */
  static void check(StageOutput.Files files, Schema schema, EmbeddedDuckDb duckdb) {
    String columns =
        schema.columns().stream()
            .map(c -> "CAST(NULL AS " + c.type() + ") AS " + EmbeddedDuckDb.identifier(c.name()))
            .collect(Collectors.joining(", "));
    StringBuilder options = new StringBuilder("FORMAT " + files.format().name());
    files.options().forEach((name, value) -> options.append(", " + name + " " + value));
    try {
      // Binds the options; EXPLAIN writes nothing.
      var unused = duckdb.rows("EXPLAIN COPY (SELECT %s) TO 'x' (%s)".formatted(columns, options));
    } catch (SQLException e) {
      throw new UserErrorException("COPY: " + DuckDbErrors.message(e), e);
    }
  }

  private static dev.dunlin.core.store.ObjectStore.Replace overwrite(boolean overwrite) {
    return overwrite
        ? dev.dunlin.core.store.ObjectStore.Replace.OVERWRITE
        : dev.dunlin.core.store.ObjectStore.Replace.FAIL;
  }

  private static UserErrorException unknown(String name, FileFormat format) {
    Set<String> known = new java.util.TreeSet<>(COMMON);
    known.addAll(OF_FORMAT.getOrDefault(format, Set.of()));
    return new UserErrorException(
        "COPY to %s has no option %s.%s"
            .formatted(
                format.name().toLowerCase(Locale.ROOT),
                name,
                Spelling.nearest(name, known)
                    .map(near -> " Did you mean " + near + "?")
                    .orElse(" Those there are: " + String.join(", ", known) + ".")));
  }

  private static boolean isOn(Map<String, String> options, String name) {
    String value = text(options.getOrDefault(name, "false")).toLowerCase(Locale.ROOT);
    return switch (value) {
      case "true", "1", "on", "yes" -> true;
      case "false", "0", "off", "no" -> false;
      default -> throw new UserErrorException(name + " is true or false, not '" + value + "'.");
    };
  }

  static FileFormat format(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "parquet" -> FileFormat.PARQUET;
      case "csv" -> FileFormat.CSV;
      case "json", "jsonl", "ndjson" -> FileFormat.JSON;
      default ->
          throw new UserErrorException(
              "There is no format '" + name + "': it is parquet, csv or json.");
    };
  }

  /** A value without quotes. */
  static String text(String sql) {
    String value = sql.strip();
    return value.length() > 1 && value.startsWith("'") && value.endsWith("'")
        ? value.substring(1, value.length() - 1).replace("''", "'")
        : value;
  }

  private static List<String> names(String sql) {
    String list = sql.strip();
    if (list.startsWith("[")) {
      list = list.substring(1, list.length() - 1);
    }
    List<String> names = new ArrayList<>();
    for (var token : dev.dunlin.planner.sql.SqlTokens.of(list)) {
      if (!token.is(",")) {
        names.add(token.value());
      }
    }
    return names;
  }
}
