package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.planner.duckdb.DuckDbErrors;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Opens tables over files: lists the files, reads what their metadata says, and settles the schema
 * once. What was read of a file is kept until the file changes. Thread-safe.
 *
 * <p>A <em>path</em> is a file, a folder or a pattern, on this machine or in a store ({@code
 * s3://…}). A folder means all data files below it, whatever the depth, but for those whose name or
 * folder is hidden (begins with a dot or an underscore); a pattern means what it matches and is not
 * hidden. {@code key=value} folders become columns: for a folder those below it, as in Spark; for a
 * file or pattern all that are written, as in DuckDB.
 */
public final class FileTables {
  private static final List<String> COMPRESSIONS = List.of(".gz", ".zst");
  private static final Map<String, FileFormat> EXTENSIONS =
      Map.of(
          ".parquet", FileFormat.PARQUET,
          ".csv", FileFormat.CSV,
          ".tsv", FileFormat.CSV,
          ".json", FileFormat.JSON,
          ".jsonl", FileFormat.JSON,
          ".ndjson", FileFormat.JSON);

  private final Map<Opening, FileTable> opened = new ConcurrentHashMap<>();
  private final ObjectStore store;
  private final FileListing listing;
  private final ParquetTables parquet;
  private final CsvTables csv;
  private final JsonTables json;

  /** All that a table depends on; a changed file has another ETag. */
  private record Opening(
      FileFormat format, String name, List<TableFile> files, Map<String, String> options) {}

  /**
   * @param store all stores, told apart by the address's scheme
   * @param duckdb reads metadata and compares values
   */
  public FileTables(ObjectStore store, EmbeddedDuckDb duckdb) {
    this.store = store;
    this.listing = new FileListing(store);
    this.csv = new CsvTables(store, duckdb);
    this.json = new JsonTables(store, duckdb);
    this.parquet = new ParquetTables(store, duckdb);
  }

  /** Whether a table's name is rather a path: it has a slash, a wildcard or a known extension. */
  public static boolean looksLikePath(String name) {
    return name.chars().anyMatch(c -> "/\\*?[{".indexOf(c) >= 0) || formatOf(name).isPresent();
  }

  /** Whether a path has no wildcards: it is one file or folder. */
  public static boolean isOnePath(String path) {
    return !PathPattern.hasWildcard(path);
  }

  /**
   * How to name a file or folder that somebody has named as if it were a table; empty if there is
   * none of that name.
   */
  public Optional<String> asPath(String name) {
    return listing
        .found(name)
        .map(
            found ->
                switch (found) {
                  case FOLDER -> "There is a folder of this name: FROM '%s/'.".formatted(name);
                  case EMPTY_FOLDER -> "There is a folder of this name, and it is empty.";
                  case FILE ->
                      "There is a file of this name, which %s: FROM read_parquet('%s'), read_csv('%2$s') or read_json('%2$s')."
                          .formatted(
                              extension(name).isEmpty()
                                  ? "does not tell its format"
                                  : "ends with none of the endings of Parquet, CSV and JSON; if it"
                                      + " is one of these nevertheless",
                              name);
                });
  }

  /**
   * Opens a table.
   *
   * @param format what the files are; empty: what their extension says
   * @param paths as the user wrote them
   * @param options options of DuckDB's reader of that format, name to SQL literal
   * @throws UserErrorException if there is no such file, it cannot be read, or the files do not fit
   *     together; the message says what, where and what to do
   */
  public FileTable open(
      Optional<FileFormat> format, List<String> paths, Map<String, String> options) {
    Predicate<ObjectUri> isData = uri -> format.isPresent() || formatOf(uri.name()).isPresent();
    List<TableFile> files = listing.find(paths, isData);
    FileFormat settled = format.orElseGet(() -> commonFormat(files));
    Opening opening = new Opening(settled, name(paths.getFirst()), files, new TreeMap<>(options));
    FileTable known = opened.get(opening);
    if (known != null) {
      return known;
    }
    FileTable table;
    try {
      table = open(opening, paths);
    } catch (UserErrorException e) {
      if (e.getCause() instanceof IOException
          || files.stream().allMatch(file -> store.localPath(file.stat().uri()).isPresent())) {
        throw e;
      }
      table = open(opening, paths); // What was fetched may have been damaged on its way.
    }
    opened.put(opening, table);
    return table;
  }

  private FileTable open(Opening opening, List<String> paths) {
    String name = opening.name();
    List<TableFile> files = opening.files();
    Map<String, String> options = opening.options();
    try {
      return switch (opening.format()) {
        case PARQUET -> parquet.open(name, files, options);
        case CSV -> csv.open(name, files, options);
        case JSON -> json.open(name, files, options);
      };
    } catch (IOException e) {
      throw Unreadable.because(paths.getFirst(), e);
    } catch (SQLException e) {
      throw new UserErrorException(
          "Cannot read '%s' as %s: %s"
              .formatted(paths.getFirst(), opening.format(), DuckDbErrors.message(e)),
          e);
    }
  }

  /** The format that a file's name tells. */
  public static Optional<FileFormat> formatOf(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String compression : COMPRESSIONS) {
      if (lower.endsWith(compression)) {
        lower = lower.substring(0, lower.length() - compression.length());
        return Optional.ofNullable(EXTENSIONS.get(extension(lower)))
            .filter(format -> format != FileFormat.PARQUET);
      }
    }
    return Optional.ofNullable(EXTENSIONS.get(extension(lower)));
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }

  private static FileFormat commonFormat(List<TableFile> files) {
    TableFile first = files.getFirst();
    FileFormat format = null;
    for (TableFile file : files) {
      FileFormat its =
          formatOf(file.stat().uri().name())
              .orElseThrow(
                  () ->
                      new UserErrorException(
                          "Cannot tell the format of %s by its name: say read_parquet('…'),"
                                  .formatted(file)
                              + " read_csv('…') or read_json('…')"));
      if (format != null && its != format) {
        throw new UserErrorException(
            "The files are of different formats: %s is %s, %s is %s. Name those of one by a pattern,"
                    .formatted(first, format, file, its)
                + " such as '*.parquet'");
      }
      format = its;
    }
    if (format == null) {
      throw new IllegalArgumentException("No files");
    }
    return format;
  }

  /** The last part of a path that says something: no wildcard, no key=value, no extension. */
  private static String name(String path) {
    String[] parts = PathPattern.address(path).key().split("/", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      if (!parts[i].isEmpty() && !PathPattern.hasWildcard(parts[i]) && parts[i].indexOf('=') < 0) {
        int dot = formatOf(parts[i]).isPresent() ? parts[i].indexOf('.', 1) : -1;
        return dot < 0 ? parts[i] : parts[i].substring(0, dot);
      }
    }
    return "files";
  }
}
