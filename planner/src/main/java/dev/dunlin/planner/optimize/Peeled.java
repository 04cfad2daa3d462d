package dev.dunlin.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;

/**
 * A sub-query's relation without the projections and filters on its top that depend on the outer
 * row.
 *
 * @param rel what is left: nothing in it depends on the outer row
 * @param outputs the columns the sub-query had, over {@code rel}
 * @param correlated the conditions that depend on the outer row, over {@code rel}
 * @param ids by which they refer to it
 */
record Peeled(
    RelNode rel, List<RexNode> outputs, List<RexNode> correlated, Set<CorrelationId> ids) {

  /** Empty if something else than a projection or filter depends on the outer row. */
  static Optional<Peeled> of(RelNode subQuery, Set<CorrelationId> ids) {
    RexBuilder rex = subQuery.getCluster().getRexBuilder();
    RelNode rel = subQuery;
    List<RexNode> outputs = new ArrayList<>();
    for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
      outputs.add(rex.makeInputRef(rel, i));
    }
    List<RexNode> filters = new ArrayList<>();
    while (RelOptUtil.getVariablesUsed(rel).stream().anyMatch(ids::contains)) {
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
    List<RexNode> correlated = new ArrayList<>();
    List<RexNode> own = new ArrayList<>();
    filters.forEach(f -> (correlates(f, ids) ? correlated : own).add(f));
    if (!own.isEmpty()) {
      rel = LogicalFilter.create(rel, RexUtil.composeConjunction(rex, own));
    }
    return Optional.of(new Peeled(rel, outputs, correlated, ids));
  }

  boolean correlates(RexNode node) {
    return correlates(node, ids);
  }

  private static boolean correlates(RexNode node, Set<CorrelationId> ids) {
    RelOptUtil.VariableUsedVisitor visitor = new RelOptUtil.VariableUsedVisitor(null);
    node.accept(visitor);
    return visitor.variables.stream().anyMatch(ids::contains);
  }

  /** The correlated conditions over the outer row followed by a row of {@code rel}. */
  List<RexNode> overJoin(int outerWidth) {
    List<RexNode> terms = new ArrayList<>();
    correlated.forEach(term -> terms.add(joined(term, outerWidth)));
    return terms;
  }

  /** An expression over the outer row followed by a row of {@code rel}. */
  RexNode joined(RexNode node, int outerWidth) {
    RexBuilder rex = rel.getCluster().getRexBuilder();
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return rex.makeInputRef(ref.getType(), ref.getIndex() + outerWidth);
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
