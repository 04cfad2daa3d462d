package dev.dunlin.planner.sql;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * DuckDB's syntax trees: {@code json_serialize_sql} reads any SELECT of its dialect, with the
 * position of every node, and {@code json_deserialize_sql} writes one back as SQL.
 */
public final class SyntaxTrees {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** What may stand in a query that DuckDB does not serialize. */
  private static final List<String> NO_QUERY =
      List.of("PIVOT", "UNPIVOT", "INSERT", "UPDATE", "DELETE", "MERGE");

  private static final int MOST_KEPT = 256;

  private final EmbeddedDuckDb duckdb;

  /** The latest trees by their text: a session's views are read with every query over them. */
  private final Map<String, JsonNode> latest =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, JsonNode> eldest) {
              return size() > MOST_KEPT;
            }
          });

  public SyntaxTrees(EmbeddedDuckDb duckdb) {
    this.duckdb = duckdb;
  }

  /**
   * The tree of a query: a SELECT, VALUES, FROM or set operation. It must not be changed.
   *
   * @throws UserErrorException with DuckDB's words and the position if it cannot be read
   */
  public JsonNode query(String sql, SqlText text) {
    JsonNode known = latest.get(sql);
    if (known == null) {
      known = parse(sql, text);
      latest.put(sql, known);
    }
    return known;
  }

  /**
   * The query with {@code FROM} wherever it says {@code TABLE} for it, whose tree tells where the
   * table's name stands.
   *
   * @throws UserErrorException if the query cannot be read as it is written
   */
  public String withoutTable(String sql, SqlText text) {
    String from = TableStatements.asFrom(sql);
    if (!from.equals(sql)) {
      JsonNode unused = query(sql, text); // FROM t may go on in more ways than TABLE t.
    }
    return from;
  }

  private JsonNode parse(String sql, SqlText text) {
    JsonNode answer;
    try {
      answer =
          JSON.readTree(
              String.valueOf(
                  duckdb
                      .rows("SELECT json_serialize_sql(" + EmbeddedDuckDb.literal(sql) + ")")
                      .getFirst()
                      .getFirst()));
    } catch (SQLException e) {
      throw new UserErrorException("Cannot read the statement: " + e.getMessage(), e);
    }
    if (answer.path("error").booleanValue()) {
      String message = answer.path("error_message").stringValue("not a query");
      if (message.startsWith("Only SELECT")) {
        throw new UserErrorException(notAQuery(sql, text));
      }
      String position = answer.path("position").stringValue("");
      throw new UserErrorException(
          capital(message) + (position.isEmpty() ? "" : text.at(Integer.parseInt(position))));
    }
    if (answer.path("statements").size() != 1) {
      throw new UserErrorException(
          "Expected one query here, not " + answer.path("statements").size());
    }
    return answer.path("statements").path(0).path("node");
  }

  private static String notAQuery(String sql, SqlText text) {
    return SqlTokens.of(sql).stream()
        .filter(token -> NO_QUERY.stream().anyMatch(token::is))
        .findFirst()
        .map(
            token ->
                token.text().toUpperCase(Locale.ROOT)
                    + " is not supported in a query."
                    + text.at(SqlText.offsetBytes(sql, token.start())))
        .orElse("This is not a statement that Dunlin runs (see docs/sql.md).");
  }

  /** The SQL of an expression's tree. */
  public String expression(JsonNode expression) {
    ObjectNode select = (ObjectNode) query("SELECT 1", new SqlText("SELECT 1", 1)).deepCopy();
    ObjectNode bare = expression.deepCopy().asObject();
    bare.put("alias", "");
    select.putArray("select_list").add(bare);
    ObjectNode statement = JSON.createObjectNode();
    statement.set("node", select);
    statement.putArray("named_param_map");
    ObjectNode all = JSON.createObjectNode();
    all.put("error", false);
    all.putArray("statements").add(statement);
    try {
      String sql =
          String.valueOf(
              duckdb
                  .rows(
                      "SELECT json_deserialize_sql("
                          + EmbeddedDuckDb.literal(JSON.writeValueAsString(all))
                          + "::JSON)")
                  .getFirst()
                  .getFirst());
      return "(" + sql.substring("SELECT ".length()) + ")";
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not write back what it has read", e);
    }
  }

  private static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
