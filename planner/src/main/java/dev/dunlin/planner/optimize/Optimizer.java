package dev.dunlin.planner.optimize;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.RelOptCostImpl;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.tools.RelBuilder;

/** The programme of rewrites. Every step keeps the rows and their types. */
public final class Optimizer {
  /** Joins of more relations than this are ordered by a heuristic, not by enumeration. */
  private static final int MOST_ENUMERATED = 12;

  private static final List<RelOptRule> SUB_QUERIES =
      List.of(
          CoreRules.FILTER_SUB_QUERY_TO_MARK_CORRELATE,
          CoreRules.PROJECT_SUB_QUERY_TO_MARK_CORRELATE,
          CoreRules.JOIN_SUB_QUERY_TO_CORRELATE);

  /** Brings conditions on outer columns to the columns that they compare them with. */
  private static final List<RelOptRule> PUSH_CORRELATED =
      List.of(
          CoreRules.FILTER_MERGE,
          SafeRules.FILTER_PROJECT_TRANSPOSE,
          SafeRules.FILTER_INTO_JOIN,
          CoreRules.FILTER_CORRELATE);

  private static final List<RelOptRule> SIMPLIFY =
      List.of(
          SimplifyRules.FILTER,
          SimplifyRules.PROJECT,
          SimplifyRules.JOIN,
          PruneEmptyRules.PROJECT_INSTANCE,
          PruneEmptyRules.FILTER_INSTANCE,
          PruneEmptyRules.JOIN_LEFT_INSTANCE,
          PruneEmptyRules.JOIN_RIGHT_INSTANCE,
          PruneEmptyRules.SORT_INSTANCE,
          PruneEmptyRules.UNION_INSTANCE);

  private static final List<RelOptRule> PUSH_DOWN =
      List.of(
          CoreRules.FILTER_MERGE,
          SafeRules.FILTER_PROJECT_TRANSPOSE,
          SafeRules.FILTER_INTO_JOIN,
          SafeRules.JOIN_CONDITION_PUSH,
          SafeRules.FILTER_AGGREGATE_TRANSPOSE,
          CoreRules.FILTER_SET_OP_TRANSPOSE,
          SafeRules.LIMIT_PROJECT_TRANSPOSE,
          SafeRules.PROJECT_MERGE,
          CoreRules.PROJECT_REMOVE,
          CoreRules.JOIN_PUSH_EXPRESSIONS,
          CoreRules.UNION_MERGE,
          CoreRules.AGGREGATE_PROJECT_MERGE);

  private static final List<RelOptRule> SEMI_JOINS =
      List.of(
          CoreRules.SEMI_JOIN_FILTER_TRANSPOSE,
          SafeRules.SEMI_JOIN_PROJECT_TRANSPOSE,
          SafeRules.SEMI_JOIN_JOIN_TRANSPOSE);

  private Optimizer() {}

  /** An equivalent tree without sub-queries and correlations, ready to be cut into stages. */
  public static RelNode optimize(RelNode bound) {
    RelBuilder builder = CarefulRelBuilder.FACTORY.create(bound.getCluster(), null);
    RelNode ordered = SubQueryOrder.rewrite(bound);
    RelNode rel = ScalarAggregates.rewrite(SemiJoins.rewrite(NestedSubQueries.rewrite(ordered)));
    rel = decorrelated(rel);
    rel = hep(rel, SIMPLIFY, HepMatchOrder.TOP_DOWN);
    rel = FactoredConditions.rewrite(rel);
    rel = hep(rel, PUSH_DOWN, HepMatchOrder.TOP_DOWN);
    rel = hep(rel, List.of(SafeRules.JOIN_PUSH_TRANSITIVE_PREDICATES), HepMatchOrder.BOTTOM_UP, 64);
    rel =
        hep(
            rel,
            List.of(SafeRules.EXPAND_FILTER_DISJUNCTION, SafeRules.EXPAND_JOIN_DISJUNCTION),
            HepMatchOrder.TOP_DOWN,
            64);
    rel = hep(rel, PUSH_DOWN, HepMatchOrder.TOP_DOWN);
    rel = hep(rel, SEMI_JOINS, HepMatchOrder.TOP_DOWN, 256);
    rel = hep(rel, PUSH_DOWN, HepMatchOrder.TOP_DOWN);
    rel = trimmed(rel, builder);
    rel = GroupFilters.rewrite(ordered(rel));
    rel = hep(rel, SEMI_JOINS, HepMatchOrder.TOP_DOWN, 256);
    rel = hep(rel, PUSH_DOWN, HepMatchOrder.TOP_DOWN);
    rel = hep(rel, SIMPLIFY, HepMatchOrder.TOP_DOWN);
    rel = new Trimmer(builder, Trimmer.Keep.NOTHING).trim(rel);
    return hep(
        rel,
        List.of(SafeRules.PROJECT_MERGE, CoreRules.PROJECT_REMOVE, CoreRules.FILTER_MERGE),
        HepMatchOrder.TOP_DOWN);
  }

