package dev.dunlin.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Relations and columns, made and changed without RelBuilder, which merges and simplifies as it
 * builds.
 */
final class Relations {
  private Relations() {}

  /** A tree, and those of its sub-queries, with each node replaced, those below it first. */
  static RelNode everywhere(RelNode rel, UnaryOperator<RelNode> replaced) {
    RexShuttle subQueries =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            RexSubQuery inner = (RexSubQuery) super.visitSubQuery(query);
            return inner.clone(everywhere(inner.rel, replaced));
          }
        };
    return rel.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            return replaced.apply(super.visit(other).accept(subQueries));
          }
        });
  }

  static RelNode join(RelNode left, RelNode right, List<RexNode> terms, JoinRelType type) {
    RexBuilder rex = left.getCluster().getRexBuilder();
    return LogicalJoin.create(
        left, right, List.of(), RexUtil.composeConjunction(rex, terms), Set.of(), type);
  }

  /** These columns; the relation itself if they are all it has. */
  static RelNode project(RelNode rel, List<RexNode> columns) {
    return columns.equals(refs(rel, 0, width(rel)))
        ? rel
        : LogicalProject.create(rel, List.of(), columns, (List<String>) null, Set.of());
  }

  static RelNode distinct(RelNode rel) {
    return LogicalAggregate.create(
        rel, List.of(), ImmutableBitSet.range(width(rel)), null, List.of());
  }

  static int width(RelNode rel) {
    return rel.getRowType().getFieldCount();
  }

  /** The types of the columns of all these, side by side. */
  static List<RelDataType> types(RelNode... rels) {
    return Stream.of(rels)
        .flatMap(rel -> rel.getRowType().getFieldList().stream())
        .map(RelDataTypeField::getType)
        .toList();
  }

  static RexNode ref(RelNode rel, int column) {
    return rel.getCluster().getRexBuilder().makeInputRef(rel, column);
  }

  /**
   * References to a run of columns.
   *
   * @param to the first that is not in it
   */
  static List<RexNode> refs(RelNode rel, int from, int to) {
    List<RexNode> refs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      refs.add(ref(rel, i));
    }
    return refs;
  }

  /** A value under a type that differs from its own in nullability at most. */
  static RexNode typed(RexBuilder rex, RexNode value, RelDataType type) {
    if (value.getType().equals(type)) {
      return value;
    }
    return value.getClass() == RexCall.class
        ? ((RexCall) value).clone(type, ((RexCall) value).getOperands())
        : rex.makeAbstractCast(type, value, false);
  }
}
