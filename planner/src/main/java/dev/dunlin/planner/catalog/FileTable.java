package dev.dunlin.planner.catalog;

import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.FileLayout;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** A table over files as they were when it was opened: immutable, thread-safe. */
public final class FileTable {
  /** A part of a row group with fewer rows is not worth a task of its own. */
  private static final long LEAST_ROWS = 50_000;

  /** A part of a text file with fewer bytes is not worth a task of its own. */
  private static final long LEAST_TEXT_BYTES = 1 << 20;

  private final EmbeddedDuckDb duckdb;
  private final String name;
  private final Layout layout;
  private final List<TableFile> files;
  private final List<Piece> pieces;
  private final Predicate<TableFile> divisible;
  private final Map<String, Optional<ColumnStatistics>> statistics = new ConcurrentHashMap<>();

  /**
   * How a table's files are read.
   *
   * @param schema all columns: the file's, the file name's, the folders'
   * @param layouts the ways in which the files are written
   * @param layoutOf the place of a file's layout among them
   * @param fileColumns the columns of all files, the statistics' order
   * @param pathColumns the columns of the folders; one may have a file column's name and then hides
   *     it
   * @param filenameColumn the file name's column, or empty
   */
  record Layout(
      FileFormat format,
      Schema schema,
      List<FileLayout> layouts,
      ToIntFunction<TableFile> layoutOf,
      List<Column> fileColumns,
      List<Column> pathColumns,
      String filenameColumn) {
    /** Files that are all written alike, with the columns that come from their addresses. */
    static Layout of(
        FileFormat format, FileLayout layout, List<Column> fileColumns, PathColumns path) {
      return new Layout(
          format,
          path.schema(),
          List.of(layout),
          file -> 0,
          fileColumns,
          path.columns(),
          path.filenameColumn());
    }
  }

  /**
   * A table.
   *
   * @param divisible whether parts of a file may be read by different tasks; asked only where that
   *     would matter, for the answer may cost something
   */
  FileTable(
      EmbeddedDuckDb duckdb,
      String name,
      Layout layout,
      List<TableFile> files,
      List<Piece> pieces,
      Predicate<TableFile> divisible) {
    this.duckdb = duckdb;
    this.name = name;
    this.layout = layout;
    this.files = List.copyOf(files);
    this.pieces = List.copyOf(pieces);
    this.divisible = divisible;
  }

  /** A name for people: the file's without its extension, or the last folder's. */
  public String name() {
    return name;
  }

  public FileFormat format() {
    return layout.format();
  }

  /** All columns, in DuckDB's order: the files', the file name's, the folders' by name. */
  public Schema schema() {
    return layout.schema();
  }

  public List<TableFile> files() {
    return files;
  }

  /** Rows; exact if {@link #rowsExact()}, else estimated by the length of the first rows. */
  public long rows() {
    return pieces.stream().mapToLong(Piece::rows).sum();
  }

  public boolean rowsExact() {
    return layout.format() == FileFormat.PARQUET;
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(file -> file.stat().lengthBytes()).sum();
  }

  /** Row groups that hold rows; 0 for what is not Parquet. */
  public int rowGroups() {
    return isParquet() ? pieces.size() : 0;
  }

  /** Whether the column may hold NULL: false only where the metadata of all files rules it out. */
  public boolean nullable(String column) {
    if (isFilename(column)) {
      return false;
    }
    Function<Piece, ColumnChunk> chunks = chunks(column(column).name());
    return pieces.stream().anyMatch(piece -> chunks.apply(piece).nulls() != 0);
  }

  /**
   * What the metadata tells of a column; empty if nothing.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public Optional<ColumnStatistics> statistics(String column) {
    String key = column(column).name();
    return statistics.computeIfAbsent(key, this::summary);
  }

  private Optional<ColumnStatistics> summary(String column) {
    if (isFilename(column) || (!isParquet() && pathColumn(column).isEmpty())) {
      return Optional.empty();
    }
    Function<Piece, ColumnChunk> chunks = chunks(column);
    return Optional.of(
        StatisticsSummary.of(duckdb, column(column).type(), candidates(pieces, chunks)));
  }

  private static List<Pruning.Candidate> candidates(
      List<Piece> pieces, Function<Piece, ColumnChunk> chunks) {
    return pieces.stream()
        .map(piece -> new Pruning.Candidate(piece.rows(), chunks.apply(piece)))
        .toList();
  }

  /**
   * The pieces of the table that are to be read, packed into tasks.
   *
   * @param columns the columns needed, in the order the scan is to give them; may be empty
   * @param predicates conditions that all hold for every row needed
   * @throws IllegalArgumentException if there is no such column
   */
  public ScanPlan scan(List<String> columns, List<ColumnPredicate> predicates, SplitSizing sizing) {
    List<Column> needed = columns.stream().map(this::column).toList();
    List<Piece> kept = prune(predicates);
    List<Packing.Range> ranges = new ArrayList<>();
    long bytes = 0;
    List<Function<Piece, ColumnChunk>> neededChunks =
        needed.stream().map(column -> chunks(column.name())).toList();
    for (Piece piece : kept) {
      long pieceBytes =
          isParquet()
              ? neededChunks.stream().mapToLong(chunks -> chunks.apply(piece).bytes()).sum()
              : piece.to() - piece.from();
      bytes += pieceBytes;
      ranges.add(
          range(
              piece,
              pieceBytes,
              needed(piece, neededChunks),
              sizing,
              needed.isEmpty(),
              kept.size() < sizing.minSplits()));
    }
    SplitSizing packing =
        needed.isEmpty() && isParquet()
            ? new SplitSizing(Long.MAX_VALUE, sizing.minSplits())
            : sizing;
    List<List<Split>> tasks =
        Packing.pack(ranges, packing).stream()
            .map(task -> Packing.splits(task, files::get, this::pathValues, layout.layoutOf()))
            .toList();
    Set<Integer> filesKept = new HashSet<>();
    kept.forEach(piece -> filesKept.add(piece.file()));
    return new ScanPlan(
        new ScanSource(
            layout.format(),
            layout.layouts(),
            new Schema(needed),
            layout.pathColumns(),
            layout.filenameColumn()),
        tasks,
        kept.stream().mapToLong(Piece::rows).sum(),
        bytes,
        filesKept.size(),
        files.size(),
        isParquet() ? kept.size() : 0,
        isParquet() ? pieces.size() : 0);
  }

