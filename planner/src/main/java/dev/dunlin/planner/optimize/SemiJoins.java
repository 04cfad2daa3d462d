package dev.dunlin.planner.optimize;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Turns EXISTS, IN and their negations in WHERE into semi and anti joins, where all correlation
 * stands in the sub-query's topmost filters. The rest is left to Calcite's general decorrelation,
 * which for these would compute the outer query again.
 */
final class SemiJoins {
  private SemiJoins() {}

  static RelNode rewrite(RelNode rel) {
    return Relations.everywhere(rel, node -> node instanceof Filter f ? rewrite(f) : node);
  }

  private static RelNode rewrite(Filter filter) {
    RelNode input = filter.getInput();
    List<RexNode> left = new ArrayList<>();
    List<RexNode> plain = new ArrayList<>();
    List<RexNode> subQueries = new ArrayList<>();
    for (RexNode term : RelOptUtil.conjunctions(filter.getCondition())) {
      (RexUtil.SubQueryFinder.find(term) == null ? plain : subQueries).add(term);
    }
    if (subQueries.isEmpty()) {
      return filter;
    }
    RexBuilder rex = filter.getCluster().getRexBuilder();
    RelNode rel =
        plain.isEmpty()
            ? input
            : LogicalFilter.create(input, RexUtil.composeConjunction(rex, plain));
    for (RexNode term : subQueries) {
      Optional<RelNode> joined = join(rel, term, filter.getVariablesSet());
      if (joined.isPresent()) {
        rel = joined.get();
      } else {
        left.add(term);
      }
    }
    return left.isEmpty()
        ? rel
        : LogicalFilter.create(
            rel,
            RexUtil.composeConjunction(rex, left),
            ImmutableSet.copyOf(filter.getVariablesSet()));
  }

  private static Optional<RelNode> join(RelNode left, RexNode term, Set<CorrelationId> ids) {
    boolean negated = term.getKind() == SqlKind.NOT;
    RexNode inner = negated ? ((RexCall) term).getOperands().getFirst() : term;
    if (!(inner instanceof RexSubQuery query)
        || query.getOperands().stream().anyMatch(o -> RexUtil.SubQueryFinder.find(o) != null)) {
      return Optional.empty();
    }
    boolean in = query.getKind() == SqlKind.IN;
    if (!in && query.getKind() != SqlKind.EXISTS) {
      return Optional.empty();
    }
    if (in && negated && mayBeNull(query)) {
      return Optional.empty(); // NULL IN (…) is neither true nor false.
    }
    return right(query, left.getRowType().getFieldCount(), ids, in)
        .map(
            right ->
                LogicalJoin.create(
                    left,
                    right.right(),
                    List.of(),
                    right.condition(),
                    Set.of(),
                    negated ? JoinRelType.ANTI : JoinRelType.SEMI));
  }

  private static boolean mayBeNull(RexSubQuery query) {
    return query.getOperands().stream().anyMatch(o -> o.getType().isNullable())
        || query.rel.getRowType().getFieldList().stream().anyMatch(f -> f.getType().isNullable());
  }

  private record Right(RelNode right, RexNode condition) {}

  private static Optional<Right> right(
      RexSubQuery query, int leftWidth, Set<CorrelationId> ids, boolean in) {
    RexBuilder rex = query.rel.getCluster().getRexBuilder();
    return Peeled.of(query.rel, ids)
        .flatMap(
            peeled -> {
              List<RexNode> terms = new ArrayList<>(peeled.overJoin(leftWidth));
              for (int i = 0; in && i < peeled.outputs().size(); i++) {
                RexNode output = peeled.outputs().get(i);
                if (peeled.correlates(output)) {
                  return Optional.empty();
                }
                terms.add(
                    rex.makeCall(
                        SqlStdOperatorTable.EQUALS,
                        query.getOperands().get(i),
                        RexUtil.shift(output, leftWidth)));
              }
              return Optional.of(new Right(peeled.rel(), RexUtil.composeConjunction(rex, terms)));
            });
  }
}
