package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.ByteRange;
import java.util.List;

/**
 * The least part of a table's file that has statistics of its own: a Parquet row group, or a whole
 * text file.
 *
 * @param file the file's place in the table
 * @param from its first row (Parquet) or byte (text) in the file
 * @param to the row or byte after its last
 * @param fileEnd the file's rows or bytes
 * @param rows its rows, perhaps an estimate
 * @param chunks its columns in the order of the table's file columns; none for text
 * @param places the bytes of the file that reading any of them takes: a Parquet file's footer
 */
record Piece(
    int file,
    long from,
    long to,
    long fileEnd,
    long rows,
    List<ColumnChunk> chunks,
    List<ByteRange> places) {
  Piece {
    places = List.copyOf(places);
    chunks = List.copyOf(chunks);
  }
}
