package dev.dunlin.planner.optimize;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
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
    return rel.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode node = super.visit(other);
            node =
                node.accept(
                    new RexShuttle() {
                      @Override
                      public RexNode visitSubQuery(RexSubQuery query) {
                        RexSubQuery inner = (RexSubQuery) super.visitSubQuery(query);
                        return inner.clone(rewrite(inner.rel));
                      }
                    });
            return node instanceof Filter filter ? rewrite(filter) : node;
          }
        });
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
    return new Peeled(query, left.getRowType().getFieldCount(), ids)
        .joinOn(in)
        .map(
            peeled ->
                LogicalJoin.create(
                    left,
                    peeled.right(),
                    List.of(),
                    peeled.condition(),
                    Set.of(),
                    negated ? JoinRelType.ANTI : JoinRelType.SEMI));
  }

  private static boolean mayBeNull(RexSubQuery query) {
    return query.getOperands().stream().anyMatch(o -> o.getType().isNullable())
        || query.rel.getRowType().getFieldList().stream().anyMatch(f -> f.getType().isNullable());
  }

  private record Right(RelNode right, RexNode condition) {}

  /** A sub-query without the projections and filters on its top. */
  private static final class Peeled {
    private final RexSubQuery query;
    private final int leftWidth;
    private final Set<CorrelationId> ids;
    private final RexBuilder rex;

    Peeled(RexSubQuery query, int leftWidth, Set<CorrelationId> ids) {
      this.query = query;
      this.leftWidth = leftWidth;
      this.ids = ids;
      this.rex = query.rel.getCluster().getRexBuilder();
    }

    Optional<Right> joinOn(boolean in) {
      RelNode rel = query.rel;
      List<RexNode> outputs = new ArrayList<>();
      for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
        outputs.add(rex.makeInputRef(rel, i));
      }
      List<RexNode> correlated = new ArrayList<>();
      if (correlates(rel)) {
        // Peel until nothing below depends on the outer row.
        List<RexNode> filters = new ArrayList<>();
        while (correlates(rel)) {
          if (rel instanceof Project project && !project.containsOver()) {
            outputs = new ArrayList<>(RelOptUtil.pushPastProject(outputs, project));
            filters = new ArrayList<>(RelOptUtil.pushPastProject(filters, project));
            rel = project.getInput();
          } else if (rel instanceof Filter filter
              && RexUtil.SubQueryFinder.find(filter.getCondition()) == null) {
            filters.addAll(RelOptUtil.conjunctions(filter.getCondition()));
            rel = filter.getInput();
          } else if (rel instanceof Sort sort && sort.fetch == null && sort.offset == null) {
            rel = sort.getInput();
          } else {
            return Optional.empty();
          }
        }
        List<RexNode> own = new ArrayList<>();
        filters.forEach(f -> (correlates(f) ? correlated : own).add(f));
        if (!own.isEmpty()) {
          rel = LogicalFilter.create(rel, RexUtil.composeConjunction(rex, own));
        }
      }
      List<RexNode> terms = new ArrayList<>();
      correlated.forEach(term -> terms.add(overJoin(term)));
      for (int i = 0; in && i < outputs.size(); i++) {
        if (correlates(outputs.get(i)) || RexOver.containsOver(outputs.get(i))) {
          return Optional.empty();
        }
        terms.add(
            rex.makeCall(
                SqlStdOperatorTable.EQUALS,
                query.getOperands().get(i),
                RexUtil.shift(outputs.get(i), leftWidth)));
      }
      return Optional.of(new Right(rel, RexUtil.composeConjunction(rex, terms)));
    }

    private boolean correlates(RelNode rel) {
      return RelOptUtil.getVariablesUsed(rel).stream().anyMatch(ids::contains);
    }

    private boolean correlates(RexNode node) {
      RelOptUtil.VariableUsedVisitor visitor = new RelOptUtil.VariableUsedVisitor(null);
      node.accept(visitor);
      return visitor.variables.stream().anyMatch(ids::contains);
    }

    /** A condition inside the sub-query as one over the joined row. */
    private RexNode overJoin(RexNode term) {
      return term.accept(
          new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
              return rex.makeInputRef(ref.getType(), ref.getIndex() + leftWidth);
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
              return access.getReferenceExpr() instanceof RexCorrelVariable variable
                      && ids.contains(variable.id)
                  ? rex.makeInputRef(access.getType(), access.getField().getIndex())
                  : super.visitFieldAccess(access);
            }
          });
    }
  }
}
