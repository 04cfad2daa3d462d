package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.duckdb.DuckDbErrors;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the footers of Parquet files, many in one query, and keeps them as long as the files do not
 * change. Thread-safe.
 */
final class ParquetFooters {
  /** Filters of different columns lie side by side, and are small. */
  private static final long FILTERS_GAP_BYTES = 4096;

  private static final String MAGIC = "PAR1";
  private static final String ENCRYPTED_MAGIC = "PARE";

  /** The footer's length and the magic number, at the very end. */
  static final int FOOTER_END_BYTES = 8;

  private final ObjectStore store;
  private final EmbeddedDuckDb duckdb;
  private final Map<ObjectStat, ParquetFooter> cache = new ConcurrentHashMap<>();

  ParquetFooters(ObjectStore store, EmbeddedDuckDb duckdb) {
    this.store = store;
    this.duckdb = duckdb;
  }

  /**
   * The footer of each file, in the order given.
   *
   * @throws UserErrorException if one of them is no Parquet file, or is damaged
   */
  List<ParquetFooter> read(List<ObjectStat> files) throws IOException, SQLException {
    List<ObjectStat> missing =
        files.stream().distinct().filter(file -> !cache.containsKey(file)).toList();
    if (!missing.isEmpty()) {
      for (ObjectStat file : missing) {
        if (file.lengthBytes() == 0) {
          throw new UserErrorException(
              "Cannot read %s as Parquet: it is empty (0 bytes), even a table without rows has a"
                      .formatted(file.uri())
                  + " footer; was its writer stopped? Remove or rewrite it");
        }
      }
      try (MetadataFiles copies = new MetadataFiles(store)) {
        Map<String, ObjectStat> byPath = new LinkedHashMap<>();
        List<Path> paths = copies.footers(missing);
        for (int i = 0; i < paths.size(); i++) {
          byPath.put(paths.get(i).toString(), missing.get(i));
        }
        Map<String, ParquetFooter> footers = footers(byPath);
        byPath.forEach((path, file) -> cache.put(file, of(footers, path)));
      }
    }
    return files.stream().map(file -> of(cache, file)).toList();
  }

  private static <K, V> V of(Map<K, V> read, K key) {
    V value = read.get(key);
    if (value == null) {
      throw new IllegalStateException("No footer was read of " + key);
    }
    return value;
  }

  private Map<String, ParquetFooter> footers(Map<String, ObjectStat> files)
      throws IOException, SQLException {
    try {
      Map<String, Shape> shapes = shapes(files.keySet());
      Map<String, ByteRange> places = places(files.keySet());
      Map<String, List<ParquetFooter.RowGroup>> rowGroups =
          rowGroups(files.keySet(), shapes, places);
      Map<String, ParquetFooter> footers = new HashMap<>();
      shapes.forEach(
          (path, shape) ->
              footers.put(
                  path,
                  new ParquetFooter(
                      shape.columns(), rowGroups.getOrDefault(path, List.of()), of(places, path))));
      return footers;
    } catch (SQLException e) {
      for (Map.Entry<String, ObjectStat> file : files.entrySet()) {
        checkReadable(file.getKey(), file.getValue());
      }
      throw e;
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      // DuckDB has read it, but the numbers in it make no sense.
      if (files.size() == 1) {
        throw new UserErrorException(
            "Cannot read %s as Parquet: %s"
                .formatted(
                    files.values().iterator().next().uri(),
                    damaged("its numbers contradict each other")),
            e);
      }
      for (Map.Entry<String, ObjectStat> file : files.entrySet()) {
        Map<String, ParquetFooter> unused = footers(Map.of(file.getKey(), file.getValue()));
      }
      throw e;
    }
  }

