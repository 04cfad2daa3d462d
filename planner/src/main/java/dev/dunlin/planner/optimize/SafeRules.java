package dev.dunlin.planner.optimize;

import dev.dunlin.planner.function.Fallible;
import java.util.List;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.ExpandDisjunctionForJoinInputsRule;
import org.apache.calcite.rel.rules.FilterAggregateTransposeRule;
import org.apache.calcite.rel.rules.FilterJoinRule;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.JoinPushTransitivePredicatesRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rel.rules.SemiJoinJoinTransposeRule;
import org.apache.calcite.rel.rules.SemiJoinProjectTransposeRule;
import org.apache.calcite.rel.rules.SortProjectTransposeRule;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Calcite's rules, kept from computing {@code random()} twice or at another place, {@linkplain
 * Fallible what may fail} for rows that do not need it, and from what they get wrong.
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

  static final RelOptRule JOIN_PUSH_TRANSITIVE_PREDICATES = new TransitivePredicates();

  static final RelOptRule FILTER_AGGREGATE_TRANSPOSE =
      FilterAggregateTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              filter ->
                  filter
                      .operand(Filter.class)
                      .predicate(f -> isDeterministic(f) && !isGuarded(f))
                      .oneInput(aggregate -> aggregate.operand(Aggregate.class).anyInputs()))
          .as(FilterAggregateTransposeRule.Config.class)
          .toRule();

  static final RelOptRule FILTER_INTO_JOIN =
      FilterJoinRule.FilterIntoJoinRule.FilterIntoJoinRuleConfig.DEFAULT
          .withOperandSupplier(
              filter ->
                  filter
                      .operand(Filter.class)
                      .predicate(f -> !failsForAnyRow(f.getCondition()))
                      .oneInput(join -> join.operand(Join.class).anyInputs()))
          .as(FilterJoinRule.FilterIntoJoinRule.FilterIntoJoinRuleConfig.class)
          .toRule();

  static final RelOptRule JOIN_CONDITION_PUSH =
      FilterJoinRule.JoinConditionPushRule.JoinConditionPushRuleConfig.DEFAULT
          .withOperandSupplier(
              join ->
                  join.operand(Join.class)
                      .predicate(j -> !failsForAnyRow(j.getCondition()))
                      .anyInputs())
          .as(FilterJoinRule.JoinConditionPushRule.JoinConditionPushRuleConfig.class)
          .toRule();

  /** Picks the first rows before values are computed that may fail for the others. */
  static final RelOptRule LIMIT_PROJECT_TRANSPOSE =
      SortProjectTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              sort ->
                  sort.operand(Sort.class)
                      .predicate(s -> s.fetch != null || s.offset != null)
                      .oneInput(
                          project ->
                              project
                                  .operand(Project.class)
                                  .predicate(
                                      p -> !p.containsOver() && Fallible.anyOf(p.getProjects()))
                                  .anyInputs()))
          .as(SortProjectTransposeRule.Config.class)
          .toRule();

  /** Takes what an OR says of one side of a join to that side, where it fails for no row. */
  static final RelOptRule EXPAND_FILTER_DISJUNCTION =
      ExpandDisjunctionForJoinInputsRule.Config.FILTER
          .withOperandSupplier(
              filter ->
                  filter
                      .operand(Filter.class)
                      .predicate(f -> !hasFallibleOr(f.getCondition()))
                      .oneInput(join -> join.operand(Join.class).anyInputs()))
          .as(ExpandDisjunctionForJoinInputsRule.Config.class)
          .toRule();

  static final RelOptRule EXPAND_JOIN_DISJUNCTION =
      ExpandDisjunctionForJoinInputsRule.Config.JOIN
          .withOperandSupplier(
              join ->
                  join.operand(Join.class)
                      .predicate(j -> !hasFallibleOr(j.getCondition()))
                      .anyInputs())
          .as(ExpandDisjunctionForJoinInputsRule.Config.class)
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

  /** The rule, which simplifies nothing on its way that may fail. */
  static RelOptRule careful(RelOptRule rule) {
    return rule instanceof RelRule<?> calcites
            && rule.relBuilderFactory != CarefulRelBuilder.FACTORY
        ? calcites.config.withRelBuilderFactory(CarefulRelBuilder.FACTORY).toRule()
        : rule;
  }

  /** Adds to each side of a join what the other says of its keys, where it fails for no row. */
  private static final class TransitivePredicates extends JoinPushTransitivePredicatesRule {
    TransitivePredicates() {
      super(Config.DEFAULT.withRelBuilderFactory(CarefulRelBuilder.FACTORY).as(Config.class));
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      Join join = call.rel(0);
      // Of a right join Calcite makes conditions with the types of the other side's columns.
      if (join.getJoinType() == JoinRelType.RIGHT) {
        return;
      }
      RelOptPredicateList known = call.getMetadataQuery().getPulledUpPredicates(join);
      List<RexNode> left = infallible(known.leftInferredPredicates);
      List<RexNode> right = infallible(known.rightInferredPredicates);
      if (!left.isEmpty() || !right.isEmpty()) {
        call.transformTo(
            join.copy(
                join.getTraitSet(),
                join.getCondition(),
                call.builder().push(join.getLeft()).filter(left).build(),
                call.builder().push(join.getRight()).filter(right).build(),
                join.getJoinType(),
                join.isSemiJoinDone()));
      }
    }

    private static List<RexNode> infallible(List<RexNode> conditions) {
      return conditions.stream().filter(c -> !Fallible.is(c)).toList();
    }
  }

  /** Whether a part of a condition looks at no column: it would fail for rows without a partner. */
  private static boolean failsForAnyRow(RexNode condition) {
    return RelOptUtil.conjunctions(condition).stream()
        .anyMatch(term -> RelOptUtil.InputFinder.bits(term).isEmpty() && Fallible.is(term));
  }

  private static boolean hasFallibleOr(RexNode condition) {
    return RelOptUtil.conjunctions(condition).stream()
        .anyMatch(term -> term.getKind() == SqlKind.OR && Fallible.is(term));
  }

  /** Whether a condition over groups that may fail is asked of those alone that pass another. */
  private static boolean isGuarded(Filter filter) {
    List<RexNode> terms = RelOptUtil.conjunctions(filter.getCondition());
    return Fallible.anyOf(terms)
        && filter.getInput().stripped() instanceof Aggregate groups
        && !ImmutableBitSet.range(groups.getGroupCount())
            .contains(RelOptUtil.InputFinder.bits(terms, null));
  }

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
