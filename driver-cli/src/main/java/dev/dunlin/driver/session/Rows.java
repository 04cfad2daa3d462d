package dev.dunlin.driver.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.driver.scheduler.JobReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result, kept as files and read as often as asked for. Not thread-safe: one reading
 * at a time.
 */
public final class Rows implements SqlResult {
  /** Takes rows one by one. */
  public interface RowConsumer<T> {
    /** Takes a row; an exception ends the reading and reaches the reader's caller. */
    void accept(T row) throws IOException;
  }

  private final Schema schema;
  private final long count;
  private final List<String> relations;
  private final Connection connection;
  private final Path folder;
  private final Optional<JobReport> report;
  private final Runnable onClose;
  private boolean closed;

  /**
   * Rows.
   *
   * @param relations SQL relations whose rows follow one another; their columns are {@code c0},
   *     {@code c1}, … of the schema's types
   * @param connection a DuckDB that can read them; closed with the result
   * @param folder an existing folder for temporary files
   * @param report what the job took; empty if there was none
   * @param onClose removes the files
   */
  Rows(
      Schema schema,
      long count,
      List<String> relations,
      Connection connection,
      Path folder,
      Optional<JobReport> report,
      Runnable onClose) {
    this.schema = schema;
    this.count = count;
    this.relations = List.copyOf(relations);
    this.connection = connection;
    this.folder = folder;
    this.report = report;
    this.onClose = onClose;
  }

  /** The columns; names may repeat. */
  public Schema schema() {
    return schema;
  }

  /** The number of rows. */
  public long count() {
    return count;
  }

  /** What the job took; empty where the planner knew the answer. */
  public Optional<JobReport> report() {
    return report;
  }

  /** Gives every row, in order, its values as Java objects. */
  public void forEach(RowConsumer<Row> consumer) throws IOException {
    for (String relation : relations) {
      query(
          "SELECT %s FROM %s".formatted(columns("%s"), relation),
          result -> {
            List<@Nullable Object> values = new ArrayList<>(schema.size());
            for (int i = 1; i <= schema.size(); i++) {
              values.add(result.getObject(i));
            }
            consumer.accept(new Row(schema, values));
          });
    }
  }

  /** All rows, for results that fit into memory. */
  public List<Row> list() throws IOException {
    List<Row> rows = new ArrayList<>();
    forEach(rows::add);
    return rows;
  }

  /** Gives rows {@code [from, to)} as DuckDB prints their values; null for NULL. */
  public void forEachText(long from, long to, RowConsumer<List<@Nullable String>> consumer)
      throws IOException {
    String sql =
        relations.stream()
            .map(relation -> "SELECT %s FROM %s".formatted(columns("%s::VARCHAR"), relation))
            .collect(Collectors.joining(" UNION ALL "));
    query(
        "%s LIMIT %d OFFSET %d".formatted(sql, to - from, from),
        result -> {
          List<@Nullable String> values = new ArrayList<>(schema.size());
          for (int i = 1; i <= schema.size(); i++) {
            values.add(result.getString(i));
          }
          consumer.accept(values);
        });
  }

  /** Writes the rows as CSV with a header: UTF-8, RFC 4180 quoting, NULL as an empty field. */
  public void writeCsv(OutputStream out) throws IOException {
    out.write(
        (schema.names().stream().map(Rows::csvField).collect(Collectors.joining(",")) + "\n")
            .getBytes(UTF_8));
    copy("(FORMAT csv, HEADER false)", columns("%s"), out);
  }

  /**
   * Writes the rows as JSON lines: UTF-8, an object for each row. Columns whose name was there
   * before, letter case aside, get a number: {@code id}, {@code id_1}.
   */
  public void writeJsonLines(OutputStream out) throws IOException {
    List<String> names = UniqueNames.of(schema.names());
    String columns =
        IntStream.range(0, schema.size())
            .mapToObj(i -> jsonValue(i) + " AS " + Sql.identifier(names.get(i)))
            .collect(Collectors.joining(", "));
    copy("(FORMAT json)", columns, out);
  }

  /** JSON has no number for these, and DuckDB would write bare words that no parser takes. */
  private String jsonValue(int column) {
    String name = "c" + column;
    String type = schema.columns().get(column).type();
    return type.equals("DOUBLE") || type.equals("FLOAT")
        ? "CASE WHEN isfinite(%s) THEN to_json(%s) ELSE to_json(%s::VARCHAR) END"
            .formatted(name, name, name)
        : name;
  }

  private void copy(String format, String columns, OutputStream out) throws IOException {
    Path file = Files.createTempFile(folder, "copy-", "");
    try {
      for (String relation : relations) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "COPY (SELECT %s FROM %s) TO %s %s"
                  .formatted(columns, relation, Sql.literal(file.toString()), format));
        } catch (SQLException e) {
          throw new IOException("Cannot write the result: " + e.getMessage(), e);
        }
        Files.copy(file, out);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private String columns(String pattern) {
    return IntStream.range(0, schema.size())
        .mapToObj(i -> pattern.formatted("c" + i))
        .collect(Collectors.joining(", "));
  }

  private void query(String sql, SqlRowConsumer consumer) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        consumer.accept(result);
      }
    } catch (SQLException e) {
      throw new IOException("Cannot read the result: " + e.getMessage(), e);
    }
  }

  private interface SqlRowConsumer {
    void accept(ResultSet row) throws SQLException, IOException;
  }

  private static String csvField(String text) {
    boolean quote = text.isEmpty() || text.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0);
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot close DuckDB: " + e.getMessage(), e);
      } finally {
        onClose.run();
      }
    }
  }
}
