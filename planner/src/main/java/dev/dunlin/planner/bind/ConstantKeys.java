package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Those keys of grouping sets that are constants. In a group of a set without it such a key is
 * NULL, so what is made of it must not be computed beforehand: while a SELECT is bound, a mark that
 * is no constant stands for it wherever an expression is written as the key is.
 */
final class ConstantKeys {
  private static final String MARK = "constant group key";

  static final ConstantKeys NONE = new ConstantKeys();

  private final Map<JsonNode, RexNode> marks = new HashMap<>();

  /**
   * Adds a key.
   *
   * @param written its expression, an alias or ordinal replaced by what it stands for
   */
  void add(JsonNode written, RexNode constant, DuckRexBuilder rex) {
    RelDataType type = rex.types().createTypeWithNullability(constant.getType(), true);
    marks.put(
        bare(written),
        rex.makeCall(type, new DuckFunction(new SqlTemplate(MARK), type, true), List.of(constant)));
  }

  /** The mark of the key that is written so; empty if there is none. */
  Optional<RexNode> mark(JsonNode expression) {
    return marks.isEmpty() ? Optional.empty() : Optional.ofNullable(marks.get(bare(expression)));
  }

  static boolean isMark(RexNode node) {
    return DuckFunction.begins(node, MARK);
  }

  /** The key that a mark stands for. */
  static RexNode key(RexNode mark) {
    return ((RexCall) mark).getOperands().getFirst();
  }

  /** An expression without what does not belong to its meaning: its places and its alias. */
  private static JsonNode bare(JsonNode expression) {
    JsonNode copy = expression.deepCopy();
    if (copy instanceof ObjectNode object) {
      object.remove("alias");
    }
    removePlaces(copy);
    return copy;
  }

  private static void removePlaces(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(List.of("query_location", "query_location_length"));
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(ConstantKeys::removePlaces);
    }
  }
}
