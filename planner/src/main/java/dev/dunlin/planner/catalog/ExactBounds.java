package dev.dunlin.planner.catalog;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares bounds with values where that needs no DuckDB: whole numbers, decimals, dates and text.
 * These are nearly all predicates that prune, and a query to DuckDB costs as much as the rest of a
 * small query's planning.
 */
final class ExactBounds {
  private static final Pattern EXACT_NUMBER =
      Pattern.compile("U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\\(.*\\)");

  private final ColumnPredicate.Op op;
  private final List<Comparable<Object>> values;
  private final Function<String, Comparable<Object>> parser;

  private ExactBounds(
      ColumnPredicate.Op op,
      List<Comparable<Object>> values,
      Function<String, Comparable<Object>> parser) {
    this.op = op;
    this.values = values;
    this.parser = parser;
  }

  /**
   * The comparison of a column with any of some values; empty if DuckDB must make it.
   *
   * @param type the column's type
   */
  static Optional<ExactBounds> of(
      String type, ColumnPredicate.Op op, List<String> values, String valueType) {
    Function<String, Comparable<Object>> parser;
    if (EXACT_NUMBER.matcher(type).matches() && EXACT_NUMBER.matcher(valueType).matches()) {
      parser = text -> comparable(new BigDecimal(text));
    } else if (type.equals("DATE") && valueType.equals("DATE")) {
      parser = text -> comparable(LocalDate.parse(text));
    } else if (type.equals("VARCHAR") && valueType.equals("VARCHAR")) {
      parser = text -> comparable(new Text(text));
    } else {
      return Optional.empty();
    }
    try {
      return Optional.of(new ExactBounds(op, values.stream().map(parser).toList(), parser));
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty(); // Infinity, or a year that Java writes otherwise.
    }
  }

  /** Text in DuckDB's order: that of its UTF-8 bytes, which is that of its code points. */
  private record Text(String text) implements Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return Arrays.compare(text.codePoints().toArray(), other.text.codePoints().toArray());
    }
  }

  @SuppressWarnings("unchecked") // Compared with values of the same parser only.
  private static Comparable<Object> comparable(Object value) {
    return (Comparable<Object>) value;
  }

  /**
   * Whether a value between the bounds may fulfil the comparison.
   *
   * @param min null if unknown
   * @param max null if unknown
   */
  boolean mayMatch(@Nullable String min, @Nullable String max) {
    try {
      Comparable<Object> low = min == null ? null : parser.apply(min);
      Comparable<Object> high = max == null ? null : parser.apply(max);
      return values.stream().anyMatch(value -> mayMatch(low, high, value));
    } catch (NumberFormatException | DateTimeParseException e) {
      return true;
    }
  }

  private boolean mayMatch(
      @Nullable Comparable<Object> low, @Nullable Comparable<Object> high, Object value) {
    int lowToValue = low == null ? -1 : low.compareTo(value);
    int highToValue = high == null ? 1 : high.compareTo(value);
    return switch (op) {
      case EQ -> lowToValue <= 0 && highToValue >= 0;
      case NE -> lowToValue != 0 || highToValue != 0;
      case LT -> lowToValue < 0;
      case LE -> lowToValue <= 0;
      case GT -> highToValue > 0;
      case GE -> highToValue >= 0;
    };
  }
}
