package dev.dunlin.planner.optimize;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rex.RexUtil;

/** Calcite's rules, kept from computing {@code random()} twice or at another place. */
final class SafeRules {
  static final RelOptRule FILTER_PROJECT_TRANSPOSE =
      FilterProjectTransposeRule.Config.DEFAULT
          .withOperandSupplier(
              filter ->
                  filter
                      .operand(Filter.class)
                      .predicate(
                          f -> !f.containsOver() && RexUtil.isDeterministic(f.getCondition()))
                      .oneInput(
                          project ->
                              project
                                  .operand(Project.class)
                                  .predicate(p -> !p.containsOver() && isDeterministic(p))
                                  .anyInputs()))
          .as(FilterProjectTransposeRule.Config.class)
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

  private SafeRules() {}

  private static boolean isDeterministic(Project project) {
    return project.getProjects().stream().allMatch(RexUtil::isDeterministic);
  }
}
