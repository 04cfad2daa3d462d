package dev.dunlin.planner.catalog;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sums up a column's statistics over the pieces of a table. */
final class StatisticsSummary {
  private StatisticsSummary() {}

  static ColumnStatistics of(EmbeddedDuckDb duckdb, String type, List<Pruning.Candidate> pieces) {
    long rows = 0;
    long bytes = 0;
    long nulls = 0;
    boolean nullsKnown = true;
    for (Pruning.Candidate piece : pieces) {
      rows += piece.rows();
      bytes += piece.chunk().bytes();
      nulls += Math.max(0, piece.chunk().nulls());
      nullsKnown &= piece.chunk().nulls() >= 0;
    }
    // Pieces of NULL alone have no bounds, and need none.
    List<ColumnChunk> valued =
        pieces.stream()
            .filter(piece -> piece.chunk().nulls() != piece.rows())
            .map(Pruning.Candidate::chunk)
            .toList();
    Bounds bounds = bounds(duckdb, type, valued);
    return new ColumnStatistics(
        Optional.ofNullable(bounds.min()),
        Optional.ofNullable(bounds.max()),
        nullsKnown ? OptionalLong.of(nulls) : OptionalLong.empty(),
        distinct(bounds, type, valued, rows - nulls),
        bytes);
  }

  /**
   * The bounds of all pieces.
   *
   * @param span values between them, both included; null if the type has no such number
   * @param distinct the sum, over ranges that do not overlap, of the largest number of different
   *     values in a piece; null if unknown
   */
  private record Bounds(
      @Nullable String min,
      @Nullable String max,
      @Nullable String span,
      @Nullable String distinct) {
    static final Bounds NONE = new Bounds(null, null, null, null);
  }

  private static Bounds bounds(EmbeddedDuckDb duckdb, String type, List<ColumnChunk> chunks) {
    if (chunks.isEmpty()
        || chunks.stream().anyMatch(chunk -> chunk.min() == null && chunk.max() == null)) {
      return Bounds.NONE;
    }
    boolean minKnown = chunks.stream().allMatch(chunk -> chunk.min() != null);
    boolean maxKnown = chunks.stream().allMatch(chunk -> chunk.max() != null);
    boolean distinctKnown = chunks.stream().allMatch(chunk -> chunk.distinct() >= 0);
    String sql =
        """
        WITH pieces AS (
          SELECT CAST(lo AS %1$s) AS lo, CAST(hi AS %1$s) AS hi, d
          FROM (SELECT unnest(%2$s) AS lo, unnest(%3$s) AS hi, unnest(%4$s) AS d)),
        begins AS (
          SELECT *, coalesce(lo > max(hi) OVER (ORDER BY lo, hi ROWS BETWEEN UNBOUNDED PRECEDING
            AND 1 PRECEDING), true) AS apart FROM pieces),
        ranges AS (
          SELECT d, sum(apart::INTEGER) OVER (ORDER BY lo, hi ROWS UNBOUNDED PRECEDING) AS r
          FROM begins)
        SELECT min(lo)::VARCHAR, max(hi)::VARCHAR, %5$s,
          (SELECT sum(m)::BIGINT FROM (SELECT max(d) AS m FROM ranges GROUP BY r))
        FROM pieces"""
            .formatted(
                type,
                texts(chunks.stream().map(ColumnChunk::min).toList()),
                texts(chunks.stream().map(ColumnChunk::max).toList()),
                chunks.stream().map(ColumnChunk::distinct).toList(),
                span(type));
    try {
      List<@Nullable String> row = duckdb.rows(sql).getFirst();
      return new Bounds(
          minKnown ? row.get(0) : null,
          maxKnown ? row.get(1) : null,
          minKnown && maxKnown ? row.get(2) : null,
          distinctKnown ? row.get(3) : null);
    } catch (SQLException e) {
      // Bounds that are no values of the type, as a damaged footer may have, tell nothing.
      return Bounds.NONE;
    }
  }

  private static String texts(List<@Nullable String> values) {
    return values.stream()
        .map(value -> value == null ? "NULL" : EmbeddedDuckDb.literal(value))
        .collect(Collectors.joining(",", "[", "]::VARCHAR[]"));
  }

  /** SQL for the number of values between min(lo) and max(hi) of a type, or NULL. */
  private static String span(String type) {
    String upper = type.toUpperCase(Locale.ROOT);
    if (upper.endsWith("INT") || upper.equals("INTEGER")) {
      return "least(max(hi)::DOUBLE - min(lo)::DOUBLE + 1, 9e18)::BIGINT";
    }
    if (upper.startsWith("DECIMAL(")) {
      String scale = upper.substring(upper.indexOf(',') + 1, upper.indexOf(')'));
      return "least((max(hi)::DOUBLE - min(lo)::DOUBLE) * 1e%s + 1, 9e18)::BIGINT"
          .formatted(scale.strip());
    }
    return switch (upper) {
      case "DATE" -> "date_diff('day', min(lo), max(hi)) + 1";
      case "BOOLEAN" -> "1 + (max(hi) > min(lo))::INTEGER";
      default -> "NULL";
    };
  }

  private static OptionalLong distinct(
      Bounds bounds, String type, List<ColumnChunk> valued, long values) {
    if (valued.isEmpty()) {
      return OptionalLong.of(0);
    }
    long most = values;
    boolean known = false;
    if (bounds.span() != null) {
      most = Math.min(most, Long.parseLong(bounds.span()));
      known = true;
    }
    if (bounds.distinct() != null) {
      most = Math.min(most, Long.parseLong(bounds.distinct()));
      known = true;
    }
    if (bounds.min() != null && bounds.min().equals(bounds.max()) && !type.equals("VARCHAR")) {
      return OptionalLong.of(1);
    }
    return known ? OptionalLong.of(Math.max(1, most)) : OptionalLong.empty();
  }
}
