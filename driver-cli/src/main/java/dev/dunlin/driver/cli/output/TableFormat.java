package dev.dunlin.driver.cli.output;

import dev.dunlin.core.schema.Column;
import dev.dunlin.driver.session.Rows;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A box with a line for each row, as DuckDB draws it. On a terminal it is made to fit: long values
 * are cut, columns in the middle and rows in the middle are left out, and the last line says so.
 *
 * @param maxRows the most rows to show
 * @param maxColumns the screen's width
 */
public record TableFormat(long maxRows, int maxColumns) {
  /** Everything, as wide as it takes. */
  static final TableFormat WHOLE = new TableFormat(Long.MAX_VALUE, Integer.MAX_VALUE);

  /** Rows shown on a terminal, half from either end. */
  static final long TERMINAL_ROWS = 40;

  /** No column is cut to less than this for want of space. */
  private static final int LEAST_WIDTH = 8;

  private static final Column GAP = new Column("…", "…");

  /** The columns that are shown; the one at {@code gap} stands for all that are left out. */
  private record Layout(List<Integer> columns, List<Integer> widths, int gap) {}

  void write(Rows rows, Writer out) throws IOException {
    List<Column> columns = rows.schema().columns();
    boolean cut = rows.count() > maxRows;
    long head = cut ? maxRows / 2 : rows.count();
    long tailFrom = cut ? rows.count() - maxRows / 2 : rows.count();
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      widths[i] = Math.max(Cells.width(Cells.of(column.name())), Cells.width(typeOf(column)));
    }
    measure(rows, 0, head, widths);
    measure(rows, tailFrom, rows.count(), widths);
    Layout layout = layout(widths);

    rule(out, layout, "┌", "┬", "┐");
    line(out, layout, i -> Cells.of(column(columns, i).name()), Cells::centred);
    line(out, layout, i -> typeOf(column(columns, i)), Cells::centred);
    rule(out, layout, "├", "┼", "┤");
    body(rows, 0, head, layout, out);
    if (cut) {
      for (int i = 0; i < 3; i++) {
        line(out, layout, _ -> "·", Cells::centred);
      }
      body(rows, tailFrom, rows.count(), layout, out);
    }
    rule(out, layout, "└", "┴", "┘");
    out.write(footer(rows.count(), cut, columns.size(), layout) + "\n");
  }

  private static void measure(Rows rows, long from, long to, int[] widths) throws IOException {
    rows.forEachText(
        from,
        to,
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], Cells.width(Cells.of(row.get(i))));
          }
        });
  }

  /** Cuts the widest columns down to what fits; if that is not enough, leaves out the middle. */
  private Layout layout(int[] natural) {
    int[] widths = natural.clone();
    while (total(widths) > maxColumns) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= LEAST_WIDTH) {
        break;
      }
      widths[widest]--;
    }
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    int used = 1 + 4;
    int from = 0;
    int to = widths.length - 1;
    if (total(widths) <= maxColumns) {
      IntStream.range(0, widths.length).forEach(left::add);
      return new Layout(left, left.stream().map(i -> widths[i]).toList(), -1);
    }
    while (from <= to) {
      boolean onLeft = left.size() <= right.size();
      int next = onLeft ? from++ : to--;
      used += widths[next] + 3;
      if (used > maxColumns && !left.isEmpty()) {
        break;
      }
      (onLeft ? left : right).add(next);
    }
    int gap = left.size();
    left.add(-1);
    Collections.reverse(right);
    left.addAll(right);
    return new Layout(left, left.stream().map(i -> i < 0 ? 1 : widths[i]).toList(), gap);
  }

  private static int total(int[] widths) {
    long total = 1;
    for (int width : widths) {
      total += width + 3L;
    }
    return (int) Math.min(Integer.MAX_VALUE, total);
  }

  private static void body(Rows rows, long from, long to, Layout layout, Writer out)
      throws IOException {
    boolean[] numbers = new boolean[rows.schema().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = isNumber(rows.schema().columns().get(i).type());
    }
    rows.forEachText(
        from,
        to,
        row -> {
          StringBuilder line = new StringBuilder("│");
          for (int i = 0; i < layout.columns().size(); i++) {
            int column = layout.columns().get(i);
            int width = layout.widths().get(i);
            String text = Cells.fit(column < 0 ? "…" : Cells.of(row.get(column)), width);
            boolean toTheRight = column >= 0 && numbers[column];
            line.append(' ')
                .append(toTheRight ? Cells.right(text, width) : Cells.left(text, width))
                .append(" │");
          }
          out.write(line.append('\n').toString());
        });
  }

  private interface Text {
    String of(int column);
  }

  private interface Place {
    String in(String text, int columns);
  }

  private static void line(Writer out, Layout layout, Text text, Place place) throws IOException {
    StringBuilder line = new StringBuilder("│");
    for (int i = 0; i < layout.columns().size(); i++) {
      int width = layout.widths().get(i);
      line.append(' ')
          .append(place.in(Cells.fit(text.of(layout.columns().get(i)), width), width))
          .append(" │");
    }
    out.write(line.append('\n').toString());
  }

  private static void rule(Writer out, Layout layout, String left, String middle, String right)
      throws IOException {
    out.write(
        layout.widths().stream()
                .map(width -> "─".repeat(width + 2))
                .collect(Collectors.joining(middle, left, right))
            + "\n");
  }

  private String footer(long count, boolean cut, int columns, Layout layout) {
    StringBuilder text = new StringBuilder(Texts.count(count, "row"));
    List<String> shown = new ArrayList<>();
    if (cut) {
      shown.add("%d rows".formatted(maxRows / 2 * 2));
    }
    if (layout.gap() >= 0) {
      shown.add("%d of %d columns".formatted(layout.columns().size() - 1, columns));
    }
    if (!shown.isEmpty()) {
      text.append(" (").append(String.join(" and ", shown));
      text.append(" shown: for all of it use --format csv, or a pipe)");
    }
    return text.toString();
  }

  private static Column column(List<Column> columns, int i) {
    return i < 0 ? GAP : columns.get(i);
  }

  private static String typeOf(Column column) {
    return column.type().startsWith("STRUCT") || column.type().startsWith("ENUM")
        ? Cells.fit(column.type(), 30)
        : column.type().toLowerCase(Locale.ROOT);
  }

  static boolean isNumber(String type) {
    return !type.endsWith("]")
        && (type.endsWith("INT")
            || type.startsWith("DECIMAL")
            || switch (type) {
              case "INTEGER", "UINTEGER", "FLOAT", "DOUBLE", "BIGNUM" -> true;
              default -> false;
            });
  }
}
