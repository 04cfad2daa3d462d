package dev.dunlin.driver.cli.output;

import dev.dunlin.core.schema.Column;
import dev.dunlin.driver.session.Rows;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A box with a line for each row, as DuckDB draws it. On a terminal it is made to fit: long values
 * are cut, columns in the middle and rows in the middle are left out, and the last line says so.
 *
 * @param maxRows the most rows to show
 * @param maxColumns the screen's width
 * @param whole what to use to see all, for the last line
 */
public record TableFormat(long maxRows, int maxColumns, String whole) {
  /** Everything, as wide as it takes. */
  static final TableFormat WHOLE = new TableFormat(Long.MAX_VALUE, Integer.MAX_VALUE, "");

  /** Rows shown on a terminal, half from either end. */
  public static final long TERMINAL_ROWS = 40;

  /** No column is cut to less than this for want of space. */
  private static final int LEAST_WIDTH = 8;

  public void write(Rows rows, Writer out) throws IOException {
    List<Column> columns = rows.schema().columns();
    boolean cut = rows.count() > maxRows;
    long head = cut ? maxRows / 2 : rows.count();
    long tailFrom = cut ? rows.count() - maxRows / 2 : rows.count();
    int[] widths = Box.headWidths(columns);
    measure(rows, 0, head, widths);
    measure(rows, tailFrom, rows.count(), widths);
    Layout layout = layout(widths);
    Box box = new Box(columns, layout.columns(), layout.widths());
    out.write(box.top());
    rows.forEachText(0, head, row -> out.write(box.row(row)));
    if (cut) {
      for (int i = 0; i < 3; i++) {
        out.write(box.dots());
      }
      rows.forEachText(tailFrom, rows.count(), row -> out.write(box.row(row)));
    }
    out.write(box.bottom());
    out.write(footer(rows.count(), cut, columns.size(), layout) + "\n");
  }

  private static void measure(Rows rows, long from, long to, int[] widths) throws IOException {
    rows.forEachText(from, to, row -> Box.widen(widths, row));
  }

  /** The columns that are shown, and their widths; a gap stands for all that are left out. */
  private record Layout(List<Integer> columns, List<Integer> widths) {
    boolean hasGap() {
      return columns.contains(Box.GAP);
    }
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
      return new Layout(left, left.stream().map(i -> widths[i]).toList());
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
    left.add(Box.GAP);
    Collections.reverse(right);
    left.addAll(right);
    return new Layout(left, left.stream().map(i -> i == Box.GAP ? 1 : widths[i]).toList());
  }

  private static int total(int[] widths) {
    long total = 1;
    for (int width : widths) {
      total += width + 3L;
    }
    return (int) Math.min(Integer.MAX_VALUE, total);
  }

  private String footer(long count, boolean cut, int columns, Layout layout) {
    StringBuilder text = new StringBuilder(Texts.count(count, "row"));
    List<String> shown = new ArrayList<>();
    if (cut) {
      shown.add("%d rows".formatted(maxRows / 2 * 2));
    }
    if (layout.hasGap()) {
      shown.add("%d of %d columns".formatted(layout.columns().size() - 1, columns));
    }
    if (!shown.isEmpty()) {
      text.append(" (").append(String.join(" and ", shown));
      text.append(" shown: for all of it use ").append(whole).append(')');
    }
    return text.toString();
  }
}
