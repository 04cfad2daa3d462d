package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a table's CSV files are written: those of one way have the same header, and a
 * dialect in common. Some files are looked at closely, spread over all; of the others those whose
 * header's line is not one of theirs.
 */
final class CsvLayouts {
  private final EmbeddedDuckDb duckdb;
  private final TextFiles text;
  private final MetadataFiles copies;
  private final ReaderOptions options;
  private final CsvFaults faults;
  private final List<Layout> layouts = new ArrayList<>();
  private final Map<TableFile, Integer> places = new HashMap<>();

  /** One way, with what its files show together. */
  static final class Layout {
    private final TableFile first;
    private final String headerLine;
    private final List<TableFile> sampled = new ArrayList<>();
    private final List<CsvDialect> seen = new ArrayList<>();
    private CsvDialect dialect;

    private Layout(TableFile first, CsvDialect dialect, String headerLine) {
      this.first = first;
      this.dialect = dialect;
      this.headerLine = headerLine;
    }

    CsvDialect dialect() {
      return dialect;
    }

    /** What an option for a format would be, for each of its files alone. */
    List<String> formats(String option) {
      Function<CsvDialect, @Nullable String> format =
          option.equals("dateformat") ? CsvDialect::dateFormat : CsvDialect::timestampFormat;
      return seen.stream().map(format).filter(Objects::nonNull).distinct().toList();
    }

    private boolean begins(TextHead head) {
      return !headerLine.isEmpty() && headerLine(head, dialect).equals(headerLine);
    }
  }

  private CsvLayouts(
      EmbeddedDuckDb duckdb, TextFiles text, MetadataFiles copies, ReaderOptions options) {
    this.duckdb = duckdb;
    this.text = text;
    this.copies = copies;
    this.options = options;
    this.faults = new CsvFaults(duckdb, options);
  }

  /**
   * Looks at a table's files.
   *
   * @throws UserErrorException if one cannot be understood
   */
  static CsvLayouts of(
      EmbeddedDuckDb duckdb, TextFiles text, MetadataFiles copies, ReaderOptions options)
      throws IOException, SQLException {
    CsvLayouts layouts = new CsvLayouts(duckdb, text, copies, options);
    List<TableFile> sampled = text.sampled();
    if (options.on("auto_detect", ReaderOptions.Standard.ON)) {
      List<CsvDialect> seen = layouts.sniff(sampled, Map.of());
      for (int i = 0; i < sampled.size(); i++) {
        layouts.add(sampled.get(i), seen.get(i));
      }
      for (TableFile file : text.filled()) {
        if (!layouts.places.containsKey(file)) {
          layouts.place(file);
        }
      }
      for (Layout layout : layouts.layouts) {
        layout.dialect = layout.dialect.completed(options, layouts.hasQuotes(layout));
      }
    } else {
      CsvDialect said = CsvDialect.undetected(options).completed(options, true);
      sampled.forEach(file -> layouts.add(file, said));
    }
    return layouts;
  }

  private List<CsvDialect> sniff(List<TableFile> files, Map<String, String> fixed)
      throws IOException, SQLException {
    List<String> paths = text.paths(copies, files);
    List<CsvDialect> seen;
    try {
      seen = CsvDialect.sniff(duckdb, paths, options, fixed);
    } catch (SQLException e) {
      throw faults.explain(files, paths, e);
    }
    for (int i = 0; i < files.size(); i++) {
      faults.check(files.get(i), paths.get(i), seen.get(i));
    }
    return seen;
  }

  /** Enters a file that has been looked at. */
  private void add(TableFile file, CsvDialect seen) {
    TextHead head = text.head(file);
    int place = 0;
    while (place < layouts.size()) {
      CsvDialect known = layouts.get(place).dialect;
      if (known.fits(seen) || (known.quotesFit(seen) && layouts.get(place).begins(head))) {
        layouts.get(place).dialect = known.with(seen);
        break;
      }
      place++;
    }
    if (place == layouts.size()) {
      layouts.add(new Layout(file, seen, seen.header() ? headerLine(head, seen) : ""));
    }
    layouts.get(place).sampled.add(file);
    layouts.get(place).seen.add(seen);
    places.put(file, place);
  }

  /** Enters any other file. */
  private void place(TableFile file) throws IOException, SQLException {
    TextHead head = text.head(file);
    CsvDialect usual = layouts.getFirst().dialect;
    for (int i = 0; i < layouts.size(); i++) {
      if (layouts.get(i).begins(head) || (layouts.size() == 1 && !usual.header())) {
        places.put(file, i);
        return;
      }
    }
    // A short file alone may look like anything.
    Map<String, String> likeOthers = usual.completed(options, true).options();
    CsvDialect seen =
        CsvDialect.sniff(duckdb, List.of(text.path(copies, file)), options, likeOthers).getFirst();
    boolean unlike = usual.names().size() > 1 && seen.names().size() == 1;
    add(file, unlike ? sniff(List.of(file), Map.of()).getFirst() : seen);
  }

  /** The text of the header's line; empty if it is not in the head. */
  private static String headerLine(TextHead head, CsvDialect dialect) {
    String[] lines = head.text().split("\n", -1);
    int at = Math.toIntExact(Math.min(dialect.skip(), lines.length));
    while (at < lines.length
        && !dialect.comment().isEmpty()
        && lines[at].startsWith(dialect.comment())) {
      at++;
    }
    return at < lines.length - 1 ? lines[at] : "";
  }

  /** Whether the files' first rows have quotes that are not those of the dialect. */
  private boolean hasQuotes(Layout layout) throws IOException, SQLException {
    CsvDialect dialect = layout.dialect;
    if (!dialect.quote().isEmpty() || options.has("quote")) {
      return false;
    }
    Map<String, String> plain = new TreeMap<>(dialect.options());
    plain.put("header", "false");
    plain.put("auto_detect", "false");
    plain.put("columns", dialect.textColumns());
    plain.putAll(options.only(Set.of("compression", "encoding", "max_line_size")));
    for (String path : text.paths(copies, layout.sampled)) {
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

  /** All of them, the first file's first. */
  List<Layout> all() {
    return layouts;
  }

  /** The place of a file's layout among all; any for a file without bytes. */
  int place(TableFile file, int otherwise) {
    return places.getOrDefault(file, otherwise);
  }

  /** The files that were looked at closely, in the table's order. */
  List<TableFile> sampled() {
    List<TableFile> order = text.filled();
    Map<TableFile, Integer> at = new HashMap<>();
    order.forEach(file -> at.put(file, at.size()));
    return layouts.stream()
        .flatMap(layout -> layout.sampled.stream())
        .sorted(Comparator.comparing(at::get))
        .toList();
  }

  /**
   * Refuses files whose columns differ.
   *
   * @throws UserErrorException naming two
   */
  void checkColumns() {
    Layout usual = layouts.getFirst();
    // Where the user names the columns, they are those of each file in this order.
    boolean byPlace = options.has("columns") || options.has("names");
    for (Layout other : layouts) {
      boolean same =
          byPlace
              ? other.dialect.names().equals(usual.dialect.names())
              : keys(other).equals(keys(usual));
      if (!same) {
        throw new UserErrorException(
            "The files have different %s: %s has %s, %s has %s. Name files that are alike%s"
                .formatted(
                    usual.dialect.header() ? "headers" : "columns",
                    usual.first,
                    usual.dialect.names(),
                    other.first,
                    other.dialect.names(),
                    byPlace
                        ? ""
                        : ", or say union_by_name := true to read NULL where a column is missing"));
      }
    }
  }

  private static Set<String> keys(Layout layout) {
    return layout.dialect.names().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
