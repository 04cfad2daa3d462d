package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.catalog.TextHead.Compression;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Opens tables over CSV files. Dialect, header, names and types are found once, by DuckDB, and then
 * said to every task. A file is cut into byte ranges where no line end in it can be quoted: it has
 * no quote, or a look through it rules that out (local files only), or the user says so by {@code
 * quoted_newlines := false}.
 */
final class CsvTables {
  /** Ours: whether a value may hold a line end. Not said: the file is looked through. */
  private static final String QUOTED_NEWLINES = "quoted_newlines";

  private static final String ISO_DATE = "%Y-%m-%d";

  /** Options that are settled by the columns' names and types, or that mean nothing to a task. */
  private static final Set<String> SETTLED =
      Set.of(
          "columns",
          "types",
          "names",
          "normalize_names",
          "all_varchar",
          "auto_type_candidates",
          "sample_size",
          "files_to_sniff",
          "auto_detect",
          "union_by_name",
          "parallel",
          "new_line",
          QUOTED_NEWLINES);

  private final ObjectStore store;
  private final EmbeddedDuckDb duckdb;
  private final QuotedNewlines quotedNewlines;

  CsvTables(ObjectStore store, EmbeddedDuckDb duckdb) {
    this.store = store;
    this.duckdb = duckdb;
    this.quotedNewlines = new QuotedNewlines(store);
  }

  FileTable open(String name, List<TableFile> files, Map<String, String> given)
      throws IOException, SQLException {
    ReaderOptions options =
        ReaderOptions.of(duckdb, FileFormat.CSV, given, Set.of(QUOTED_NEWLINES));
    TextFiles text = TextFiles.of(store, files, options.text("compression").orElse("auto"));
    if (text.filled().isEmpty()) {
      throw new UserErrorException(
          "Cannot read %s as CSV: %s empty (0 bytes), so there is no header to take the columns from"
              .formatted(files.getFirst(), files.size() == 1 ? "it is" : "all files are"));
    }
    try (MetadataFiles copies = new MetadataFiles(store)) {
      List<TableFile> sampled = text.sampled();
      List<String> sample = text.paths(copies, sampled);
      boolean detected = options.on("auto_detect", ReaderOptions.Standard.ON);
      List<CsvDialect> seen =
          detected ? sniff(sampled, sample, options) : List.of(CsvDialect.undetected(options));
      CsvDialect shown = CsvDialect.common(sampled, seen);
      CsvDialect dialect = shown.completed(options, !detected || hasQuotes(sample, shown, options));
      if (detected && dialect.header()) {
        checkHeaders(text, copies, dialect, options);
      }
      Map<String, String> reading = options.without(SETTLED);
      reading.keySet().removeAll(PathColumns.OPTIONS);
      reading.putAll(dialect.options());
      Schema schema = schema(sample, options, seen, reading);
      PathColumns path = PathColumns.of(duckdb, files, schema.columns(), options);
      return new FileTable(
          duckdb,
          name,
          new FileTable.Layout(
              FileFormat.CSV,
              path.schema(),
              reading,
              schema.columns(),
              path.columns(),
              path.filenameColumn()),
          files,
          text.pieces(head -> head.lines() - (dialect.header() ? 1 : 0)),
          divisible(text, dialect, options));
    }
  }

  private List<CsvDialect> sniff(List<TableFile> files, List<String> paths, ReaderOptions options)
      throws SQLException {
    CsvFaults faults = new CsvFaults(duckdb, options);
    List<CsvDialect> seen;
    try {
      seen = CsvDialect.sniff(duckdb, paths, options, Map.of());
    } catch (SQLException e) {
      throw faults.explain(files, paths, e);
    }
    for (int i = 0; i < files.size(); i++) {
      faults.check(files.get(i), paths.get(i), seen.get(i));
    }
    return seen;
  }

  /** Whether the files' first rows have quotes that are not those of the dialect. */
  private boolean hasQuotes(List<String> sample, CsvDialect dialect, ReaderOptions options)
      throws SQLException {
    if (!dialect.quote().isEmpty() || options.has("quote")) {
      return false;
    }
    Map<String, String> plain = dialect.options();
    plain.put("header", "false");
    plain.put("auto_detect", "false");
    plain.put("columns", dialect.textColumns());
    plain.putAll(options.only(Set.of("compression", "encoding", "max_line_size")));
    for (String path : sample) {
      boolean found =
          !duckdb
              .rows(
                  """
                  SELECT 1 FROM (FROM read_csv(%s, hive_partitioning = false,
                    null_padding = true, ignore_errors = true, strict_mode = false%s) LIMIT 20480)
                  WHERE contains(concat_ws('', *COLUMNS(*)), '"') LIMIT 1"""
                      .formatted(path, ReaderOptions.arguments(plain)))
              .isEmpty();
      if (found) {
        return true;
      }
    }
    return false;
  }

