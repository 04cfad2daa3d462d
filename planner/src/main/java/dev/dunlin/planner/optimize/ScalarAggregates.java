package dev.dunlin.planner.optimize;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Turns {@code (SELECT agg(…) FROM t WHERE t.k = outer.k)} into a left join with {@code t} grouped
 * by {@code k}. Calcite's general decorrelation would compute the outer query a second time, for
 * the keys it has.
 */
final class ScalarAggregates {
  /** Aggregates that are NULL over no rows; count, which is 0, is seen to as well. */
  private static final Set<String> NULL_OVER_NOTHING =
      Set.of(
          "sum",
          "min",
          "max",
          "avg",
          "mean",
          "any_value",
          "first",
          "last",
          "arg_min",
          "arg_max",
          "bool_and",
          "bool_or",
          "string_agg",
          "list",
          "median",
          "quantile_cont",
          "quantile_disc",
          "mode",
          "stddev",
          "stddev_samp",
          "stddev_pop",
          "variance",
          "var_samp",
          "var_pop");

  private ScalarAggregates() {}

  static RelNode rewrite(RelNode rel) {
    return Relations.everywhere(
        rel,
        node ->
            switch (node) {
              case Filter filter -> rewrite(filter);
              case Project project when !project.containsOver() -> rewrite(project);
              default -> node;
            });
  }

  private static RelNode rewrite(Filter filter) {
    Widened widened = new Widened(filter.getInput(), filter.getVariablesSet());
    RexNode condition = filter.getCondition().accept(widened);
    if (widened.rel == filter.getInput()) {
      return filter;
    }
    RelNode filtered =
        LogicalFilter.create(
            widened.rel,
            condition,
            com.google.common.collect.ImmutableSet.copyOf(filter.getVariablesSet()));
    RexBuilder rex = filter.getCluster().getRexBuilder();
    List<RexNode> kept = new ArrayList<>();
    for (int i = 0; i < filter.getRowType().getFieldCount(); i++) {
      kept.add(rex.makeInputRef(filtered, i));
    }
    return LogicalProject.create(
        filtered, List.of(), kept, filter.getRowType().getFieldNames(), Set.of());
  }

  private static RelNode rewrite(Project project) {
    Widened widened = new Widened(project.getInput(), project.getVariablesSet());
    List<RexNode> projects = widened.visitList(project.getProjects());
    return widened.rel == project.getInput()
        ? project
        : LogicalProject.create(
            widened.rel,
            List.of(),
            projects,
            project.getRowType().getFieldNames(),
            project.getVariablesSet());
  }

  /** Joins what sub-queries need to a relation, and replaces them by its columns. */
  private static final class Widened extends RexShuttle {
    private RelNode rel;
    private final Set<CorrelationId> ids;
    private final RexBuilder rex;

    Widened(RelNode rel, Set<CorrelationId> ids) {
      this.rel = rel;
      this.ids = ids;
      this.rex = rel.getCluster().getRexBuilder();
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery query) {
      return query.getKind() == SqlKind.SCALAR_QUERY
          ? join(query).orElse(query)
          : super.visitSubQuery(query);
    }

    private Optional<RexNode> join(RexSubQuery query) {
      RelNode top = query.rel;
      RexNode value = rex.makeInputRef(top, 0);
      while (top instanceof Project project && !RexOver.containsOver(project.getProjects(), null)) {
        value = RelOptUtil.pushPastProject(value, project);
        top = project.getInput();
      }
      if (!(top instanceof Aggregate aggregate)
          || !aggregate.getGroupSet().isEmpty()
          || aggregate.getGroupType() != Aggregate.Group.SIMPLE
          || RexUtil.SubQueryFinder.find(value) != null
          || !aggregate.getAggCallList().stream().allMatch(ScalarAggregates::isKnown)) {
        return Optional.empty();
      }
      Optional<Peeled> peeled = Peeled.of(aggregate.getInput(), ids);
      if (peeled.isEmpty()
          || peeled.get().correlated().isEmpty()
          || peeled.get().outputs().stream().anyMatch(peeled.get()::correlates)) {
        return Optional.empty();
      }
      return join(peeled.get(), aggregate, value);
    }

    private Optional<RexNode> join(Peeled inner, Aggregate aggregate, RexNode value) {
      List<RexNode> innerKeys = new ArrayList<>();
      List<RexNode> outerKeys = new ArrayList<>();
      for (RexNode term : inner.correlated()) {
        if (term.getKind() != SqlKind.EQUALS) {
          return Optional.empty();
        }
        RexNode a = ((RexCall) term).getOperands().get(0);
        RexNode b = ((RexCall) term).getOperands().get(1);
        RexNode own = inner.correlates(a) ? b : a;
        RexNode outer = inner.correlates(a) ? a : b;
        if (inner.correlates(own) || !RelOptUtil.InputFinder.bits(outer).isEmpty()) {
          return Optional.empty();
        }
        innerKeys.add(own);
        outerKeys.add(outer);
      }
      List<RexNode> columns = new ArrayList<>(inner.outputs());
      columns.addAll(innerKeys);
      RelNode rows =
          LogicalProject.create(inner.rel(), List.of(), columns, (List<String>) null, Set.of());
      int keys = innerKeys.size();
      RelNode grouped =
          LogicalAggregate.create(
              rows,
              List.of(),
              ImmutableBitSet.range(inner.outputs().size(), columns.size()),
              null,
              ImmutableList.copyOf(aggregate.getAggCallList()));
      int width = rel.getRowType().getFieldCount();
      List<RexNode> terms = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        terms.add(
            rex.makeCall(
                SqlStdOperatorTable.EQUALS,
                inner.joined(outerKeys.get(i), width),
                RexUtil.shift(rex.makeInputRef(grouped, i), width)));
      }
      RelNode joined =
          LogicalJoin.create(
              rel,
              grouped,
              List.of(),
              RexUtil.composeConjunction(rex, terms),
              Set.of(),
              JoinRelType.LEFT);
      rel = joined;
      RexNode joinedValue = overJoin(value, inner, aggregate, joined, width, width + keys);
      RelDataType type = rex.getTypeFactory().createTypeWithNullability(value.getType(), true);
      return Optional.of(Relations.typed(rex, joinedValue, type));
    }

    /** The sub-query's value over the joined row; a count that found nothing is 0. */
    private RexNode overJoin(
        RexNode value,
        Peeled inner,
        Aggregate aggregate,
        RelNode joined,
        int outerWidth,
        int firstCall) {
      return value.accept(
          new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
              RexNode column = rex.makeInputRef(joined, firstCall + ref.getIndex());
              AggregateCall call = aggregate.getAggCallList().get(ref.getIndex());
              return call.getAggregation().getKind() == SqlKind.COUNT
                  ? rex.makeCall(
                      ref.getType(),
                      SqlStdOperatorTable.CASE,
                      List.of(
                          rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, column),
                          column,
                          rex.makeExactLiteral(BigDecimal.ZERO, ref.getType())))
                  : column;
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
              return inner.correlates(access)
                  ? inner.joined(access, outerWidth)
                  : super.visitFieldAccess(access);
            }
          });
    }
  }

  private static boolean isKnown(AggregateCall call) {
    String name = call.getAggregation().getName().toLowerCase(Locale.ROOT);
    int parenthesis = name.indexOf('(');
    return call.getAggregation().getKind() == SqlKind.COUNT
        || NULL_OVER_NOTHING.contains(parenthesis < 0 ? name : name.substring(0, parenthesis));
  }
}
