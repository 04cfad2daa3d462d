package dev.dunlin.driver.cli.output;

import dev.dunlin.core.schema.Column;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A frame of lines around rows, drawn piece by piece; each piece ends with a line end.
 *
 * @param columns all columns of the rows
 * @param shown the places of those that are shown, {@link #GAP} for some that are not
 * @param widths the width of each that is shown; longer values are cut
 */
record Box(List<Column> columns, List<Integer> shown, List<Integer> widths) {
  /** Stands for columns that are left out. */
  static final int GAP = -1;

  /** The least widths at which names and types are whole. */
  static int[] headWidths(List<Column> columns) {
    return columns.stream()
        .mapToInt(c -> Math.max(Cells.width(Cells.of(c.name())), Cells.width(typeOf(c))))
        .toArray();
  }

  /** Makes room for a row; returns whether there was none. */
  static boolean widen(int[] widths, List<@Nullable String> row) {
    boolean widened = false;
    for (int i = 0; i < widths.length; i++) {
      int width = Cells.width(Cells.of(row.get(i)));
      if (width > widths[i]) {
        widths[i] = width;
        widened = true;
      }
    }
    return widened;
  }

  /** The frame's top, with the columns' names and types. */
  String top() {
    return rule("┌", "┬", "┐")
        + line(i -> Cells.of(columns.get(i).name()), Box::centred)
        + line(i -> typeOf(columns.get(i)), Box::centred)
        + rule("├", "┼", "┤");
  }

  String row(List<@Nullable String> row) {
    return line(
        i -> Cells.of(row.get(i)),
        (text, width, column) ->
            column != GAP && isNumber(columns.get(column).type())
                ? Cells.right(text, width)
                : Cells.left(text, width));
  }

  /** A line that stands for rows that are left out. */
  String dots() {
    return line(_ -> "·", Box::centred);
  }

  String bottom() {
    return rule("└", "┴", "┘");
  }

  private interface Text {
    String of(int column);
  }

  private interface Place {
    String in(String text, int width, int column);
  }

  private static String centred(String text, int width, int column) {
    return Cells.centred(text, width);
  }

  private String line(Text text, Place place) {
    StringBuilder line = new StringBuilder("│");
    for (int i = 0; i < shown.size(); i++) {
      int column = shown.get(i);
      int width = widths.get(i);
      String cell = Cells.fit(column == GAP ? "…" : text.of(column), width);
      line.append(' ').append(place.in(cell, width, column)).append(" │");
    }
    return line.append('\n').toString();
  }

  private String rule(String left, String middle, String right) {
    return widths.stream()
            .map(width -> "─".repeat(width + 2))
            .collect(Collectors.joining(middle, left, right))
        + "\n";
  }

  private static String typeOf(Column column) {
    return column.type().startsWith("STRUCT") || column.type().startsWith("ENUM")
        ? Cells.fit(column.type(), 30)
        : column.type().toLowerCase(Locale.ROOT);
  }

  /** Whether values of this type stand to the right. */
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
