package dev.dunlin.tests.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether two results are the same: names and types of columns exactly; rows in order where the
 * query orders them, else as multisets; values exactly, but DOUBLE and FLOAT within a part in
 * {@code 1e9}, since their sums depend on the order of their rows.
 */
public final class Comparison {
  private static final double TOLERANCE = 1e-9;
  private static final int SHOWN = 8;

  private Comparison() {}

  /** Whether a query orders its rows: it has ORDER BY outside all parentheses. */
  public static boolean orders(String sql) {
    int depth = 0;
    StringBuilder outside = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0) {
          outside.append(Character.isWhitespace(c) ? ' ' : Character.toLowerCase(c));
        }
      }
    }
    return outside.toString().contains("order by");
  }

  /** What differs, for people; empty if nothing does. */
  public static Optional<String> difference(Rows expected, Rows actual, boolean ordered) {
    if (!expected.schema().equals(actual.schema())) {
      return Optional.of(
          "Columns differ.\n  expected %s\n  actual   %s"
              .formatted(expected.schema(), actual.schema()));
    }
    List<List<@Nullable Object>> left = ordered ? expected.rows() : sorted(expected.rows());
    List<List<@Nullable Object>> right = ordered ? actual.rows() : sorted(actual.rows());
    List<String> differing = new ArrayList<>();
    int common = Math.min(left.size(), right.size());
    int count = 0;
    for (int i = 0; i < common; i++) {
      if (!same(left.get(i), right.get(i)) && ++count <= SHOWN) {
        differing.add(
            "  row %d\n    expected %s\n    actual   %s"
                .formatted(i, Rows.line(left.get(i)), Rows.line(right.get(i))));
      }
    }
    if (left.size() == right.size() && (count == 0 || (!ordered && pairs(left, right)))) {
      return Optional.empty();
    }
    for (int i = common; i < Math.min(common + SHOWN, left.size()); i++) {
      differing.add("  missing  " + Rows.line(left.get(i)));
    }
    for (int i = common; i < Math.min(common + SHOWN, right.size()); i++) {
      differing.add("  too many " + Rows.line(right.get(i)));
    }
    return Optional.of(
        "%d of %d rows differ%s; %d were expected and %d came.\n%s"
            .formatted(
                count,
                common,
                ordered ? "" : " (sorted)",
                left.size(),
                right.size(),
                String.join("\n", differing)));
  }

  /**
   * Rows in an order of their own: by all but their inexact numbers, then by these. Two rows that
   * differ in several inexact numbers alone may be paired wrongly.
   */
  private static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
    return rows.stream()
        .map(Keyed::of)
        .sorted(
            Comparator.comparing(Keyed::exact).thenComparing(Keyed::inexact, Comparison::compare))
        .map(Keyed::row)
        .collect(Collectors.toList());
  }

  /** Whether each row of one list has one of its own in the other that is the same. */
  private static boolean pairs(
      List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {
    List<List<@Nullable Object>> unpaired = new ArrayList<>(right);
    for (List<@Nullable Object> row : left) {
      int pair = 0;
      while (pair < unpaired.size() && !same(row, unpaired.get(pair))) {
        pair++;
      }
      if (pair == unpaired.size()) {
        return false;
      }
      unpaired.remove(pair);
    }
    return true;
  }

  private static int compare(List<Double> a, List<Double> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = Double.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private record Keyed(List<@Nullable Object> row, String exact, List<Double> inexact) {
    static Keyed of(List<@Nullable Object> row) {
      StringBuilder exact = new StringBuilder();
      List<Double> inexact = new ArrayList<>();
      for (Object value : row) {
        key(value, exact, inexact);
      }
      return new Keyed(row, exact.toString(), inexact);
    }

    private static void key(@Nullable Object value, StringBuilder exact, List<Double> inexact) {
      switch (value) {
        case Double number -> {
          exact.append("~;");
          inexact.add(number);
        }
        case List<?> list -> {
          exact.append('[');
          list.forEach(element -> key(element, exact, inexact));
          exact.append(']');
        }
        case Map<?, ?> map -> {
          exact.append('{');
          map.forEach(
              (k, v) -> {
                key(k, exact, inexact);
                key(v, exact, inexact);
              });
          exact.append('}');
        }
        case null, default -> exact.append(value).append(';');
      }
    }
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x.equals(y)
          || x + 0.0 == y + 0.0
          || Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!same(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return same(List.copyOf(entries(x)), List.copyOf(entries(y)));
    }
    return java.util.Objects.equals(a, b);
  }

  private static List<Object> entries(Map<?, ?> map) {
    List<Object> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      List<@Nullable Object> pair = new ArrayList<>();
      pair.add(entry.getKey());
      pair.add(entry.getValue());
      entries.add(pair);
    }
    return entries;
  }
}
