package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate calls of one SELECT. While its expressions are bound, each call is replaced by a
 * mark that stands for its result; equal calls share one.
 */
final class Aggregates {
  private static final String MARK = "aggregate ";

  private final List<Call> calls = new ArrayList<>();

  /**
   * An aggregate call over the rows of the FROM clause.
   *
   * @param arguments the values aggregated; for GROUPING the group keys asked for
   * @param filter only rows for which it is true count; null for all
   */
  record Call(
      SqlAggFunction function,
      RelDataType type,
      List<RexNode> arguments,
      boolean distinct,
      @Nullable RexNode filter,
      List<OrderTerm> orders) {
    Call {
      arguments = List.copyOf(arguments);
      orders = List.copyOf(orders);
    }
  }

  /** A term of ORDER BY. */
  record OrderTerm(
      RexNode value,
      RelFieldCollation.Direction direction,
      RelFieldCollation.NullDirection nulls) {}

  List<Call> calls() {
    return calls;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  RexNode mark(RexBuilder rex, Call call) {
    int index = calls.indexOf(call);
    if (index < 0) {
      index = calls.size();
      calls.add(call);
    }
    return rex.makeCall(
        call.type(), new DuckFunction(new SqlTemplate(MARK + index), call.type(), true), List.of());
  }

  /** Whether an expression has an aggregate's mark in it. */
  static boolean isIn(RexNode node) {
    return marked(node) >= 0
        || (node instanceof RexCall call && call.getOperands().stream().anyMatch(Aggregates::isIn));
  }

  /** The call that a node is the mark of, by number; −1 if it is none. */
  static int marked(RexNode node) {
    return node instanceof org.apache.calcite.rex.RexCall call
            && call.getOperator() instanceof DuckFunction function
            && function.getName().startsWith(MARK)
        ? Integer.parseInt(function.getName().substring(MARK.length()))
        : -1;
  }
}
