package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.function.SqlTemplate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces the columns in an expression's tree by holes, and leaves the parameters of its lambdas
 * as they are, so that the rest can be handed to DuckDB as text.
 */
final class Holes {
  private final BindContext context;
  private final ExpressionBinder binder;
  private final List<RexNode> operands;
  private final Macros macros;
  private boolean isVolatile;

  /**
   * @param operands takes the value of each hole
   */
  Holes(BindContext context, ExpressionBinder binder, List<RexNode> operands) {
    this.context = context;
    this.binder = binder;
    this.operands = operands;
    this.macros = new Macros(context);
  }

  /** Whether what was left as text may give another value each time. */
  boolean isVolatile() {
    return isVolatile;
  }

  JsonNode dig(JsonNode node, Set<String> parameters) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, dig(array.get(i), parameters));
      }
      return array;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    switch (object.path("class").stringValue("")) {
      case "COLUMN_REF" -> {
        String first = object.path("column_names").path(0).stringValue("");
        return parameters.contains(first.toLowerCase(Locale.ROOT)) ? object : hole(object);
      }
      case "SUBQUERY", "WINDOW" -> {
        return hole(object);
      }
      case "FUNCTION" -> {
        String name = object.path("function_name").stringValue("").toLowerCase(Locale.ROOT);
        boolean moment =
            context.moment().sql(name).isPresent() && object.path("arguments").isEmpty();
        if (moment || context.functions().kind(name) == FunctionCatalog.Kind.AGGREGATE) {
          return hole(object);
        }
        macros.refuseTellingOfTasks(object);
        isVolatile |= context.functions().isVolatile(name);
        Optional<JsonNode> id = macros.randomIdTree(object);
        if (id.isPresent()) {
          return id.get();
        }
        Optional<JsonNode> expansion = macros.expand(object);
        if (expansion.isPresent()) {
          return dig(expansion.get(), parameters);
        }
      }
      case "LAMBDA" -> {
        Set<String> inner = new HashSet<>(parameters);
        parameterNames(object.path("lhs"), inner);
        object.set("expr", dig(object.path("expr"), inner));
        return object;
      }
      default -> {}
    }
    for (String field : List.copyOf(object.propertyNames())) {
      object.set(field, dig(object.path(field), parameters));
    }
    return object;
  }

  private static void parameterNames(JsonNode lhs, Set<String> names) {
    if (lhs.path("class").stringValue("").equals("COLUMN_REF")) {
      names.add(lhs.path("column_names").path(0).stringValue("").toLowerCase(Locale.ROOT));
    }
    // Several parameters stand in a row(…).
    lhs.path("arguments").forEach(a -> parameterNames(a.path("expression"), names));
    lhs.path("children").forEach(c -> parameterNames(c, names));
  }

  private JsonNode hole(ObjectNode original) {
    RexNode value = binder.bind(original);
    int index = operands.indexOf(value);
    if (index < 0) {
      index = operands.size();
      operands.add(value);
    }
    ObjectNode column = original.objectNode();
    column.put("class", "COLUMN_REF");
    column.put("type", "COLUMN_REF");
    column.put("alias", original.path("alias").stringValue(""));
    column.putArray("column_names").add(SqlTemplate.hole(index));
    return column;
  }
}