  private static String list(Collection<String> paths) {
    return paths.stream()
        .map(path -> EmbeddedDuckDb.literal(MetadataFiles.escaped(Path.of(path))))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * The columns of a file.
   *
   * @param leaves for each leaf of the schema the top-level column it is in
   * @param direct whether the leaf is that column itself, and not inside a list, map or struct
   * @param types physical types of the leaves
   * @param required whether a top-level column can hold no NULL
   */
  private record Shape(
      List<Column> columns,
      List<Integer> leaves,
      List<Boolean> direct,
      List<String> types,
      List<Boolean> required) {}

  private Map<String, Shape> shapes(Collection<String> paths) throws SQLException {
    Map<String, List<List<@Nullable String>>> elements = new LinkedHashMap<>();
    for (List<@Nullable String> row :
        duckdb.rows(
            "SELECT file_name, name, duckdb_type, coalesce(num_children, 0), coalesce(type, ''),"
                + " coalesce(repetition_type, '') FROM parquet_schema("
                + list(paths)
                + ") ORDER BY file_name, column_id")) {
      elements.computeIfAbsent(text(row, 0), k -> new ArrayList<>()).add(row);
    }
    // Most files of a table are alike: they then share one shape.
    Map<Shape, Shape> known = new HashMap<>();
    Map<String, Shape> shapes = new HashMap<>();
    elements.forEach(
        (path, rows) -> {
          Shape shape = shape(rows);
          shapes.put(path, known.computeIfAbsent(shape, s -> s));
        });
    return shapes;
  }

  /** The schema is a tree written in pre-order, each element with the number of its children. */
  private static Shape shape(List<List<@Nullable String>> elements) {
    List<Column> columns = new ArrayList<>();
    List<Integer> leaves = new ArrayList<>();
    List<Boolean> direct = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<Boolean> required = new ArrayList<>();
    int at = 1;
    while (at < elements.size()) {
      List<@Nullable String> top = elements.get(at);
      int column = columns.size();
      columns.add(new Column(text(top, 1), text(top, 2)));
      required.add(text(top, 5).equals("REQUIRED"));
      boolean plain = number(top, 3) == 0 && !text(top, 5).equals("REPEATED");
      long open = 1;
      while (open > 0) {
        List<@Nullable String> element = elements.get(at++);
        open += number(element, 3) - 1;
        if (number(element, 3) == 0) {
          leaves.add(column);
          direct.add(plain);
          types.add(text(element, 4));
        }
      }
    }
    return new Shape(columns, leaves, direct, types, required);
  }

  private Map<String, ByteRange> places(Collection<String> paths) throws SQLException {
    Map<String, ByteRange> places = new HashMap<>();
    for (List<@Nullable String> row :
        duckdb.rows(
            "SELECT file_name, file_size_bytes, footer_size FROM parquet_file_metadata("
                + list(paths)
                + ")")) {
      long bytes = number(row, 2) + FOOTER_END_BYTES;
      places.put(text(row, 0), new ByteRange(number(row, 1) - bytes, bytes));
    }
    return places;
  }

  private Map<String, List<ParquetFooter.RowGroup>> rowGroups(
      Collection<String> paths, Map<String, Shape> shapes, Map<String, ByteRange> footers)
      throws SQLException {
    Map<String, List<ParquetFooter.RowGroup>> rowGroups = new HashMap<>();
    String path = "";
    long group = -1;
    @Nullable ColumnChunk[] chunks = {};
    List<List<@Nullable String>> rows =
        duckdb.rows(
            "SELECT file_name, row_group_id, row_group_num_rows, column_id, total_compressed_size,"
                + " stats_null_count, stats_min_value, stats_max_value, stats_min, stats_max,"
                + " stats_distinct_count, stats_nan_count, data_page_offset,"
                + " dictionary_page_offset, bloom_filter_offset, bloom_filter_length FROM"
                + " parquet_metadata("
                + list(paths)
                + ") ORDER BY file_name, row_group_id, column_id");
    for (int i = 0; i < rows.size(); i++) {
      List<@Nullable String> row = rows.get(i);
      Shape shape = shapes.get(text(row, 0));
      if (shape == null) {
        throw new SQLException("No schema was read of " + row.getFirst());
      }
      if (!text(row, 0).equals(path) || number(row, 1) != group) {
        path = text(row, 0);
        group = number(row, 1);
        chunks = new ColumnChunk[shape.columns().size()];
      }
      int leaf = Math.toIntExact(number(row, 3));
      int column = shape.leaves().get(leaf);
      List<ByteRange> pages = List.of(pages(row));
      List<ByteRange> filters = filters(row, of(footers, text(row, 0)));
      ColumnChunk before = chunks[column];
      long nulls = shape.required().get(column) ? 0 : ColumnChunk.UNKNOWN;
      chunks[column] =
          shape.direct().get(leaf)
              ? chunk(
                  row,
                  shape.columns().get(column).type(),
                  shape.types().get(leaf),
                  nulls,
                  pages,
                  filters)
              : new ColumnChunk(
                  number(row, 4) + (before == null ? 0 : before.bytes()),
                  both(before == null ? List.of() : before.places(), pages),
                  both(before == null ? List.of() : before.filters(), filters),
                  nulls,
                  null,
                  null,
                  ColumnChunk.UNKNOWN);
      boolean last =
          i + 1 == rows.size()
              || !text(rows.get(i + 1), 0).equals(path)
              || number(rows.get(i + 1), 1) != group;
      if (last) {
        List<ColumnChunk> complete = new ArrayList<>();
        for (ColumnChunk chunk : chunks) {
          if (chunk == null) {
            throw new SQLException("A row group of " + path + " lacks a column");
          }
          complete.add(chunk);
        }
        rowGroups
            .computeIfAbsent(path, k -> new ArrayList<>())
            .add(new ParquetFooter.RowGroup(number(row, 2), complete));
      }
    }
    rowGroups.replaceAll((_, groups) -> sharingFilters(groups));
    return rowGroups;
  }

  /** The same, where each chunk knows the filters of its whole column. */
  private static List<ParquetFooter.RowGroup> sharingFilters(List<ParquetFooter.RowGroup> groups) {
    List<List<ByteRange>> filters = new ArrayList<>();
    for (int i = 0; i < groups.getFirst().chunks().size(); i++) {
      int column = i;
      filters.add(
          ByteRange.merged(
              groups.stream().flatMap(g -> g.chunks().get(column).filters().stream()).toList(),
              FILTERS_GAP_BYTES));
    }
    List<ParquetFooter.RowGroup> sharing = new ArrayList<>();
    for (ParquetFooter.RowGroup group : groups) {
      List<ColumnChunk> chunks = new ArrayList<>();
      for (ColumnChunk chunk : group.chunks()) {
        chunks.add(chunk.withFilters(filters.get(chunks.size())));
      }
      sharing.add(new ParquetFooter.RowGroup(group.rows(), chunks));
    }
    return sharing;
  }

  private static ColumnChunk chunk(
      List<@Nullable String> row,
      String type,
      String physicalType,
      long nullsIfUnsaid,
      List<ByteRange> pages,
      List<ByteRange> filters) {
    String min = row.get(6);
    String max = row.get(7);
    if (min == null && max == null && wasOrderedBefore(type, physicalType)) {
      min = row.get(8);
      max = row.get(9);
    }
    boolean floating = physicalType.equals("FLOAT") || physicalType.equals("DOUBLE");
    // Most writers leave NaN out of the bounds (the format says so), but to DuckDB it is the
    // greatest number; a few wrote it as a bound.
    String nans = row.get(11);
    if (floating && !"0".equals(nans)) {
      max = null;
    }
    String nulls = row.get(5);
    String distinct = row.get(10);
    return new ColumnChunk(
        number(row, 4),
        pages,
        filters,
        nulls == null ? nullsIfUnsaid : Long.parseLong(nulls),
        bound(min, type, physicalType),
        bound(max, type, physicalType),
        distinct == null ? ColumnChunk.UNKNOWN : Long.parseLong(distinct));
  }

  /** Where a leaf's pages are, its dictionary first. */
  private static ByteRange pages(List<@Nullable String> row) {
    long pages = number(row, 12);
    String dictionary = row.get(13);
    // Some writers say 0 where there is none.
    if (dictionary != null && Long.parseLong(dictionary) >= MAGIC.length()) {
      pages = Math.min(pages, Long.parseLong(dictionary));
    }
    return new ByteRange(pages, number(row, 4));
  }

  /** Where a leaf's Bloom filter is, if it has one. */
  private static List<ByteRange> filters(List<@Nullable String> row, ByteRange footer) {
    if (row.get(14) == null) {
      return List.of();
    }
    long filter = number(row, 14);
    // Old writers do not say its length. It ends before the footer in any case.
    long length = row.get(15) == null ? footer.offset() - filter : number(row, 15);
    return List.of(new ByteRange(filter, length));
  }

  private static List<ByteRange> both(List<ByteRange> some, List<ByteRange> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Whether the deprecated bounds of old writers, always compared as signed, are right for it. */
  private static boolean wasOrderedBefore(String type, String physicalType) {
    return switch (physicalType) {
      case "INT32", "INT64" -> !type.startsWith("U");
      case "BOOLEAN", "FLOAT", "DOUBLE" -> true;
      default -> false;
    };
  }

  private static @Nullable String bound(@Nullable String text, String type, String physicalType) {
    if (text == null || physicalType.equals("INT96")) {
      return null;
    }
    boolean usable =
        switch (physicalType) {
          case "FLOAT", "DOUBLE" -> !text.toLowerCase(Locale.ROOT).contains("nan");
          // A text bound cut in the middle of a letter is shown with escapes, which sort elsewhere.
          case "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY" ->
              type.startsWith("DECIMAL") || (type.equals("VARCHAR") && !text.contains("\\x"));
          default -> true;
        };
    return usable ? text : null;
  }

  private static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    if (value == null) {
      throw new IllegalStateException("DuckDB left out column " + column + " of " + row);
    }
    return value;
  }

  private static long number(List<@Nullable String> row, int column) {
    return Long.parseLong(text(row, column));
  }

  private void checkReadable(String path, ObjectStat file) throws IOException {
    try {
      Object unused =
          duckdb.rows("SELECT count(*) FROM parquet_metadata(" + list(List.of(path)) + ")");
    } catch (SQLException e) {
      long length = file.lengthBytes();
      String first = ends(file, 0, Math.min(length, MAGIC.length()));
      String last =
          ends(file, Math.max(0, length - MAGIC.length()), Math.min(length, MAGIC.length()));
      String seen;
      if (first.equals(ENCRYPTED_MAGIC)) {
        seen = "it is encrypted, which is not supported";
      } else if (!first.equals(MAGIC)) {
        seen =
            "it is no Parquet file: it begins with '%s', not with PAR1. Name its format:"
                    .formatted(printable(first))
                + " read_csv(…) or read_json(…)";
      } else if (!last.equals(MAGIC)) {
        seen =
            "it is cut off or still being written: its %d bytes begin like Parquet but end with '%s',"
                    .formatted(length, printable(last))
                + " not with PAR1. Write it again, or leave it out";
      } else {
        seen = damaged(DuckDbErrors.message(e).replace(path, file.uri().toString()));
      }
      throw new UserErrorException("Cannot read %s as Parquet: %s".formatted(file.uri(), seen), e);
    }
  }

  private static String damaged(String how) {
    return "its footer is damaged (%s). Write it again, or leave it out"
        .formatted(how.replaceFirst("[. ]+$", ""));
  }

  private String ends(ObjectStat file, long offset, long length) throws IOException {
    try (InputStream in = store.read(file.uri(), offset, length)) {
      return new String(in.readNBytes(Math.toIntExact(length)), StandardCharsets.ISO_8859_1);
    }
  }

  private static String printable(String bytes) {
    return bytes
        .chars()
        .mapToObj(c -> c >= ' ' && c < 127 ? Character.toString(c) : "\\x%02x".formatted(c))
        .collect(Collectors.joining());
  }
}
