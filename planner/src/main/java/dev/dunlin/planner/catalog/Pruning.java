package dev.dunlin.planner.catalog;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a column's bounds which pieces of a table can hold no row that fulfils a predicate.
 *
 * <p>Bounds are compared as DuckDB compares, and by it but for {@link ExactBounds exact numbers and
 * dates}, so what is pruned is what it would filter. Where the two types are not of one ordered
 * family, nothing is pruned: a cast between families may turn the order round.
 */
final class Pruning {
  /** A longer IN list costs more to compare than it is likely to save. */
  private static final int MOST_VALUES = 1000;

  private final EmbeddedDuckDb duckdb;

  Pruning(EmbeddedDuckDb duckdb) {
    this.duckdb = duckdb;
  }

  /**
   * A piece's rows and what is known of the predicate's column in it.
   *
   * @param rows its rows, exactly
   */
  record Candidate(long rows, ColumnChunk chunk) {}

  /**
   * The places of the candidates that may hold a row that fulfils the predicate.
   *
   * @param type the type of the predicate's column
   */
  BitSet keep(List<Candidate> candidates, ColumnPredicate predicate, String type) {
    return switch (predicate) {
      case ColumnPredicate.IsNull p -> where(candidates, c -> c.chunk().nulls() != 0);
      case ColumnPredicate.IsNotNull p -> where(candidates, c -> c.chunk().nulls() != c.rows());
      case ColumnPredicate.Compare p ->
          ExactBounds.of(type, p.op(), List.of(p.value()), p.valueType())
              .map(bounds -> exactly(candidates, bounds))
              .orElseGet(
                  () ->
                      compare(
                          candidates,
                          type,
                          p.valueType(),
                          condition(p.op(), value(p.value(), p.valueType()))));
      case ColumnPredicate.In p ->
          p.values().size() > MOST_VALUES
              ? where(candidates, c -> c.chunk().nulls() != c.rows())
              : ExactBounds.of(type, ColumnPredicate.Op.EQ, p.values(), p.valueType())
                  .map(bounds -> exactly(candidates, bounds))
                  .orElseGet(
                      () ->
                          compare(
                              candidates,
                              type,
                              p.valueType(),
                              p.values().stream()
                                  .map(
                                      v ->
                                          condition(ColumnPredicate.Op.EQ, value(v, p.valueType())))
                                  .collect(Collectors.joining(" OR ", "(false OR ", ")"))));
    };
  }

  private static BitSet where(List<Candidate> candidates, Function<Candidate, Boolean> test) {
    BitSet keep = new BitSet();
    for (int i = 0; i < candidates.size(); i++) {
      keep.set(i, test.apply(candidates.get(i)));
    }
    return keep;
  }

  private static BitSet exactly(List<Candidate> candidates, ExactBounds bounds) {
    return where(
        candidates,
        c -> c.chunk().nulls() != c.rows() && bounds.mayMatch(c.chunk().min(), c.chunk().max()));
  }

  private static String value(String text, String type) {
    return "CAST(" + EmbeddedDuckDb.literal(text) + " AS " + type + ")";
  }

  /** False only if no value between lo and hi, either of which may be NULL, compares so. */
  private static String condition(ColumnPredicate.Op op, String value) {
    return switch (op) {
      case EQ -> "(lo <= " + value + " AND hi >= " + value + ")";
      case NE -> "(NOT (lo = " + value + " AND hi = " + value + "))";
      case LT -> "(lo < " + value + ")";
      case LE -> "(lo <= " + value + ")";
      case GT -> "(hi > " + value + ")";
      case GE -> "(hi >= " + value + ")";
    };
  }

  private BitSet compare(
      List<Candidate> candidates, String type, String valueType, String condition) {
    // NULL compares as NULL, so that a piece of nothing else can hold no match.
    BitSet keep = where(candidates, c -> c.chunk().nulls() != c.rows());
    List<Integer> bounded =
        keep.stream()
            .filter(
                i ->
                    candidates.get(i).chunk().min() != null
                        || candidates.get(i).chunk().max() != null)
            .boxed()
            .toList();
    if (bounded.isEmpty() || !comparable(type, valueType)) {
      return keep;
    }
    String sql =
        """
        SELECT i FROM (
          SELECT i, TRY_CAST(lo AS %1$s) AS lo, TRY_CAST(hi AS %1$s) AS hi
          FROM (SELECT unnest(%2$s) i, unnest(%3$s) lo, unnest(%4$s) hi))
        WHERE %5$s IS FALSE"""
            .formatted(
                type,
                bounded,
                texts(bounded, i -> candidates.get(i).chunk().min()),
                texts(bounded, i -> candidates.get(i).chunk().max()),
                condition);
    try {
      for (List<@Nullable String> row : duckdb.rows(sql)) {
        String place = row.getFirst();
        if (place != null) {
          keep.clear(Integer.parseInt(place));
        }
      }
    } catch (SQLException e) {
      // A comparison DuckDB cannot make, such as one that overflows, prunes nothing: if it matters,
      // the query itself will fail on it and say so.
      return keep;
    }
    return keep;
  }

  private static String texts(List<Integer> places, Function<Integer, @Nullable String> text) {
    return places.stream()
        .map(
            i -> {
              String value = text.apply(i);
              return value == null ? "NULL" : EmbeddedDuckDb.literal(value);
            })
        .collect(Collectors.joining(",", "[", "]::VARCHAR[]"));
  }

  private static boolean comparable(String type, String valueType) {
    String family = family(type);
    return !family.isEmpty() && family.equals(family(valueType));
  }

  /** Types whose values DuckDB brings to one type without changing their order. */
  private static String family(String type) {
    String upper = type.toUpperCase(Locale.ROOT);
    return switch (upper.startsWith("DECIMAL(") ? "DECIMAL" : upper) {
      case "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "DECIMAL" ->
          "number";
      // Not with time zone: there the session's zone decides.
      case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> "time";
      case "TIMESTAMP WITH TIME ZONE" -> "instant";
      case "TIME" -> "time of day";
      case "VARCHAR" -> "text";
      case "BOOLEAN" -> "boolean";
      default -> "";
    };
  }
}
