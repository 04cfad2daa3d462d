package dev.dunlin.planner.optimize;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Pulls what all sides of an OR have in common out of it: {@code (a AND b) OR (a AND c)} is {@code
 * a AND (b OR c)}. Without it a join whose key stands in every side is a cross join.
 */
final class FactoredConditions {
  private FactoredConditions() {}

  static RelNode rewrite(RelNode rel) {
    return rel.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode node = super.visit(other);
            return switch (node) {
              case Filter filter -> {
                RexNode condition = factored(filter, filter.getCondition());
                yield condition.equals(filter.getCondition())
                    ? filter
                    : filter.copy(filter.getTraitSet(), filter.getInput(), condition);
              }
              case Join join -> {
                RexNode condition = factored(join, join.getCondition());
                yield condition.equals(join.getCondition())
                    ? join
                    : join.copy(
                        join.getTraitSet(),
                        condition,
                        join.getLeft(),
                        join.getRight(),
                        join.getJoinType(),
                        join.isSemiJoinDone());
              }
              default -> node;
            };
          }
        });
  }

  private static RexNode factored(RelNode rel, RexNode condition) {
    return RexUtil.pullFactors(rel.getCluster().getRexBuilder(), condition);
  }
}
