package dev.dunlin.planner.bind;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/** Projections and filters, whose volatile values are computed once for each row. */
final class Projections {
  private Projections() {}

  /** Whether an expression may give another value each time it is computed. */
  static boolean isVolatile(RexNode node) {
    return !RexUtil.isDeterministic(node);
  }

  /**
   * The values of each row.
   *
   * @param names the columns' names; null for any
   * @param correlation by which sub-queries among the values refer to the rows
   */
  static RelNode project(
      RelNode input,
      List<RexNode> values,
      @Nullable List<String> names,
      Set<CorrelationId> correlation) {
    if (values.stream().noneMatch(Projections::isVolatile)) {
      return LogicalProject.create(input, List.of(), values, names, correlation);
    }
    Set<RexNode> parts = relationalParts(values);
    if (parts.isEmpty()) {
      return VolatileProject.create(input, values, names);
    }
    return aboveParts(input, List.copyOf(parts), values, names, correlation);
  }

  /** The rows for which a condition is true. */
  static RelNode filter(RelNode input, RexNode condition, Set<CorrelationId> correlation) {
    List<RexNode> plain = new ArrayList<>();
    List<RexNode> drawn = new ArrayList<>();
    for (RexNode term : RelOptUtil.conjunctions(condition)) {
      (isVolatile(term) ? drawn : plain).add(term);
    }
    if (drawn.isEmpty()) {
      return filtered(input, condition, correlation);
    }
    RexBuilder rex = input.getCluster().getRexBuilder();
    RelNode rows =
        plain.isEmpty()
            ? input
            : filtered(input, RexUtil.composeConjunction(rex, plain), correlation);
    List<RexNode> values = new ArrayList<>(columns(rows));
    int width = values.size();
    values.addAll(drawn);
    RelNode decided = project(rows, values, null, correlation);
    RelNode kept =
        LogicalFilter.create(
            decided,
            RexUtil.composeConjunction(rex, columns(decided).subList(width, values.size())));
    return LogicalProject.create(
        kept,
        List.of(),
        columns(kept).subList(0, width),
        input.getRowType().getFieldNames(),
        Set.of());
  }

  private static RelNode filtered(RelNode input, RexNode condition, Set<CorrelationId> ids) {
    return LogicalFilter.create(
        input, condition, com.google.common.collect.ImmutableSet.copyOf(ids));
  }

  static List<RexNode> columns(RelNode rel) {
    return List.copyOf(rel.getCluster().getRexBuilder().identityProjects(rel.getRowType()));
  }

  /** Windows and sub-queries, which the optimiser and the shuffle must see. */
  private static Set<RexNode> relationalParts(List<RexNode> values) {
    Set<RexNode> parts = new LinkedHashSet<>();
    RexShuttle finder =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            parts.add(over);
            return over;
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            parts.add(query);
            return query;
          }
        };
    values.forEach(value -> value.accept(finder));
    return parts;
  }

  /** The parts in a projection of their own, over which the rest is computed. */
  private static RelNode aboveParts(
      RelNode input,
      List<RexNode> parts,
      List<RexNode> values,
      @Nullable List<String> names,
      Set<CorrelationId> correlation) {
    int width = input.getRowType().getFieldCount();
    List<RexNode> below = new ArrayList<>(columns(input));
    RexShuttle drawing =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            if (!isVolatile(call)) {
              return call;
            }
            below.add(call);
            return input
                .getCluster()
                .getRexBuilder()
                .makeInputRef(call.getType(), below.size() - 1);
          }
        };
    List<RexNode> plainParts = new ArrayList<>();
    for (RexNode part : parts) {
      plainParts.add(part instanceof RexOver over ? drawing.visitOver(over) : drawing.apply(part));
    }
    RelNode rows = below.size() == width ? input : project(input, below, null, correlation);
    List<RexNode> all = new ArrayList<>(columns(rows).subList(0, width));
    all.addAll(plainParts);
    RelNode computed =
        LogicalProject.create(rows, List.of(), all, (List<String>) null, correlation);
    List<RexNode> results = columns(computed);
    RexShuttle referring =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            return results.get(width + parts.indexOf(over));
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            return results.get(width + parts.indexOf(query));
          }
        };
    return project(computed, referring.visitList(values), names, Set.of());
  }
}
