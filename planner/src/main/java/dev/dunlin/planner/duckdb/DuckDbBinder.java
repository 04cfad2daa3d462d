package dev.dunlin.planner.duckdb;

import dev.dunlin.core.schema.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * DuckDB's own binder: whether DuckDB takes a query over tables of given columns, and what columns
 * the query then has. The tables are empty, and nothing is optimised or run. Thread-safe.
 */
public final class DuckDbBinder implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** DuckDB binds what it is to describe, and does no more. */
  private static final String DESCRIBE = "DESCRIBE ";

  private static final String EMPTY_TABLE = "dunlin_empty_table_";

  private static final int MOST_KEPT = 64;

  private final EmbeddedDuckDb shared;
  private @Nullable EmbeddedDuckDb duckdb;

  /** The latest empty tables by their columns, for the next statement over the same files. */
  private final Map<Schema, String> emptyTables = new LinkedHashMap<>(16, 0.75f, true);

  private int tablesMade;

  /** What DuckDB says of a query. */
  public sealed interface Verdict {
    /** It takes the query, whose columns these are. */
    record Taken(Schema columns) implements Verdict {}

    /**
     * It refuses the query.
     *
     * @param message in DuckDB's words
     * @param offsetBytes the place in the query's UTF-8; empty if DuckDB does not tell
     */
    record Refused(String message, OptionalInt offsetBytes) implements Verdict {}
  }

  /**
   * @param shared the DuckDB to ask, by a connection of its own from the first query on
   */
  public DuckDbBinder(EmbeddedDuckDb shared) {
    this.shared = shared;
  }

  private EmbeddedDuckDb duckdb() {
    if (duckdb == null) {
      duckdb = shared.second();
      try {
        duckdb.run("SET errors_as_json = true");
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot set DuckDB up: " + e.getMessage(), e);
      }
    }
    return duckdb;
  }

  /**
   * Names of empty tables, to write a query over.
   *
   * @param tables the columns of each; names that differ in letter case alone, and types in
   *     DuckDB's spelling, are the caller's care
   */
  public synchronized List<String> emptyTables(List<Schema> tables) {
    List<String> names = new ArrayList<>();
    for (Schema table : tables) {
      names.add(emptyTables.computeIfAbsent(table, this::make));
    }
    return names;
  }

  /** Whether a text that DuckDB has written has the name of an empty table in it. */
  public static boolean namesEmptyTable(String text) {
    return text.contains(EMPTY_TABLE);
  }

  private String make(Schema table) {
    String name = EMPTY_TABLE + tablesMade++;
    String columns =
        table.columns().stream()
            .map(column -> EmbeddedDuckDb.identifier(column.name()) + " " + column.type())
            .collect(Collectors.joining(", "));
    try {
      duckdb().run("CREATE TEMP TABLE %s (%s)".formatted(name, columns));
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB makes no table of the columns " + table, e);
    }
    return name;
  }

  /** What DuckDB says of a query over the tables named by {@link #emptyTables}. */
  public synchronized Verdict bind(String query) {
    try {
      return new Verdict.Taken(duckdb().describe(query));
    } catch (SQLException e) {
      return refused(e);
    } finally {
      dropEldest();
    }
  }

  private static Verdict refused(SQLException e) {
    String text = String.valueOf(e.getMessage());
    if (text.indexOf('{') < 0) { // Not of its binder: it was interrupted, for example.
      return new Verdict.Refused(DuckDbErrors.sentence(text), OptionalInt.empty());
    }
    JsonNode error = JSON.readTree(text.substring(text.indexOf('{')));
    String position = error.path("position").stringValue("");
    return new Verdict.Refused(
        DuckDbErrors.sentence(error.path("exception_message").stringValue("")),
        position.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(position) - DESCRIBE.length()));
  }

  private void dropEldest() {
    Iterator<String> eldest = emptyTables.values().iterator();
    while (emptyTables.size() > MOST_KEPT) {
      try {
        duckdb().run("DROP TABLE " + eldest.next());
      } catch (SQLException e) {
        throw new IllegalStateException("DuckDB does not drop an empty table", e);
      }
      eldest.remove();
    }
  }

  @Override
  public synchronized void close() {
    if (duckdb != null) {
      duckdb.close();
      duckdb = null;
    }
  }
}
