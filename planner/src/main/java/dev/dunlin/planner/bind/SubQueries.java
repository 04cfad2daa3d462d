package dev.dunlin.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import tools.jackson.databind.JsonNode;

/** Sub-queries in expressions: scalar, EXISTS, IN, and comparisons with ANY or ALL. */
final class SubQueries {
  private SubQueries() {}

  static RexNode bind(
      BindContext context, ExpressionBinder binder, JsonNode node, QueryBinder.Bound query) {
    return switch (node.path("subquery_type").stringValue("")) {
      case "EXISTS" -> RexSubQuery.exists(query.rel());
      case "NOT_EXISTS" ->
          context.rex().makeCall(SqlStdOperatorTable.NOT, RexSubQuery.exists(query.rel()));
      case "SCALAR" -> {
        if (query.names().size() != 1) {
          throw context
              .text()
              .error(
                  node,
                  "A sub-query used as a value must have one column, not "
                      + query.names().size()
                      + ".");
        }
        yield RexSubQuery.scalar(query.rel());
      }
      case "ANY" -> any(context, binder, node, query);
      default ->
          throw context
              .text()
              .error(node, "Not supported: a sub-query of the kind " + node.path("subquery_type"));
    };
  }

  private static RexNode any(
      BindContext context, ExpressionBinder binder, JsonNode node, QueryBinder.Bound query) {
    JsonNode child = node.path("child");
    boolean row = child.path("function_name").stringValue("").equals("row");
    List<RexNode> left = new ArrayList<>();
    if (row && query.names().size() > 1) {
      child.path("arguments").forEach(a -> left.add(binder.bind(a.path("expression"))));
    } else {
      left.add(binder.bind(child));
    }
    if (left.size() != query.names().size()) {
      throw context
          .text()
          .error(
              node,
              "The sub-query has %d columns, but %d values are compared with it."
                  .formatted(query.names().size(), left.size()));
    }
    SqlOperator comparison =
        switch (node.path("comparison_type").stringValue("")) {
          case "COMPARE_EQUAL" -> SqlStdOperatorTable.EQUALS;
          case "COMPARE_NOTEQUAL" -> SqlStdOperatorTable.NOT_EQUALS;
          case "COMPARE_LESSTHAN" -> SqlStdOperatorTable.LESS_THAN;
          case "COMPARE_LESSTHANOREQUALTO" -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
          case "COMPARE_GREATERTHAN" -> SqlStdOperatorTable.GREATER_THAN;
          default -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
        };
    // Both sides get the type in which they are compared.
    List<RexNode> leftTyped = new ArrayList<>();
    List<RexNode> rightTyped = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      RexNode right = context.rex().makeInputRef(query.rel(), i);
      RexCall compared = binder.comparisons().compare(node, comparison, left.get(i), right);
      leftTyped.add(compared.getOperands().get(0));
      rightTyped.add(compared.getOperands().get(1));
    }
    RelNode rel =
        rightTyped.stream().allMatch(RexInputRef.class::isInstance)
            ? query.rel()
            : LogicalProject.create(
                query.rel(),
                List.of(),
                rightTyped,
                query.rel().getRowType().getFieldNames(),
                java.util.Set.of());
    if (comparison.getKind() == SqlKind.EQUALS) {
      return RexSubQuery.in(rel, ExpressionBinder.list(leftTyped));
    }
    if (left.size() > 1) {
      throw context.text().error(node, "Only = can compare a row with a sub-query.");
    }
    SqlQuantifyOperator some =
        switch (comparison.getKind()) {
          case NOT_EQUALS -> SqlStdOperatorTable.SOME_NE;
          case LESS_THAN -> SqlStdOperatorTable.SOME_LT;
          case LESS_THAN_OR_EQUAL -> SqlStdOperatorTable.SOME_LE;
          case GREATER_THAN -> SqlStdOperatorTable.SOME_GT;
          default -> SqlStdOperatorTable.SOME_GE;
        };
    return RexSubQuery.some(rel, ExpressionBinder.list(leftTyped), some);
  }

  /** Whether an expression has a sub-query in it. */
  static boolean in(RexNode node) {
    return RexUtil.SubQueryFinder.find(node) != null;
  }
}
