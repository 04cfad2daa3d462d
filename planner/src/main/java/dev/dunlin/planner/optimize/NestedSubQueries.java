package dev.dunlin.planner.optimize;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Makes sub-queries that stand in the operands of another, such as {@code (SELECT …) IN (SELECT
 * …)}, columns of the rows below. Calcite's rules would leave them in the condition that the other
 * becomes.
 */
final class NestedSubQueries {
  private NestedSubQueries() {}

  static RelNode rewrite(RelNode rel) {
    return Relations.everywhere(
        rel,
        node ->
            switch (node) {
              case Filter filter -> flat(filter);
              case Project project -> flat(project);
              default -> node;
            });
  }

  private static RelNode flat(Filter filter) {
    Operands operands = new Operands(filter.getInput());
    RexNode condition = filter.getCondition().accept(operands);
    if (operands.found.isEmpty()) {
      return filter;
    }
    RelNode filtered =
        LogicalFilter.create(
            operands.rows(filter.getVariablesSet()),
            condition,
            ImmutableSet.copyOf(filter.getVariablesSet()));
    return LogicalProject.create(
        filtered,
        List.of(),
        Relations.refs(filtered, 0, Relations.width(filter)),
        filter.getRowType().getFieldNames(),
        Set.of());
  }

  private static RelNode flat(Project project) {
    Operands operands = new Operands(project.getInput());
    List<RexNode> values = operands.visitList(project.getProjects());
    return operands.found.isEmpty()
        ? project
        : LogicalProject.create(
            operands.rows(project.getVariablesSet()),
            List.of(),
            values,
            project.getRowType().getFieldNames(),
            project.getVariablesSet());
  }

  /** Replaces sub-queries in operands by columns after those of the rows. */
  private static final class Operands extends RexShuttle {
    private final RelNode input;
    private final List<RexNode> found = new ArrayList<>();
    private final RexShuttle inner =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            found.add(query);
            return input
                .getCluster()
                .getRexBuilder()
                .makeInputRef(query.getType(), Relations.width(input) + found.size() - 1);
          }
        };

    Operands(RelNode input) {
      this.input = input;
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery query) {
      int before = found.size();
      List<RexNode> operands = inner.visitList(query.getOperands());
      return found.size() == before ? query : query.clone(query.getType(), operands);
    }

    /** The rows with those columns, in whose operands there may be sub-queries again. */
    RelNode rows(Set<CorrelationId> correlation) {
      List<RexNode> columns = Relations.refs(input, 0, Relations.width(input));
      columns.addAll(found);
      return flat(
          (Project)
              LogicalProject.create(input, List.of(), columns, (List<String>) null, correlation));
    }
  }
}
