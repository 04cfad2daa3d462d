package dev.dunlin.driver.cli.output;

import dev.dunlin.core.schema.Column;
import dev.dunlin.driver.session.Rows;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole table of which the first lines are there at once, however many follow: it is drawn while
 * the rows are read, a block of them at a time. A block with a value that is too wide for the
 * columns so far ends the frame and begins a wider one, so no value is cut.
 */
public final class StreamedTable {
  private static final int BLOCK_CELLS = 50_000;
  private static final int LEAST_BLOCK_ROWS = 100;
  private static final int MOST_BLOCK_ROWS = 1_000;

  private final List<Column> columns;
  private final int blockRows;
  private final List<List<@Nullable String>> block = new ArrayList<>();
  private final Writer out;
  private final int[] widths;
  private @Nullable Box box;

  private StreamedTable(List<Column> columns, Writer out) {
    this.columns = columns;
    this.out = out;
    this.widths = Box.headWidths(columns);
    this.blockRows =
        Math.clamp(BLOCK_CELLS / Math.max(1, columns.size()), LEAST_BLOCK_ROWS, MOST_BLOCK_ROWS);
  }

  /** Writes all rows; an exception of the writer's ends the reading. */
  public static void write(Rows rows, Writer out) throws IOException {
    StreamedTable table = new StreamedTable(rows.schema().columns(), out);
    rows.forEachText(0, rows.count(), table::add);
    table.finish(rows.count());
  }

  private void add(List<@Nullable String> row) throws IOException {
    block.add(row);
    if (block.size() == blockRows) {
      draw();
    }
  }

  private void finish(long count) throws IOException {
    Box last = block.isEmpty() && box != null ? box : draw();
    out.write(last.bottom());
    out.write(Texts.count(count, "row") + "\n");
  }

  private Box draw() throws IOException {
    boolean widened = false;
    for (List<@Nullable String> row : block) {
      widened |= Box.widen(widths, row);
    }
    Box now = box;
    if (now == null || widened) {
      if (now != null) {
        out.write(now.bottom());
      }
      now =
          new Box(
              columns,
              IntStream.range(0, columns.size()).boxed().toList(),
              Arrays.stream(widths).boxed().toList());
      out.write(now.top());
      box = now;
    }
    for (List<@Nullable String> row : block) {
      out.write(now.row(row));
    }
    block.clear();
    return now;
  }
}
