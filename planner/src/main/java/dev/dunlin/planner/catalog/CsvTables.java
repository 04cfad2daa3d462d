package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

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
      CsvLayouts layouts = CsvLayouts.of(duckdb, text, copies, options);
      if (!options.on("union_by_name", ReaderOptions.Standard.OFF)) {
        layouts.checkColumns();
      }
      List<Map<String, String>> reading = new ArrayList<>();
      for (CsvLayouts.Layout layout : layouts.all()) {
        Map<String, String> its = options.without(SETTLED);
        its.keySet().removeAll(PathColumns.OPTIONS);
        its.putAll(layout.dialect().options());
        reading.add(its);
      }
      Schema schema = schema(text.paths(copies, layouts.sampled()), options, layouts, reading);
      List<FileLayout> fileLayouts = new ArrayList<>();
      List<Predicate<TableFile>> divisible = new ArrayList<>();
      for (CsvLayouts.Layout layout : layouts.all()) {
        fileLayouts.add(
            new FileLayout(
                reading.get(fileLayouts.size()),
                layouts.all().size() == 1
                    ? schema.columns()
                    : columns(layout.dialect(), schema, options)));
        divisible.add(divisible(text, layout.dialect(), options));
      }
      ToIntFunction<TableFile> layoutOf = file -> layouts.place(file, 0);
      PathColumns path = PathColumns.of(duckdb, files, schema.columns(), options);
      boolean header = layouts.all().getFirst().dialect().header();
      return new FileTable(
          duckdb,
          name,
          new FileTable.Layout(
              FileFormat.CSV,
              path.schema(),
              fileLayouts,
              layoutOf,
              schema.columns(),
              path.columns(),
              path.filenameColumn()),
          files,
          text.pieces(head -> head.lines() - (header ? 1 : 0)),
          file -> divisible.get(layoutOf.applyAsInt(file)).test(file));
    }
  }

  /** The columns of files of one layout, in their order, as the table spells and types them. */
  private static List<Column> columns(CsvDialect dialect, Schema schema, ReaderOptions options) {
    if (options.has("columns") || options.has("names")) {
      return schema.columns().subList(0, Math.min(dialect.names().size(), schema.size()));
    }
    Map<String, Column> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    schema.columns().forEach(column -> byName.putIfAbsent(column.name(), column));
    List<Column> columns = new ArrayList<>();
    for (String name : dialect.names()) {
      Column column = byName.get(name);
      if (column == null) {
        throw new IllegalStateException("No column " + name + " among " + schema);
      }
      columns.add(column);
    }
    return columns;
  }

  /** The columns, and into {@code reading} the formats of their dates. */
  private Schema schema(
      List<String> sample,
      ReaderOptions options,
      CsvLayouts layouts,
      List<Map<String, String>> reading)
      throws SQLException {
    Map<String, String> arguments = options.without(PathColumns.OPTIONS);
    arguments.keySet().removeAll(Set.of(QUOTED_NEWLINES, "union_by_name"));
    arguments.put("hive_partitioning", "false");
    arguments.put("files_to_sniff", "-1");
    if (layouts.all().size() > 1) {
      arguments.put("union_by_name", "true");
    }
    Schema schema = describe(sample, arguments);
    schema = withFormat("dateformat", "DATE", schema, sample, arguments, reading, layouts);
    return withFormat("timestampformat", "TIMESTAMP", schema, sample, arguments, reading, layouts);
  }

  /**
   * Settles the format of dates or timestamps. Each layout may have its own. Where files of one
   * seem to have different ones ({@code 01/02/2024} fits two), the first that fits all counts; if
   * none does, they are text.
   *
   * @param reading for each layout what a task is told
   */
  private Schema withFormat(
      String option,
      String type,
      Schema schema,
      List<String> sample,
      Map<String, String> arguments,
      List<Map<String, String>> reading,
      CsvLayouts layouts)
      throws SQLException {
    List<List<String>> formats =
        layouts.all().stream().map(layout -> layout.formats(option)).toList();
    List<String> all = formats.stream().flatMap(List::stream).distinct().toList();
    if (all.isEmpty() || reading.getFirst().containsKey(option)) {
      return schema;
    }
    if (all.size() > 1 && formats.stream().allMatch(its -> its.size() <= 1)) {
      for (int i = 0; i < reading.size(); i++) {
        tell(reading.get(i), option, formats.get(i));
      }
      return schema;
    }
    Schema best = schema;
    String bestFormat = all.getFirst();
    if (all.size() > 1) {
      long most = -1;
      for (String format : all) {
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
    if (best.columns().stream().anyMatch(column -> column.type().startsWith(type))) {
      for (Map<String, String> its : reading) {
        tell(its, option, List.of(bestFormat));
      }
    }
    return best;
  }

  private static void tell(Map<String, String> reading, String option, List<String> formats) {
    for (String format : formats) {
      // Said in so many words, the standard one would not know of infinity and of years BC.
      if (!format.startsWith(ISO_DATE)) {
        reading.put(option, EmbeddedDuckDb.literal(format));
      }
    }
  }

  private Schema describe(List<String> sample, Map<String, String> arguments) throws SQLException {
    return duckdb.describe(
        "SELECT * FROM read_csv([%s]%s)"
            .formatted(String.join(", ", sample), ReaderOptions.arguments(arguments)));
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
