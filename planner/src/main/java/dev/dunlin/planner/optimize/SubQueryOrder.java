package dev.dunlin.planner.optimize;

import com.google.common.collect.ImmutableList;
import dev.dunlin.planner.function.DuckAggregate;
import dev.dunlin.planner.type.DuckRexBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;

/**
 * The order of a sub-query, given to what stands above it and depends on the order of its rows: a
 * LIMIT, an aggregate such as {@code list}, a window function such as {@code row_number}. A sort
 * itself orders nothing but the query's result.
 */
final class SubQueryOrder {
  private static final Set<String> AGGREGATES =
      Set.of(
          "list",
          "array_agg",
          "first",
          "last",
          "arbitrary",
          "any_value",
          "string_agg",
          "group_concat",
          "listagg");

  private static final Set<String> WINDOWS = Set.of("row_number", "lag", "lead");

  private SubQueryOrder() {}

  static RelNode rewrite(RelNode rel) {
    return Relations.everywhere(
        rel,
        node ->
            switch (node) {
              case Sort sort -> limited(sort);
              case Aggregate aggregate -> aggregated(aggregate);
              case Project project
                  when project.containsOver() && project.getVariablesSet().isEmpty() ->
                  windowed(project);
              default -> node;
            });
  }

  /**
   * Rows and the order in which they are to stand.
   *
   * @param rows of the relation's columns, and more behind them
   */
  private record Ordered(RelNode rows, List<RelFieldCollation> terms) {}

  private static Optional<Ordered> order(RelNode rel) {
    return switch (rel) {
      case Sort sort when !sort.getCollation().getFieldCollations().isEmpty() ->
          Optional.of(
              new Ordered(
                  sort.fetch == null && sort.offset == null ? sort.getInput() : sort,
                  sort.getCollation().getFieldCollations()));
      case Filter filter when filter.getVariablesSet().isEmpty() ->
          order(filter.getInput())
              .map(
                  input ->
                      new Ordered(
                          filter.copy(filter.getTraitSet(), input.rows(), filter.getCondition()),
                          input.terms()));
      case Project project when !project.containsOver() && project.getVariablesSet().isEmpty() ->
          order(project.getInput()).map(input -> over(project, input));
      default -> Optional.empty();
    };
  }

  /** The values of ordered rows, with the columns behind them that only the order needs. */
  private static Ordered over(Project project, Ordered input) {
    List<RexNode> values = new ArrayList<>(project.getProjects());
    List<RelFieldCollation> terms = new ArrayList<>();
    for (RelFieldCollation term : input.terms()) {
      RexNode column = Relations.ref(input.rows(), term.getFieldIndex());
      if (!values.contains(column)) {
        values.add(column);
      }
      terms.add(term.withFieldIndex(values.indexOf(column)));
    }
    return new Ordered(Relations.project(input.rows(), values), terms);
  }

  private static RelNode limited(Sort sort) {
    if (!sort.getCollation().getFieldCollations().isEmpty()) {
      return sort;
    }
    return order(sort.getInput())
        .map(
            input ->
                narrowed(
                    LogicalSort.create(
                        input.rows(), RelCollations.of(input.terms()), sort.offset, sort.fetch),
                    sort))
        .orElse(sort);
  }

  /** The columns of the relation that it stands for. */
  private static RelNode narrowed(RelNode rel, RelNode original) {
    return Relations.project(rel, Relations.refs(rel, 0, Relations.width(original)));
  }

  private static RelNode aggregated(Aggregate aggregate) {
    if (aggregate.getAggCallList().stream().noneMatch(SubQueryOrder::dependsOnOrder)) {
      return aggregate;
    }
    return order(aggregate.getInput())
        .<RelNode>map(
            input ->
                aggregate.copy(
                    aggregate.getTraitSet(),
                    input.rows(),
                    aggregate.getGroupSet(),
                    aggregate.getGroupSets(),
                    aggregate.getAggCallList().stream()
                        .map(
                            call ->
                                dependsOnOrder(call)
                                    ? call.withCollation(RelCollations.of(input.terms()))
                                    : call)
                        .toList()))
        .orElse(aggregate);
  }

  private static boolean dependsOnOrder(AggregateCall call) {
    return call.getAggregation() instanceof DuckAggregate function
        && AGGREGATES.contains(function.function())
        && !call.isDistinct()
        && call.getCollation().getFieldCollations().isEmpty();
  }

  private static RelNode windowed(Project project) {
    return order(project.getInput())
        .map(
            input ->
                Relations.project(
                    input.rows(), new InOrder(input).visitList(project.getProjects())))
        .orElse(project);
  }

  /** Orders the windows that have no order of their own. */
  private static final class InOrder extends RexShuttle {
    private final DuckRexBuilder rex;
    private final ImmutableList<RexFieldCollation> keys;

    InOrder(Ordered input) {
      rex = (DuckRexBuilder) input.rows().getCluster().getRexBuilder();
      keys =
          input.terms().stream()
              .map(
                  term ->
                      DuckRexBuilder.ordered(
                          rex.makeInputRef(input.rows(), term.getFieldIndex()),
                          term.getDirection(),
                          term.nullDirection))
              .collect(ImmutableList.toImmutableList());
    }

    @Override
    public RexNode visitOver(RexOver over) {
      RexWindow window = over.getWindow();
      if (!window.orderKeys.isEmpty()
          || !(over.getAggOperator() instanceof DuckAggregate function)
          || !WINDOWS.contains(function.function())) {
        return over;
      }
      return rex.makeOver(
          over.getType(),
          function,
          over.getOperands(),
          window.partitionKeys,
          keys,
          window.getLowerBound(),
          window.getUpperBound(),
          window.isRows(),
          true,
          false,
          over.isDistinct(),
          over.ignoreNulls());
    }
  }
}
