package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.dunlin.core.failure.UserErrorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** The aggregation of one SELECT, and the select list as it is written over its result. */
final class Grouping {
  private final BindContext context;
  private final Scope scope;
  private final List<RexNode> keys;
  private final Aggregates aggregates;
  private final RelNode rel;
  private final CorrelatedRows correlated;

  /**
   * @param input the rows to be grouped
   * @param keys values of a row that are grouped by
   * @param correlation by which the expressions' sub-queries refer to the rows
   * @param sets grouping sets as places in {@code keys}; equal ones count as often as they occur
   */
  Grouping(
      BindContext context,
      Scope scope,
      RelNode input,
      List<RexNode> keys,
      List<ImmutableBitSet> sets,
      Aggregates aggregates,
      ImmutableSet<CorrelationId> correlation) {
    this.context = context;
    this.scope = scope;
    this.keys = keys;
    this.aggregates = aggregates;
    List<RexNode> columns = new ArrayList<>(keys);
    List<AggregateCall> calls = new ArrayList<>();
    for (Aggregates.Call call : aggregates.calls()) {
      calls.add(call(call, columns));
    }
    RelNode project = Projections.project(input, columns, null, correlation);
    List<RelNode> layers = new ArrayList<>();
    for (List<ImmutableBitSet> layer : layers(sets)) {
      layers.add(
          columns.isEmpty() && calls.isEmpty()
              ? LogicalValues.createOneRow(context.cluster()) // All that is left of all rows.
              : LogicalAggregate.create(
                  project,
                  List.of(),
                  ImmutableBitSet.range(keys.size()),
                  ImmutableBitSet.ORDERING.immutableSortedCopy(layer),
                  calls));
    }
    this.rel = layers.size() == 1 ? layers.getFirst() : LogicalUnion.create(layers, true);
    this.correlated = new CorrelatedRows(context, keys, aggregates, rel);
    correlated.declare(correlation);
  }

  RelNode rel() {
    return rel;
  }

  /** Sets that occur n times, spread over n layers in each of which no set repeats. */
  private static List<List<ImmutableBitSet>> layers(List<ImmutableBitSet> sets) {
    List<List<ImmutableBitSet>> layers = new ArrayList<>();
    Map<ImmutableBitSet, Integer> seen = new LinkedHashMap<>();
    for (ImmutableBitSet set : sets) {
      int layer = seen.merge(set, 1, Integer::sum) - 1;
      if (layer == layers.size()) {
        layers.add(new ArrayList<>());
      }
      layers.get(layer).add(set);
    }
    return layers;
  }

  private AggregateCall call(Aggregates.Call call, List<RexNode> columns) {
    List<Integer> arguments = new ArrayList<>();
    boolean ofAllKeys = call.function().getKind() == SqlKind.GROUPING && call.arguments().isEmpty();
    if (ofAllKeys && keys.isEmpty()) {
      throw new UserErrorException("GROUPING needs a GROUP BY.");
    }
    for (RexNode argument : ofAllKeys ? keys : call.arguments()) {
      int place =
          call.function().getKind() == SqlKind.GROUPING
              ? keys.indexOf(argument)
              : place(argument, columns);
      if (place < 0) {
        throw new UserErrorException("GROUPING takes expressions of the GROUP BY clause only.");
      }
      arguments.add(place);
    }
    int filter =
        call.filter() == null
            ? -1
            : place(context.rex().makeCall(SqlStdOperatorTable.IS_TRUE, call.filter()), columns);
    List<RelFieldCollation> orders = new ArrayList<>();
    for (Aggregates.OrderTerm order : call.orders()) {
      orders.add(
          new RelFieldCollation(place(order.value(), columns), order.direction(), order.nulls()));
    }
    return AggregateCall.create(
        call.function(),
        call.distinct(),
        false,
        false,
        ImmutableList.of(),
        arguments,
        filter,
        null,
        RelCollations.of(orders),
        call.type(),
        null);
  }

  private static int place(RexNode value, List<RexNode> columns) {
    int place = Projections.isVolatile(value) ? -1 : columns.indexOf(value);
    if (place < 0) {
      place = columns.size();
      columns.add(value);
    }
    return place;
  }

  /**
   * Expressions over the rows, as expressions over the groups.
   *
   * @throws UserErrorException if one needs a column that is not grouped by
   */
  List<RexNode> rewrite(List<RexNode> nodes) {
    Rewriter rewriter = new Rewriter();
    List<RexNode> rewritten = new ArrayList<>();
    for (RexNode node : nodes) {
      rewritten.add(node.accept(rewriter));
    }
    return rewritten;
  }

  /** The correlation the rewritten expressions' sub-queries refer to the groups by. */
  ImmutableSet<CorrelationId> correlation() {
    return correlated.correlation();
  }

  private final class Rewriter extends RexShuttle {
    private @Nullable RexNode known(RexNode node) {
      int key = keys.indexOf(node);
      if (key >= 0) {
        return context.rex().makeInputRef(rel, key);
      }
      if (ConstantKeys.isMark(node)) {
        return context.rex().makeInputRef(rel, keys.indexOf(ConstantKeys.key(node)));
      }
      int mark = aggregates.marked(node);
      return mark < 0 ? null : context.rex().makeInputRef(rel, keys.size() + mark);
    }

    @Override
    public RexNode visitCall(RexCall call) {
      RexNode known = known(call);
      if (known != null) {
        return known;
      }
      List<RexNode> operands = new ArrayList<>();
      call.getOperands().forEach(operand -> operands.add(operand.accept(this)));
      return context.rex().makeCall(type(call, operands), call.getOperator(), operands);
    }

    /** A key may be NULL in a group though it is in no row, and so may what is made of it. */
    private RelDataType type(RexCall call, List<RexNode> operands) {
      boolean nullable =
          operands.stream().anyMatch(o -> o.getType().isNullable())
              && Strong.policy(call) != Strong.Policy.NOT_NULL;
      return nullable
          ? context.rex().types().createTypeWithNullability(call.getType(), true)
          : call.getType();
    }

    @Override
    public RexNode visitInputRef(RexInputRef ref) {
      RexNode known = known(ref);
      if (known != null) {
        return known;
      }
      String name =
          scope.entries().stream()
              .filter(e -> e.value().equals(ref))
              .map(Scope.Entry::name)
              .findFirst()
              .orElse("a column");
      throw new UserErrorException(
          "The column \"%s\" must be in GROUP BY, or stand in an aggregate such as any_value(%s)."
              .formatted(name, name));
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery query) {
      RexNode known = known(query);
      if (known != null) {
        return known;
      }
      List<RexNode> operands = new ArrayList<>();
      query.getOperands().forEach(o -> operands.add(o.accept(this)));
      return query.clone(query.getType(), operands).clone(correlated.regroup(query.rel));
    }
  }
}
