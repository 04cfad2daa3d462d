package dev.dunlin.planner.optimize;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.FilterAggregateTransposeRule;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.JoinPushTransitivePredicatesRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rel.rules.ReduceExpressionsRule;
import org.apache.calcite.rel.rules.SemiJoinJoinTransposeRule;
import org.apache.calcite.rel.rules.SemiJoinProjectTransposeRule;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Calcite's rules, kept from computing {@code random()} twice or at another place, and from what
 * they get wrong.
 */
final class SafeRules {
  static final RelOptRule FILTER_PROJECT_TRANSPOSE =
      FilterProjectTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              filter ->
                  filter
                      .operand(Filter.class)
                      .predicate(f -> !f.containsOver() && isDeterministic(f))
                      .oneInput(
                          project ->
                              project
                                  .operand(Project.class)
                                  .predicate(p -> !p.containsOver() && isDeterministic(p))
                                  .anyInputs()))
          .as(FilterProjectTransposeRule.Config.class)
          .toRule();

  /** Of a right join it would make filters with the types of the other side's columns. */
  static final RelOptRule JOIN_PUSH_TRANSITIVE_PREDICATES =
      JoinPushTransitivePredicatesRule.Config.DEFAULT
          .withOperandSupplier(
              join ->
                  join.operand(Join.class)
                      .predicate(j -> j.getJoinType() != JoinRelType.RIGHT)
                      .anyInputs())
          .as(JoinPushTransitivePredicatesRule.Config.class)
          .toRule();

  static final RelOptRule FILTER_AGGREGATE_TRANSPOSE =
      FilterAggregateTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              filter ->
                  filter
                      .operand(Filter.class)
                      .predicate(SafeRules::isDeterministic)
                      .oneInput(aggregate -> aggregate.operand(Aggregate.class).anyInputs()))
          .as(FilterAggregateTransposeRule.Config.class)
          .toRule();

  /** Of a mark join it would change the mark's type. */
  static final RelOptRule JOIN_REDUCE_EXPRESSIONS =
      ReduceExpressionsRule.JoinReduceExpressionsRule.JoinReduceExpressionsRuleConfig.DEFAULT
          .withOperandSupplier(
              join ->
                  join.operand(Join.class)
                      .predicate(j -> j.getJoinType() != JoinRelType.LEFT_MARK)
                      .anyInputs())
          .as(ReduceExpressionsRule.JoinReduceExpressionsRule.JoinReduceExpressionsRuleConfig.class)
          .toRule();

  static final RelOptRule PROJECT_MERGE =
      ProjectMergeRule.Config.DEFAULT
          .withOperandSupplier(
              top ->
                  top.operand(Project.class)
                      .oneInput(
                          bottom ->
                              bottom
                                  .operand(Project.class)
                                  .predicate(SafeRules::isDeterministic)
                                  .anyInputs()))
          .as(ProjectMergeRule.Config.class)
          .toRule();

  static final RelOptRule SEMI_JOIN_PROJECT_TRANSPOSE =
      SemiJoinProjectTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              join ->
                  join.operand(LogicalJoin.class)
                      .predicate(Join::isSemiJoin)
                      .inputs(
                          left ->
                              left.operand(LogicalProject.class)
                                  .predicate(p -> !p.containsOver() && isDeterministic(p))
                                  .anyInputs()))
          .as(SemiJoinProjectTransposeRule.Config.class)
          .toRule();

  static final RelOptRule SEMI_JOIN_JOIN_TRANSPOSE =
      SemiJoinJoinTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              join ->
                  join.operand(LogicalJoin.class)
                      .predicate(j -> j.isSemiJoin() && needsOneSide(j))
                      .inputs(left -> left.operand(Join.class).anyInputs()))
          .as(SemiJoinJoinTransposeRule.Config.class)
          .toRule();

  private SafeRules() {}

  /**
   * Whether a semi join's whole condition, not just its keys, looks at one side of the join to its
   * left. Calcite asks neither that nor whether that join has two sides to look at.
   */
  private static boolean needsOneSide(Join semi) {
    if (!(semi.getLeft().stripped() instanceof Join below)
        || !below.getJoinType().projectsRight()
        || below.getJoinType() == JoinRelType.LEFT_MARK
        || semi.analyzeCondition().leftKeys.isEmpty()) {
      return false;
    }
    int width = below.getLeft().getRowType().getFieldCount();
    int columns = below.getRowType().getFieldCount();
    ImmutableBitSet used =
        RelOptUtil.InputFinder.bits(semi.getCondition()).intersect(ImmutableBitSet.range(columns));
    return ImmutableBitSet.range(width).contains(used)
        || ImmutableBitSet.range(width, columns).contains(used);
  }

  private static boolean isDeterministic(Filter filter) {
    return RexUtil.isDeterministic(filter.getCondition());
  }

  private static boolean isDeterministic(Project project) {
    return project.getProjects().stream().allMatch(RexUtil::isDeterministic);
  }
}