  /** What reading columns of a piece takes of a file that is not read in place. */
  private List<ByteRange> needed(Piece piece, List<Function<Piece, ColumnChunk>> columns) {
    if (!isParquet() || files.get(piece.file()).stat().uri().isFile()) {
      return List.of();
    }
    List<ByteRange> bytes = new ArrayList<>(piece.places());
    for (Function<Piece, ColumnChunk> column : columns) {
      bytes.addAll(column.apply(piece).places());
      bytes.addAll(column.apply(piece).filters());
    }
    return bytes;
  }

  private boolean isParquet() {
    return layout.format() == FileFormat.PARQUET;
  }

  private Packing.Range range(
      Piece piece,
      long bytes,
      List<ByteRange> needed,
      SplitSizing sizing,
      boolean rowsOnly,
      boolean tooFew) {
    if (isParquet()) {
      // Counting rows reads no bytes, but a share of the rows is still a share of the work.
      return new Packing.Range(
          piece.file(),
          piece.from(),
          piece.to(),
          piece.fileEnd(),
          rowsOnly ? piece.rows() : bytes,
          LEAST_ROWS,
          Long.MAX_VALUE,
          needed);
    }
    long least = Math.min(LEAST_TEXT_BYTES, sizing.targetBytes());
    boolean worthCutting = bytes >= 2 * least && (bytes > sizing.targetBytes() || tooFew);
    if (!worthCutting || !divisible.test(files.get(piece.file()))) {
      least = bytes + 1;
    }
    return new Packing.Range(
        piece.file(),
        piece.from(),
        piece.to(),
        piece.fileEnd(),
        bytes,
        least,
        sizing.targetBytes(),
        needed);
  }

  private List<Piece> prune(List<ColumnPredicate> predicates) {
    List<Piece> kept = pieces;
    Pruning pruning = new Pruning(duckdb);
    for (ColumnPredicate predicate : predicates) {
      Column column = column(predicate.column());
      boolean known = isParquet() || pathColumn(column.name()).isPresent();
      if (known && !isFilename(column.name())) {
        List<Piece> before = kept;
        BitSet keep =
            pruning.keep(candidates(before, chunks(column.name())), predicate, column.type());
        kept = keep.stream().mapToObj(before::get).toList();
      }
    }
    return kept;
  }

  private List<String> pathValues(TableFile file) {
    return layout.pathColumns().stream()
        .map(column -> HiveFolders.written(file, column.name()))
        .toList();
  }

  /** What is known of a column in each piece. */
  private Function<Piece, ColumnChunk> chunks(String column) {
    Optional<Column> path = pathColumn(column);
    if (path.isPresent()) {
      String key = path.get().name();
      return piece ->
          ColumnChunk.constant(piece.rows(), HiveFolders.value(files.get(piece.file()), key));
    }
    for (int i = 0; i < layout.fileColumns().size(); i++) {
      if (isParquet() && layout.fileColumns().get(i).name().equalsIgnoreCase(column)) {
        int place = i;
        return piece -> piece.chunks().get(place);
      }
    }
    return piece -> ColumnChunk.NOTHING_KNOWN;
  }

  private boolean isFilename(String column) {
    return !layout.filenameColumn().isEmpty() && layout.filenameColumn().equalsIgnoreCase(column);
  }

  private Optional<Column> pathColumn(String column) {
    return layout.pathColumns().stream()
        .filter(path -> path.name().equalsIgnoreCase(column))
        .findFirst();
  }

  private Column column(String name) {
    return layout.schema().columns().stream()
        .filter(column -> column.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no column %s, only %s"
                        .formatted(this.name, name, layout.schema().names())));
  }

  @Override
  public String toString() {
    return "%s %s of %d %s file(s)"
        .formatted(
            name, layout.schema(), files.size(), layout.format().name().toLowerCase(Locale.ROOT));
  }
}
