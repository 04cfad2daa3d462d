package dev.dunlin.planner.optimize;

import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Keeps a grouping from making groups that the join above it drops: where the other side's key
 * comes from a table with a filter, the rows to be grouped are first semi-joined with that table.
 * This is what is left of a correlated aggregate ({@code x < (SELECT avg(y) FROM t WHERE t.k =
 * outer.k)}) once it is a join; DuckDB computes such groups only for the outer query's keys, too.
 */
final class GroupFilters {
  /** Only where at most this part of the rows is expected to stay. */
  private static final double MOST_KEPT = 0.25;

  /** Fewer rows are grouped as they are. */
  private static final double LEAST_ROWS = 10_000;

  private GroupFilters() {}

  static RelNode rewrite(RelNode rel) {
    if (!Optimizer.has(rel, Join.class) || !Optimizer.has(rel, Aggregate.class)) {
      return rel;
    }
    return rel.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode node = super.visit(other);
            return node instanceof Join join ? filtered(join) : node;
          }
        });
  }

  private static RelNode filtered(Join join) {
    RelNode left = join.getLeft();
    RelNode right = join.getRight();
    JoinRelType type = join.getJoinType();
    for (Equality term : equalities(join)) {
      if (type == JoinRelType.INNER || type == JoinRelType.RIGHT) {
        left = filtered(left, term.left(), right, term.right()).orElse(left);
      }
      if (type == JoinRelType.INNER
          || type == JoinRelType.LEFT
          || type == JoinRelType.SEMI
          || type == JoinRelType.ANTI) {
        right = filtered(right, term.right(), left, term.left()).orElse(right);
      }
    }
    return left == join.getLeft() && right == join.getRight()
        ? join
        : join.copy(join.getTraitSet(), List.of(left, right));
  }

  /** A join's equalities that no NULL satisfies. */
  private static List<Equality> equalities(Join join) {
    return Equality.of(join).stream().filter(equality -> !equality.nullsToo()).toList();
  }

  /** The side with its groups cut to the keys there are; empty if it has none, or none to cut. */
  private static Optional<RelNode> filtered(RelNode side, int key, RelNode other, int otherKey) {
    return switch (side) {
      case Project project when project.getProjects().get(key) instanceof RexInputRef ref ->
          filtered(project.getInput(), ref.getIndex(), other, otherKey)
              .map(input -> project.copy(project.getTraitSet(), List.of(input)));
      case Filter filter ->
          filtered(filter.getInput(), key, other, otherKey)
              .map(input -> filter.copy(filter.getTraitSet(), List.of(input)));
      case Aggregate aggregate
          when aggregate.getGroupType() == Aggregate.Group.SIMPLE
              && key < aggregate.getGroupCount() ->
          semiJoined(aggregate.getInput(), aggregate.getGroupSet().nth(key), other, otherKey)
              .map(input -> aggregate.copy(aggregate.getTraitSet(), List.of(input)));
      default -> Optional.empty();
    };
  }

  private static Optional<RelNode> semiJoined(RelNode rows, int key, RelNode other, int otherKey) {
    Estimates estimates = (Estimates) rows.getCluster().getMetadataQuery();
    double all = estimates.getRowCount(rows);
    RelNode best = null;
    double fewest = all * MOST_KEPT;
    for (RelNode keys : sources(other, otherKey)) {
      if (all >= LEAST_ROWS
          && tableRows(keys, estimates) <= all / 2
          && DuckTypes.same(type(rows, key), type(keys, 0))) {
        RelNode joined = semiJoin(rows, key, keys);
        double kept = estimates.getRowCount(joined);
        if (kept <= fewest) {
          best = joined;
          fewest = kept;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static RelDataType type(RelNode rel, int column) {
    return rel.getRowType().getFieldList().get(column).getType();
  }

  private static RelNode semiJoin(RelNode rows, int key, RelNode keys) {
    RexBuilder rex = rows.getCluster().getRexBuilder();
    int width = rows.getRowType().getFieldCount();
    RexNode condition =
        rex.makeCall(
            SqlStdOperatorTable.EQUALS,
            rex.makeInputRef(type(rows, key), key),
            rex.makeInputRef(type(keys, 0), width));
    return LogicalJoin.create(rows, keys, List.of(), condition, Set.of(), JoinRelType.SEMI);
  }

  private static double tableRows(RelNode chain, Estimates estimates) {
    return chain.getInputs().isEmpty()
        ? estimates.getRowCount(chain)
        : tableRows(chain.getInput(0), estimates);
  }

  /** Filtered tables, cut to one column, that have every value of a relation's column. */
  private static List<RelNode> sources(RelNode rel, int column) {
    List<RelNode> found = new ArrayList<>();
    if (isFilteredTable(rel, false)) {
      RexBuilder rex = rel.getCluster().getRexBuilder();
      found.add(
          LogicalProject.create(
              rel, List.of(), List.of(rex.makeInputRef(rel, column)), List.of("key"), Set.of()));
      return found;
    }
    switch (rel) {
      case Project project -> {
        if (project.getProjects().get(column) instanceof RexInputRef ref) {
          found.addAll(sources(project.getInput(), ref.getIndex()));
        }
      }
      case Filter filter -> found.addAll(sources(filter.getInput(), column));
      case Join join -> found.addAll(sources(join, column));
      default -> {}
    }
    return found;
  }

  private static List<RelNode> sources(Join join, int column) {
    int width = join.getLeft().getRowType().getFieldCount();
    boolean ofLeft = column < width;
    List<RelNode> found = new ArrayList<>();
    if (ofLeft) {
      found.addAll(sources(join.getLeft(), column));
    } else if (join.getJoinType().projectsRight()) {
      found.addAll(sources(join.getRight(), column - width));
    }
    // What it is equal to has all its values as well, where rows without a partner are dropped.
    boolean drops =
        join.getJoinType() == JoinRelType.INNER || join.getJoinType() == JoinRelType.SEMI;
    for (Equality term : drops ? equalities(join) : List.<Equality>of()) {
      if (ofLeft && term.left() == column) {
        found.addAll(sources(join.getRight(), term.right()));
      } else if (!ofLeft && term.right() == column - width) {
        found.addAll(sources(join.getLeft(), term.left()));
      }
    }
    return found;
  }

  /** Filters and projections of one table, at least one filter among them, cheap to run again. */
  private static boolean isFilteredTable(RelNode rel, boolean filtered) {
    return switch (rel) {
      case TableScan _ -> filtered;
      case Filter filter when RexUtil.isDeterministic(filter.getCondition()) ->
          isFilteredTable(filter.getInput(), true);
      case Project project
          when project.getProjects().stream().allMatch(RexInputRef.class::isInstance) ->
          isFilteredTable(project.getInput(), filtered);
      default -> false;
    };
  }
}
