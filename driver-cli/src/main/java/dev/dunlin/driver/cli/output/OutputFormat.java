package dev.dunlin.driver.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.schema.Column;
import dev.dunlin.driver.session.Rows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The forms in which rows are printed. */
public enum OutputFormat {
  /** A box; on a terminal made to fit. */
  TABLE {
    @Override
    public void write(Rows rows, OutputStream out) throws IOException {
      TableFormat format =
          Screen.isOutput()
              ? new TableFormat(
                  TableFormat.TERMINAL_ROWS, Screen.outputColumns(), "--format csv, or a pipe")
              : TableFormat.WHOLE;
      try (Writer writer = writer(out)) {
        format.write(rows, writer);
      }
    }
  },
  /** Comma-separated values with a header. */
  CSV {
    @Override
    public void write(Rows rows, OutputStream out) throws IOException {
      rows.writeCsv(out);
    }
  },
  /** One array of objects. */
  JSON {
    @Override
    public void write(Rows rows, OutputStream out) throws IOException {
      JsonArrayStream array = new JsonArrayStream(out);
      rows.writeJsonLines(array);
      array.finish();
    }
  },
  /** An object a line. */
  JSONL {
    @Override
    public void write(Rows rows, OutputStream out) throws IOException {
      rows.writeJsonLines(out);
    }
  },
  /** The values, a row a line. For texts that are a result. */
  TEXT {
    @Override
    public void write(Rows rows, OutputStream out) throws IOException {
      try (Writer writer = writer(out)) {
        rows.forEachText(
            0,
            rows.count(),
            row ->
                writer.write(
                    row.stream()
                        .map(value -> value == null ? "NULL" : value)
                        .collect(Collectors.joining("\t", "", "\n"))));
      }
    }
  },
  /** A table for a document. */
  MARKDOWN {
    @Override
    public void write(Rows rows, OutputStream out) throws IOException {
      try (Writer writer = writer(out)) {
        List<Column> columns = rows.schema().columns();
        writer.write(markdown(columns.stream().map(Column::name).toList()));
        writer.write(
            columns.stream()
                .map(column -> Box.isNumber(column.type()) ? "---:" : "---")
                .collect(Collectors.joining(" | ", "| ", " |\n")));
        rows.forEachText(0, rows.count(), row -> writer.write(markdown(row)));
      }
    }
  };

  /** The formats that a user may ask for. */
  private static final List<OutputFormat> OFFERED = List.of(TABLE, CSV, JSON, JSONL, MARKDOWN);

  /** The names of the formats that a user may ask for. */
  public static List<String> offered() {
    return OFFERED.stream().map(format -> format.name().toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * The format of this name.
   *
   * @throws IllegalArgumentException if there is none; the message is for the user
   */
  public static OutputFormat named(String text) {
    return OFFERED.stream()
        .filter(format -> format.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no format '%s': use table, csv, json, jsonl or markdown"
                        .formatted(text)));
  }

  /** Reads a format's name on the command line. */
  public static final class Parser implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
      try {
        return named(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Writes all rows; the stream stays open. */
  public abstract void write(Rows rows, OutputStream out) throws IOException;

  private static Writer writer(OutputStream out) {
    return new BufferedWriter(
        new OutputStreamWriter(
            new java.io.FilterOutputStream(out) {
              @Override
              public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
              }

              @Override
              public void close() throws IOException {
                flush();
              }
            },
            UTF_8));
  }

  private static String markdown(List<? extends @Nullable String> cells) {
    return cells.stream()
        .map(
            cell ->
                cell == null
                    ? "NULL"
                    : cell.replace("\\", "\\\\")
                        .replace("|", "\\|")
                        .replace("\r\n", "<br>")
                        .replace("\n", "<br>"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
