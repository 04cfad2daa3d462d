package dev.dunlin.planner.bind;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.sql.SqlText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that are written out before they are bound: of DuckDB's macros with an aggregate, an unnest
 * or the time in them, which are not what their name alone tells, and of functions that would give
 * something else in each task.
 */
final class Macros {
  private static final Set<String> LIST_AGGREGATES =
      Set.of("list_aggregate", "list_aggr", "array_aggregate", "array_aggr", "aggregate");

  private final BindContext context;

  Macros(BindContext context) {
    this.context = context;
  }

  /** What a call stands for; empty if it stands for itself. */
  Optional<JsonNode> expand(JsonNode call) {
    String name = call.path("function_name").stringValue("").toLowerCase(Locale.ROOT);
    JsonNode arguments = call.path("arguments");
    if (name.equals("age") && arguments.size() == 1) {
      return Optional.of(
          at(call, "age(CAST(current_date AS TIMESTAMP), x)", List.of("x"), arguments));
    }
    return context
        .functions()
        .macro(name, arguments.size())
        .map(
            macro -> {
              if (call.path("distinct").booleanValue()
                  || call.path("filter").isObject()
                  || !call.path("order_bys").path("orders").isEmpty()) {
                throw context
                    .text()
                    .error(call, name + " is a macro: it takes no DISTINCT, FILTER or ORDER BY.");
              }
              return at(call, macro.definition(), macro.parameters(), arguments);
            });
  }

  /** The SQL of a call that makes a UUID; empty if it is none. */
  Optional<String> randomId(JsonNode call) {
    String name = call.path("function_name").stringValue("").toLowerCase(Locale.ROOT);
    return call.path("arguments").isEmpty()
        ? RandomIds.sql(name, context.moment())
        : Optional.empty();
  }

  /** The tree of such a call, which is DuckDB's alone. */
  Optional<JsonNode> randomIdTree(JsonNode call) {
    return randomId(call).map(sql -> at(call, sql, List.of(), call.path("arguments")));
  }

  private JsonNode at(JsonNode call, String sql, List<String> parameters, JsonNode arguments) {
    String query = "SELECT " + sql;
    JsonNode tree =
        context.trees().query(query, new SqlText(query, 1)).path("select_list").path(0).deepCopy();
    return substituted(tree, call, parameters, arguments);
  }

  private static JsonNode substituted(
      JsonNode node, JsonNode call, List<String> parameters, JsonNode arguments) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, substituted(array.get(i), call, parameters, arguments));
      }
      return array;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    JsonNode path = object.path("column_names");
    if (path.size() == 1) {
      int parameter = parameters.indexOf(path.path(0).stringValue(""));
      if (parameter >= 0) {
        return arguments.path(parameter).path("expression");
      }
    }
    for (String field : List.copyOf(object.propertyNames())) {
      object.set(
          field,
          field.equals("query_location")
              ? call.path(field)
              : substituted(object.path(field), call, parameters, arguments));
    }
    return object;
  }

  /** Also in a function that aggregates a list by the aggregate of a given name. */
  private static boolean isBitstringWithoutBounds(String name, JsonNode arguments) {
    if (name.equals("bitstring_agg")) {
      return arguments.size() == 1;
    }
    for (JsonNode argument : arguments) {
      JsonNode literal = argument.path("expression").path("literal");
      if (literal.path("text").stringValue("").equalsIgnoreCase("bitstring_agg")) {
        return arguments.size() == 2 && LIST_AGGREGATES.contains(name);
      }
    }
    return false;
  }

  /**
   * Refuses what tells of one task's process or plan, which no statement means.
   *
   * @throws UserErrorException for such a function
   */
  void refuseTellingOfTasks(JsonNode call) {
    String name = call.path("function_name").stringValue("").toLowerCase(Locale.ROOT);
    String why =
        switch (name) {
          case "alias", "stats", "vector_type" -> "tells how one task runs an expression";
          case "current_query",
              "current_query_id",
              "current_transaction_id",
              "current_connection_id",
              "txid_current" ->
              "tells of DuckDB's own statement in each task";
          case "current_setting" -> "tells DuckDB's settings in each task";
          case "getvariable" ->
              "tells DuckDB's variables in each task, and SET VARIABLE is not there";
          case "setseed" -> "has no use here: each task draws from a seed of its own";
          case "nextval", "currval", "setval" -> "needs a sequence, and there are none";
          case "write_log", "sleep_ms" -> "has an effect in each task";
          case "format_type", "pg_get_constraintdef", "pg_get_viewdef", "get_block_size" ->
              "tells of DuckDB's catalog in each task";
          case "json_serialize_plan" -> "tells a plan over the tables that one task has";
          case "get_type", "make_type", "variant_to_parquet_variant", "st_setcrs" ->
              "gives values of a type that no file and no other task can hold";
          default -> name.startsWith("__internal") ? "is DuckDB's own" : "";
        };
    if (isBitstringWithoutBounds(name, call.path("arguments"))) {
      throw context
          .text()
          .error(
              call,
              "Not supported: bitstring_agg without bounds, which takes them from one file's"
                  + " statistics. Write bitstring_agg(x, min, max).");
    }
    if (!why.isEmpty()) {
      throw context.text().error(call, "Not supported: %s, which %s.".formatted(name, why));
    }
    if (call.path("export_state").booleanValue(false)) {
      throw context.text().error(call, "Not supported: EXPORT_STATE.");
    }
  }
}
