package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Comparisons, IN with a list and BETWEEN, in the types in which DuckDB compares. */
final class Comparisons {
  private final BindContext context;
  private final ExpressionBinder binder;
  private final DuckRexBuilder rex;

  Comparisons(BindContext context, ExpressionBinder binder) {
    this.context = context;
    this.binder = binder;
    this.rex = context.rex();
  }

  RexNode comparison(JsonNode node) {
    SqlOperator operator =
        switch (node.path("type").stringValue("")) {
          case "COMPARE_EQUAL" -> SqlStdOperatorTable.EQUALS;
          case "COMPARE_NOTEQUAL" -> SqlStdOperatorTable.NOT_EQUALS;
          case "COMPARE_LESSTHAN" -> SqlStdOperatorTable.LESS_THAN;
          case "COMPARE_LESSTHANOREQUALTO" -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
          case "COMPARE_GREATERTHAN" -> SqlStdOperatorTable.GREATER_THAN;
          case "COMPARE_GREATERTHANOREQUALTO" -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
          case "COMPARE_DISTINCT_FROM" -> SqlStdOperatorTable.IS_DISTINCT_FROM;
          case "COMPARE_NOT_DISTINCT_FROM" -> SqlStdOperatorTable.IS_NOT_DISTINCT_FROM;
          default ->
              throw context
                  .text()
                  .error(node, "Not supported: " + node.path("type").stringValue(""));
        };
    return settled(
        compare(node, operator, binder.bind(node.path("left")), binder.bind(node.path("right"))));
  }

  /** A comparison with NULL as what it comes to, for Calcite takes it that there is none. */
  private RexNode settled(RexCall comparison) {
    RexNode left = comparison.getOperands().get(0);
    RexNode right = comparison.getOperands().get(1);
    if (!RexLiteral.isNullLiteral(left) && !RexLiteral.isNullLiteral(right)) {
      return comparison;
    }
    RexNode other = RexLiteral.isNullLiteral(left) ? right : left;
    return switch (comparison.getKind()) {
      case IS_NOT_DISTINCT_FROM -> rex.makeCall(SqlStdOperatorTable.IS_NULL, other);
      case IS_DISTINCT_FROM -> rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, other);
      default -> rex.makeNullLiteral(rex.types().type("BOOLEAN", true));
    };
  }

  /** A comparison, both sides brought to the type in which DuckDB would compare them. */
  RexCall compare(JsonNode at, SqlOperator operator, RexNode left, RexNode right) {
    if (!DuckTypes.same(left.getType(), right.getType())) {
      if (ExpressionBinder.isNull(left) || ExpressionBinder.isNull(right)) {
        RelDataType type = ExpressionBinder.isNull(left) ? right.getType() : left.getType();
        left = binder.cast(at, left, type);
        right = binder.cast(at, right, type);
      } else if (isTextLiteral(left)) {
        left = binder.cast(at, left, right.getType());
      } else if (isTextLiteral(right)) {
        right = binder.cast(at, right, left.getType());
      } else {
        // Refuses what cannot be compared, in DuckDB's words.
        RelDataType unused = binder.type(at, SqlTemplate.operator("=", 2), List.of(left, right));
        if (DuckTypes.isText(left.getType()) && !DuckTypes.isOpaque(right.getType())) {
          left = binder.cast(at, left, right.getType());
        } else if (DuckTypes.isText(right.getType()) && !DuckTypes.isOpaque(left.getType())) {
          right = binder.cast(at, right, left.getType());
        } else if (!DuckTypes.isText(left.getType()) && !DuckTypes.isText(right.getType())) {
          RelDataType common =
              binder.type(
                  at,
                  new SqlTemplate(
                      "CASE WHEN true THEN "
                          + SqlTemplate.hole(0)
                          + " ELSE "
                          + SqlTemplate.hole(1)
                          + " END"),
                  List.of(left, right));
          RexNode date = midnight(left, right);
          left = date == null ? binder.cast(at, left, common) : left;
          right = date == null ? binder.cast(at, right, common) : date;
        }
      }
    }
    return (RexCall) rex.makeCall(operator, left, right);
  }

  /** A timestamp literal that is a day's beginning, as a date to compare a date with; else null. */
  private @Nullable RexNode midnight(RexNode left, RexNode right) {
    return left.getType().getSqlTypeName() == SqlTypeName.DATE
            && right instanceof RexLiteral literal
            && right.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
            && String.valueOf(literal.getValueAs(Comparable.class)).endsWith(" 00:00:00")
        ? rex.literal(
            String.valueOf(literal.getValueAs(Comparable.class)).substring(0, 10), left.getType())
        : null;
  }

  private boolean isTextLiteral(RexNode node) {
    return binder.isWritten(node) && DuckTypes.isText(node.getType());
  }

  RexNode in(JsonNode node, List<RexNode> operands) {
    RexNode value = operands.getFirst();
    List<RexNode> comparisons = new ArrayList<>();
    for (RexNode item : operands.subList(1, operands.size())) {
      comparisons.add(settled(compare(node, SqlStdOperatorTable.EQUALS, value, item)));
    }
    return binder.connected(SqlStdOperatorTable.OR, comparisons);
  }

  RexNode between(JsonNode node) {
    RexNode value = binder.bind(node.path("input"));
    RexNode lower = binder.bind(node.path("lower"));
    RexNode upper = binder.bind(node.path("upper"));
    return rex.makeCall(
        SqlStdOperatorTable.AND,
        settled(compare(node, SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, value, lower)),
        settled(compare(node, SqlStdOperatorTable.LESS_THAN_OR_EQUAL, value, upper)));
  }
}
