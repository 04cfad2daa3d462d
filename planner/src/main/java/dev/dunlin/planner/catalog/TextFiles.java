package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.catalog.TextHead.Compression;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A table's text files with their beginnings. */
final class TextFiles {
  /** DuckDB looks at so many files for the types of the columns; each takes about 20 ms. */
  private static final int SAMPLE_FILES = 16;

  private final List<TableFile> files;
  private final String compression;
  private final Map<TableFile, TextHead> heads;

  private TextFiles(List<TableFile> files, String compression, Map<TableFile, TextHead> heads) {
    this.files = files;
    this.compression = compression;
    this.heads = heads;
  }

  /** Reads the beginning of each file. */
  static TextFiles of(ObjectStore store, List<TableFile> files, String compression)
      throws IOException {
    List<TableFile> filled =
        files.stream().filter(file -> file.stat().lengthBytes() > 0).distinct().toList();
    List<TextHead> read =
        InParallel.map(
            filled,
            MetadataFiles.IN_FLIGHT,
            file ->
                TextHead.read(store, file.stat(), TextHead.compression(file.stat(), compression)));
    Map<TableFile, TextHead> heads = new LinkedHashMap<>();
    for (int i = 0; i < filled.size(); i++) {
      heads.put(filled.get(i), read.get(i));
    }
    return new TextFiles(files, compression, heads);
  }

  /** The files that have a byte. */
  List<TableFile> filled() {
    return List.copyOf(heads.keySet());
  }

  TextHead head(TableFile file) {
    TextHead head = heads.get(file);
    if (head == null) {
      throw new IllegalArgumentException(file + " is empty or not of this table");
    }
    return head;
  }

  Compression compression(TableFile file) {
    return TextHead.compression(file.stat(), compression);
  }

  /** Files to look at closely, spread over all, the first among them. */
  List<TableFile> sampled() {
    List<TableFile> filled = filled();
    int count = Math.min(SAMPLE_FILES, filled.size());
    List<TableFile> sampled = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sampled.add(filled.get((int) ((long) i * filled.size() / count)));
    }
    return sampled;
  }

  /** Files for DuckDB to look at, as SQL literals. */
  List<String> paths(MetadataFiles copies, List<TableFile> some) throws IOException {
    return InParallel.map(some, MetadataFiles.IN_FLIGHT, file -> path(copies, file));
  }

  /** A file for DuckDB to look at, as a SQL literal. */
  String path(MetadataFiles copies, TableFile file) throws IOException {
    return EmbeddedDuckDb.literal(
        MetadataFiles.escaped(copies.lines(file.stat(), compression(file) != Compression.NONE)));
  }

  /** One piece for each file, with an estimate of its rows. */
  List<Piece> pieces(ToLongFunction<TextHead> rowsIn) {
    RowEstimate estimate = new RowEstimate();
    for (TextHead head : heads.values()) {
      estimate.add(Math.max(0, rowsIn.applyAsLong(head)), head.stored());
    }
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      long bytes = files.get(i).stat().lengthBytes();
      if (bytes > 0) {
        TextHead head = head(files.get(i));
        long rows = head.complete() ? Math.max(0, rowsIn.applyAsLong(head)) : estimate.rows(bytes);
        pieces.add(new Piece(i, 0, bytes, bytes, rows, List.of(), List.of()));
      }
    }
    return pieces;
  }
}
