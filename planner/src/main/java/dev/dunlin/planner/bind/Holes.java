package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.function.SqlTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces the columns in an expression's tree by holes, so that the rest can be handed to DuckDB
 * as text. The parameters of its lambdas get names that no column has: one that is called as a
 * column would be taken for it, once that stands in its hole without its table's name.
 */
final class Holes {
  private final BindContext context;
  private final ExpressionBinder binder;
  private final List<RexNode> operands;
  private final Macros macros;
  private boolean isVolatile;
  private int lambdas;

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

  JsonNode dig(JsonNode node, Map<String, String> parameters) {
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
        // A table's column, or a column's field, comes before a field of a parameter so called.
        return !binder.names().isQualifiedColumn(object) && isRenamed(object, parameters)
            ? object
            : hole(object);
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
        if (isArrow(object)) {
          break;
        }
        Map<String, String> inner = new HashMap<>(parameters);
        rename(object.path("lhs"), inner);
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

  /** Whether it is {@code json -> 'key'}, which DuckDB writes down as it does a lambda. */
  private static boolean isArrow(ObjectNode lambda) {
    return lambda.path("syntax_type").stringValue("").equals("SINGLE_ARROW");
  }

  private void rename(JsonNode lhs, Map<String, String> parameters) {
    if (lhs instanceof ObjectNode parameter
        && parameter.path("class").stringValue("").equals("COLUMN_REF")) {
      parameters.put(firstName(parameter), SqlTemplate.parameter(lambdas++));
      boolean unused = isRenamed(parameter, parameters);
    }
    // Several parameters stand in a row(…).
    lhs.path("arguments").forEach(a -> rename(a.path("expression"), parameters));
    lhs.path("children").forEach(c -> rename(c, parameters));
  }

  /** Gives a reference to a parameter, or to a field of one, its new name. */
  private static boolean isRenamed(ObjectNode reference, Map<String, String> parameters) {
    String name = parameters.get(firstName(reference));
    if (name == null) {
      return false;
    }
    ((ArrayNode) reference.path("column_names")).set(0, name);
    return true;
  }

  private static String firstName(ObjectNode reference) {
    return reference.path("column_names").path(0).stringValue("").toLowerCase(Locale.ROOT);
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
