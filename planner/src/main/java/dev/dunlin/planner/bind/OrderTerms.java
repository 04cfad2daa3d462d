package dev.dunlin.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import tools.jackson.databind.JsonNode;

/** Binds ORDER BY: ordinals, names of the result's columns, ALL, or any expression. */
final class OrderTerms {
  private final BindContext context;
  private final List<RexNode> outputs;
  private final List<String> names;

  /**
   * @param outputs the result's columns, all there before the terms are bound
   */
  OrderTerms(BindContext context, List<RexNode> outputs, List<String> names) {
    this.context = context;
    this.outputs = outputs;
    this.names = names;
  }

  /**
   * The terms as fields of a row of the outputs and, after them, the extras.
   *
   * @param extras takes the values that are no output
   */
  List<RelFieldCollation> bind(JsonNode terms, ExpressionBinder binder, List<RexNode> extras) {
    List<RelFieldCollation> fields = new ArrayList<>();
    for (JsonNode term : terms) {
      JsonNode expression = term.path("expression");
      if (expression.path("class").stringValue("").equals("STAR")) {
        for (int i = 0; i < outputs.size(); i++) {
          fields.add(field(i, outputs.get(i), term));
        }
        continue;
      }
      int index = output(expression);
      RexNode value;
      if (index >= 0) {
        value = outputs.get(index);
      } else {
        value = binder.bind(expression);
        if (value instanceof RexLiteral) {
          continue; // Orders nothing.
        }
        index = outputs.indexOf(value);
        if (index < 0) {
          index = extras.indexOf(value);
          if (index < 0) {
            index = extras.size();
            extras.add(value);
          }
          index += outputs.size();
        }
      }
      int field = index;
      if (fields.stream().noneMatch(f -> f.getFieldIndex() == field)) {
        fields.add(field(index, value, term));
      }
    }
    return fields;
  }

  private static RelFieldCollation field(int index, RexNode value, JsonNode term) {
    Aggregates.OrderTerm order = FunctionCalls.order(value, term);
    return new RelFieldCollation(index, order.direction(), order.nulls());
  }

  /** The output that an ordinal or a bare name means; −1 if it is neither. */
  int output(JsonNode expression) {
    String type = expression.path("class").stringValue("");
    if (type.equals("CONSTANT")
        && expression.path("literal").path("kind").stringValue("").equals("INTEGER")) {
      String text = expression.path("literal").path("text").stringValue("");
      int ordinal = text.length() > 9 ? -1 : Integer.parseInt(text.replace("_", ""));
      if (ordinal < 1 || ordinal > names.size()) {
        throw context
            .text()
            .error(
                expression,
                "%s is not the number of a column: there are %d.".formatted(text, names.size()));
      }
      return ordinal - 1;
    }
    if (type.equals("COLUMN_REF") && expression.path("column_names").size() == 1) {
      String name = expression.path("column_names").path(0).stringValue("");
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).equalsIgnoreCase(name)) {
          return i;
        }
      }
    }
    return -1;
  }
}
