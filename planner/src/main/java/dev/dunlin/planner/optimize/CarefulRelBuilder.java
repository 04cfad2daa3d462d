package dev.dunlin.planner.optimize;

import dev.dunlin.planner.function.Fallible;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.apache.calcite.plan.Context;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.RelOptSchema;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSimplify;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/** Makes relations, and simplifies no condition or value {@linkplain Fallible that may fail}. */
final class CarefulRelBuilder extends RelBuilder {
  static final RelBuilderFactory FACTORY = CarefulRelBuilder::new;

  private static final Context AS_WRITTEN =
      Contexts.of(RelBuilder.Config.DEFAULT.withSimplify(false));

  private CarefulRelBuilder(RelOptCluster cluster, @Nullable RelOptSchema schema) {
    super(AS_WRITTEN, cluster, schema);
  }

  @Override
  public RelBuilder filter(
      Iterable<CorrelationId> variables, Iterable<? extends RexNode> predicates) {
    List<RexNode> terms =
        StreamSupport.stream(predicates.spliterator(), false)
            .<RexNode>map(p -> RexUtil.removeNullabilityCast(getTypeFactory(), p))
            .toList();
    if (Fallible.anyOf(terms)) {
      return super.filter(variables, terms);
    }
    RexSimplify simplify =
        new RexSimplify(
            getRexBuilder(),
            RelOptPredicateList.EMPTY,
            Objects.requireNonNull(cluster.getPlanner().getExecutor()));
    RexNode simple = simplify.simplifyFilterPredicates(terms);
    return simple == null ? empty() : super.filter(variables, List.of(simple));
  }
}
