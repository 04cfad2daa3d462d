package dev.dunlin.planner.catalog;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written, as DuckDB finds by looking at its beginning. What the user says is not
 * looked for.
 *
 * @param newline {@code \n}, {@code \r\n} or {@code \r} with these letters
 * @param names the columns' names
 * @param dateFormat how dates are written, if there are any
 * @param timestampFormat how timestamps are written, if there are any
 */
record CsvDialect(
    String delimiter,
    String quote,
    String escape,
    String newline,
    String comment,
    long skip,
    boolean header,
    List<String> names,
    @Nullable String dateFormat,
    @Nullable String timestampFormat) {
  /** Options that do not change the dialect, or that sniffing cannot do with. */
  private static final Set<String> NOT_OF_THE_DIALECT =
      Set.of(
          "columns",
          "names",
          "files_to_sniff",
          "auto_detect",
          "parallel",
          "buffer_size",
          "force_not_null",
          "union_by_name",
          "quoted_newlines");

  private static final String STANDARD_QUOTE = "\"";
  private static final String NONE = "(empty)";
  private static final String LINE_FEED = "\\n";

  CsvDialect {
    names = List.copyOf(names);
  }

  /**
   * The dialects of some files, in their order.
   *
   * @param paths SQL literals of the files
   * @param fixed what is known already
   */
  static List<CsvDialect> sniff(
      EmbeddedDuckDb duckdb, List<String> paths, ReaderOptions options, Map<String, String> fixed)
      throws SQLException {
    Map<String, String> arguments = options.without(NOT_OF_THE_DIALECT);
    arguments.keySet().removeAll(PathColumns.OPTIONS);
    arguments.putAll(fixed);
    if (options.on("union_by_name", ReaderOptions.Standard.OFF)) {
      arguments.remove("types"); // Not every file has the columns that they name.
    }
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < paths.size(); i++) {
      sql.append(i == 0 ? "" : " UNION ALL ")
          .append(
              """
              SELECT %d AS i, Delimiter, Quote, Escape, NewLineDelimiter, Comment, SkipRows,
                HasHeader, DateFormat, TimestampFormat, [c.name FOR c IN Columns] AS names
              FROM sniff_csv(%s%s)"""
                  .formatted(i, paths.get(i), ReaderOptions.arguments(arguments)));
    }
    List<CsvDialect> dialects = new ArrayList<>();
    List<List<@Nullable String>> rows =
        duckdb.rows(
            "SELECT *, generate_subscripts(names, 1) AS place, unnest(names) AS name FROM ("
                + sql
                + ") ORDER BY i, place");
    for (int i = 0; i < rows.size(); ) {
      List<@Nullable String> row = rows.get(i);
      List<String> names = new ArrayList<>();
      for (;
          i < rows.size() && String.valueOf(rows.get(i).getFirst()).equals(row.getFirst());
          i++) {
        names.add(String.valueOf(rows.get(i).getLast()));
      }
      dialects.add(
          new CsvDialect(
              said(row.get(1)),
              said(row.get(2)),
              said(row.get(3)),
              said(row.get(4)),
              said(row.get(5)),
              Long.parseLong(String.valueOf(row.get(6))),
              Boolean.parseBoolean(row.get(7)),
              names,
              row.get(8),
              row.get(9)));
    }
    return dialects;
  }

  /** What {@code auto_detect := false} means: DuckDB's defaults, and what the user says. */
  static CsvDialect undetected(ReaderOptions options) throws SQLException {
    return new CsvDialect(
        options.text("delim").orElse(","),
        options.text("quote").orElse(STANDARD_QUOTE),
        options.text("escape").orElse(options.text("quote").orElse(STANDARD_QUOTE)),
        LINE_FEED,
        options.text("comment").orElse(""),
        Long.parseLong(options.text("skip").orElse("0")),
        options.on("header", ReaderOptions.Standard.OFF),
        List.of(),
        null,
        null);
  }

  /** Whether a file may have both, as far as quotes tell: not every file shows any. */
  boolean quotesFit(CsvDialect other) {
    return quote.isEmpty() || other.quote.isEmpty() || quote.equals(other.quote);
  }

  /** Whether one could be the other's, of a file with the same columns. */
  boolean fits(CsvDialect other) {
    // In a file of one column any delimiter does.
    boolean one = names.size() == 1 || other.names.size() == 1;
    return quotesFit(other)
        && header == other.header
        && skip == other.skip
        && (header ? names.equals(other.names) : one || names.size() == other.names.size())
        && (one || delimiter.equals(other.delimiter));
  }

  /**
   * This dialect, with the quotes and comments that another file has and this one does not show.
   */
  CsvDialect with(CsvDialect other) {
    boolean ours = !quote.isEmpty();
    boolean wider = header || names.size() >= other.names.size();
    return new CsvDialect(
        names.size() > 1 ? delimiter : other.delimiter,
        ours ? quote : other.quote,
        ours && !escape.isEmpty() ? escape : other.escape,
        newline.equals(other.newline) ? newline : LINE_FEED,
        comment.isEmpty() ? other.comment : comment,
        skip,
        header,
        wider ? names : other.names,
        dateFormat,
        timestampFormat);
  }

  private static String said(@Nullable String value) {
    return value == null || value.equals(NONE) ? "" : value;
  }

  /**
   * The dialect where what was not seen is as in the standard (RFC 4180): values may be quoted, and
   * quotes in them are doubled. DuckDB alone takes a file that shows no quote in its first rows for
   * one that has none.
   *
   * @param quotesSeen whether the beginning has quotes, which then are plain letters
   */
  CsvDialect completed(ReaderOptions options, boolean quotesSeen) {
    String theQuote =
        quote.isEmpty() && !options.has("quote") && !quotesSeen ? STANDARD_QUOTE : quote;
    String theEscape = escape.isEmpty() && !options.has("escape") ? theQuote : escape;
    return new CsvDialect(
        delimiter,
        theQuote,
        theEscape,
        newline,
        comment,
        skip,
        header,
        names,
        dateFormat,
        timestampFormat);
  }

  /** The columns as texts, for the option {@code columns}. */
  String textColumns() {
    return names.stream()
        .map(name -> EmbeddedDuckDb.literal(name) + ": 'VARCHAR'")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** The dialect as options of {@code read_csv}, all but the formats of dates. */
  Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("delim", EmbeddedDuckDb.literal(delimiter));
    options.put("quote", EmbeddedDuckDb.literal(quote));
    options.put("escape", EmbeddedDuckDb.literal(escape));
    options.put("comment", EmbeddedDuckDb.literal(comment));
    options.put("skip", Long.toString(skip));
    options.put("header", Boolean.toString(header));
    return options;
  }
}