  /** The columns, and into {@code reading} the formats of their dates. */
  private Schema schema(
      List<String> sample,
      ReaderOptions options,
      List<CsvDialect> seen,
      Map<String, String> reading)
      throws SQLException {
    Map<String, String> arguments = options.without(PathColumns.OPTIONS);
    arguments.keySet().removeAll(Set.of(QUOTED_NEWLINES, "union_by_name"));
    arguments.put("hive_partitioning", "false");
    arguments.put("files_to_sniff", "-1");
    Schema schema = describe(sample, arguments);
    schema =
        withFormat(
            "dateformat",
            "DATE",
            schema,
            sample,
            arguments,
            reading,
            seen.stream().map(CsvDialect::dateFormat).filter(Objects::nonNull).distinct().toList());
    return withFormat(
        "timestampformat",
        "TIMESTAMP",
        schema,
        sample,
        arguments,
        reading,
        seen.stream()
            .map(CsvDialect::timestampFormat)
            .filter(Objects::nonNull)
            .distinct()
            .toList());
  }

  /**
   * Settles the format of dates or timestamps. Where files alone seem to have different ones
   * ({@code 01/02/2024} fits two), the first that fits all counts; if none does, they are text.
   */
  private Schema withFormat(
      String option,
      String type,
      Schema schema,
      List<String> sample,
      Map<String, String> arguments,
      Map<String, String> reading,
      List<String> formats)
      throws SQLException {
    if (formats.isEmpty() || reading.containsKey(option)) {
      return schema;
    }
    Schema best = schema;
    String bestFormat = formats.getFirst();
    if (formats.size() > 1) {
      long most = -1;
      for (String format : formats) {
        arguments.put(option, EmbeddedDuckDb.literal(format));
        Schema its = describe(sample, arguments);
        long typed = its.columns().stream().filter(c -> c.type().startsWith(type)).count();
        if (typed > most) {
          most = typed;
          best = its;
          bestFormat = format;
        }
      }
    }
    arguments.put(option, EmbeddedDuckDb.literal(bestFormat));
    // Said in so many words, the standard one would not know of infinity and of years BC.
    if (!bestFormat.startsWith(ISO_DATE)
        && best.columns().stream().anyMatch(column -> column.type().startsWith(type))) {
      reading.put(option, EmbeddedDuckDb.literal(bestFormat));
    }
    return best;
  }

  private Schema describe(List<String> sample, Map<String, String> arguments) throws SQLException {
    return duckdb.describe(
        "SELECT * FROM read_csv([%s]%s)"
            .formatted(String.join(", ", sample), ReaderOptions.arguments(arguments)));
  }

  /** All files must have the same header; only those whose text differs are looked at closely. */
  private void checkHeaders(
      TextFiles text, MetadataFiles copies, CsvDialect dialect, ReaderOptions options)
      throws IOException, SQLException {
    TableFile first = text.filled().getFirst();
    String header = header(text.head(first), dialect);
    for (TableFile file : text.filled()) {
      if (header.isEmpty() || !header(text.head(file), dialect).equals(header)) {
        List<String> names =
            CsvDialect.sniff(duckdb, List.of(text.path(copies, file)), options, dialect.options())
                .getFirst()
                .names();
        if (!names.equals(dialect.names())) {
          throw new UserErrorException(
              "The files have different headers: %s has %s, %s has %s. Name files that are alike"
                  .formatted(first, dialect.names(), file, names));
        }
      }
    }
  }

  /** The text of the header's line; empty if it is not in the head. */
  private static String header(TextHead head, CsvDialect dialect) {
    String[] lines = head.text().split("\n", -1);
    int at = Math.toIntExact(Math.min(dialect.skip(), lines.length));
    while (at < lines.length
        && !dialect.comment().isEmpty()
        && lines[at].startsWith(dialect.comment())) {
      at++;
    }
    return at < lines.length - 1 ? lines[at] : "";
  }

  private Predicate<TableFile> divisible(TextFiles text, CsvDialect dialect, ReaderOptions options)
      throws SQLException {
    String encoding = options.text("encoding").orElse("utf-8");
    // Elsewhere a line feed's byte may be part of another letter.
    boolean bytewise = Set.of("utf-8", "latin-1").contains(encoding.toLowerCase(Locale.ROOT));
    if (!bytewise || dialect.newline().equals("\\r")) {
      return file -> false;
    }
    boolean unquoted =
        dialect.quote().isEmpty()
            || (options.has(QUOTED_NEWLINES)
                && !options.on(QUOTED_NEWLINES, ReaderOptions.Standard.OFF));
    if (unquoted) {
      return file -> text.compression(file) == Compression.NONE;
    }
    Optional<QuotedNewlines.Dialect> quotes =
        QuotedNewlines.Dialect.of(dialect.delimiter(), dialect.quote(), dialect.escape());
    if (options.has(QUOTED_NEWLINES) || quotes.isEmpty()) {
      return file -> false;
    }
    return file ->
        text.compression(file) == Compression.NONE
            && quotedNewlines.ruledOut(file.stat(), quotes.get());
  }
}
