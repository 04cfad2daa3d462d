package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.ByteRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one column in one piece of a table: a row group, or a file whose folder gives
 * the column.
 *
 * @param bytes its bytes in the file, as compressed
 * @param places where in the file its pages are
 * @param filters where in the file this column's Bloom filters are, those of the other row groups
 *     included: DuckDB looks at them before it leaves row groups out by their rows' numbers
 * @param nulls NULLs in it, or {@link #UNKNOWN}
 * @param min no value is below it, in the column's type and DuckDB's text; null if unknown
 * @param max no value is above it; null if unknown
 * @param distinct different values in it, or {@link #UNKNOWN}
 */
record ColumnChunk(
    long bytes,
    List<ByteRange> places,
    List<ByteRange> filters,
    long nulls,
    @Nullable String min,
    @Nullable String max,
    long distinct) {
  ColumnChunk {
    places = List.copyOf(places);
    filters = List.copyOf(filters);
  }

  static final long UNKNOWN = -1;

  static final ColumnChunk NOTHING_KNOWN =
      new ColumnChunk(0, List.of(), List.of(), UNKNOWN, null, null, UNKNOWN);

  /** A column of which this piece has nothing but NULL. */
  static ColumnChunk allNull(long rows) {
    return new ColumnChunk(0, List.of(), List.of(), rows, null, null, 0);
  }

  /** A column that has one value in all rows. */
  static ColumnChunk constant(long rows, @Nullable String value) {
    return value == null
        ? allNull(rows)
        : new ColumnChunk(0, List.of(), List.of(), 0, value, value, 1);
  }

  ColumnChunk withFilters(List<ByteRange> all) {
    return new ColumnChunk(bytes, places, all, nulls, min, max, distinct);
  }

  ColumnChunk withoutBounds() {
    return new ColumnChunk(bytes, places, filters, nulls, null, null, distinct);
  }
}
