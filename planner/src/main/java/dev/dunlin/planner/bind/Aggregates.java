package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlAggFunction;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate calls of one SELECT. While its expressions are bound, each call is replaced by a
 * mark that stands for its result; equal calls share one.
 */
final class Aggregates {
  private static final String MARK = "aggregate ";

  private final String mark;
  private final List<Call> calls = new ArrayList<>();

  /**
   * @param id tells its marks from those of the queries around, whose aggregates may stand in its
   *     sub-queries
   */
  Aggregates(CorrelationId id) {
    this.mark = MARK + id.getId() + " ";
  }

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
      RexNode value, RelFieldCollation.Direction direction, RelFieldCollation.NullDirection nulls) {
    OrderTerm with(RexNode otherValue) {
      return new OrderTerm(otherValue, direction, nulls);
    }
  }

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
        call.type(), new DuckFunction(new SqlTemplate(mark + index), call.type(), true), List.of());
  }

  /** Whether an expression has one of its marks in it, be it in a sub-query. */
  boolean isIn(RexNode node) {
    boolean[] found = {false};
    RexShuttle finder =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            found[0] |= marked(call) >= 0;
            return super.visitCall(call);
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            visit(query.rel);
            return super.visitSubQuery(query);
          }

          private void visit(RelNode rel) {
            RelNode unused = rel.accept(this);
            rel.getInputs().forEach(this::visit);
          }
        };
    RexNode unused = node.accept(finder);
    return found[0];
  }

  /** The call that a node is the mark of, by number; −1 if it is none of these. */
  int marked(RexNode node) {
    return DuckFunction.begins(node, mark)
        ? Integer.parseInt(((RexCall) node).getOperator().getName().substring(mark.length()))
        : -1;
  }

  /** Whether a node is the mark of some SELECT's aggregate. */
  static boolean isMark(RexNode node) {
    return DuckFunction.begins(node, MARK);
  }
}
