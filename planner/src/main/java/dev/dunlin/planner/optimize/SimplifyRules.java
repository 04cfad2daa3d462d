package dev.dunlin.planner.optimize;

import dev.dunlin.planner.function.Fallible;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.rules.ReduceExpressionsRule;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/** Simplifies conditions and values, but for those that may fail: they stay as they are written. */
final class SimplifyRules {
  static final RelOptRule FILTER = new OfFilter();
  static final RelOptRule PROJECT = new OfProject();

  /** Of a mark join it would change the mark's type. */
  static final RelOptRule JOIN =
      ReduceExpressionsRule.JoinReduceExpressionsRule.JoinReduceExpressionsRuleConfig.DEFAULT
          .withOperandSupplier(
              join ->
                  join.operand(Join.class)
                      .predicate(
                          j ->
                              j.getJoinType() != JoinRelType.LEFT_MARK
                                  && !Fallible.is(j.getCondition()))
                      .anyInputs())
          .as(ReduceExpressionsRule.JoinReduceExpressionsRule.JoinReduceExpressionsRuleConfig.class)
          .toRule();

  private SimplifyRules() {}

  private static final class OfFilter extends ReduceExpressionsRule.FilterReduceExpressionsRule {
    OfFilter() {
      super(
          FilterReduceExpressionsRuleConfig.DEFAULT
              .withRelBuilderFactory(CarefulRelBuilder.FACTORY)
              .as(FilterReduceExpressionsRuleConfig.class));
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      Filter filter = call.rel(0);
      List<RexNode> plain = new ArrayList<>();
      List<RexNode> fallible = new ArrayList<>();
      for (RexNode term : RelOptUtil.conjunctions(filter.getCondition())) {
        (Fallible.is(term) ? fallible : plain).add(term);
      }
      if (fallible.isEmpty()) {
        super.onMatch(call);
        return;
      }
      List<RexNode> simple = new ArrayList<>(plain);
      RelOptPredicateList known = call.getMetadataQuery().getPulledUpPredicates(filter.getInput());
      if (!reduceExpressions(filter, simple, known, true, config.matchNullability(), false)) {
        return;
      }
      simple.addAll(fallible);
      RexNode condition = RexUtil.composeConjunction(filter.getCluster().getRexBuilder(), simple);
      call.transformTo(
          condition.isAlwaysFalse()
              ? call.builder().push(filter.getInput()).empty().build()
              : filter.copy(filter.getTraitSet(), filter.getInput(), condition));
    }
  }

  private static final class OfProject extends ReduceExpressionsRule.ProjectReduceExpressionsRule {
    OfProject() {
      super(
          ProjectReduceExpressionsRuleConfig.DEFAULT
              .withRelBuilderFactory(CarefulRelBuilder.FACTORY)
              .as(ProjectReduceExpressionsRuleConfig.class));
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      Project project = call.rel(0);
      if (!Fallible.anyOf(project.getProjects())) {
        super.onMatch(call);
        return;
      }
      List<RexNode> simple =
          new ArrayList<>(project.getProjects().stream().filter(v -> !Fallible.is(v)).toList());
      RelOptPredicateList known = call.getMetadataQuery().getPulledUpPredicates(project.getInput());
      if (!reduceExpressions(project, simple, known, false, config.matchNullability(), false)) {
        return;
      }
      List<RexNode> values = new ArrayList<>();
      for (RexNode value : project.getProjects()) {
        values.add(Fallible.is(value) ? value : simple.removeFirst());
      }
      call.transformTo(
          project.copy(project.getTraitSet(), project.getInput(), values, project.getRowType()));
    }
  }
}