  private static RelNode decorrelated(RelNode rel) {
    RelNode withoutSubQueries = hep(rel, SUB_QUERIES, HepMatchOrder.TOP_DOWN);
    RelNode flat =
        has(withoutSubQueries, Correlate.class)
            ? Decorrelator.rewrite(hep(withoutSubQueries, PUSH_CORRELATED, HepMatchOrder.TOP_DOWN))
            : withoutSubQueries;
    return hep(
        flat,
        List.of(
            CoreRules.FILTER_MERGE,
            SafeRules.FILTER_PROJECT_TRANSPOSE,
            SafeRules.FILTER_INTO_JOIN,
            SafeRules.PROJECT_MERGE,
            CoreRules.PROJECT_REMOVE,
            CoreRules.MARK_TO_SEMI_OR_ANTI_JOIN_RULE),
        HepMatchOrder.TOP_DOWN);
  }

  /** Join order: by enumeration where all joins of a tree are inner ones, else by a heuristic. */
  private static RelNode ordered(RelNode rel) {
    if (!has(rel, Join.class)) {
      return rel;
    }
    UnaryOperator<RelNode> order =
        InnerJoins.count(rel) <= MOST_ENUMERATED ? Optimizer::enumerated : Optimizer::heuristic;
    return InnerJoins.reorder(rel, order);
  }

  private static RelNode enumerated(RelNode joins) {
    RelNode graph = hep(joins, List.of(CoreRules.JOIN_TO_HYPER_GRAPH), HepMatchOrder.BOTTOM_UP);
    return hep(graph, List.of(CoreRules.HYPER_GRAPH_OPTIMIZE), HepMatchOrder.BOTTOM_UP);
  }

  private static RelNode heuristic(RelNode joins) {
    RelNode multi =
        hep(
            joins,
            List.of(
                CoreRules.JOIN_TO_MULTI_JOIN,
                CoreRules.PROJECT_MULTI_JOIN_MERGE,
                CoreRules.FILTER_MULTI_JOIN_MERGE),
            HepMatchOrder.BOTTOM_UP);
    return hep(multi, List.of(CoreRules.MULTI_JOIN_OPTIMIZE), HepMatchOrder.BOTTOM_UP);
  }

  private static RelNode trimmed(RelNode rel, RelBuilder builder) {
    return new Trimmer(builder, Trimmer.Keep.JOIN_TREES).trim(rel);
  }

  static RelNode hep(RelNode rel, List<RelOptRule> rules, HepMatchOrder order) {
    return hep(rel, rules, order, Integer.MAX_VALUE);
  }

  private static RelNode hep(
      RelNode rel, List<RelOptRule> rules, HepMatchOrder order, int matchLimit) {
    HepProgramBuilder program = new HepProgramBuilder();
    program.addMatchOrder(order);
    if (matchLimit < Integer.MAX_VALUE) {
      program.addMatchLimit(matchLimit);
    }
    program.addRuleCollection(rules.stream().map(SafeRules::careful).toList());
    HepPlanner planner = new HepPlanner(program.build(), null, true, null, RelOptCostImpl.FACTORY);
    planner.setRoot(rel);
    planner.setExecutor(rel.getCluster().getPlanner().getExecutor());
    return planner.findBestExp();
  }

  static boolean has(RelNode rel, Class<? extends RelNode> type) {
    return type.isInstance(rel) || rel.getInputs().stream().anyMatch(input -> has(input, type));
  }
}
