package dev.dunlin.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;

/**
 * Finds the largest trees of inner joins and has each put into a good order, the innermost first.
 */
final class InnerJoins {
  private InnerJoins() {}

  /** The number of relations in the largest tree. */
  static int count(RelNode rel) {
    int most = isInner(rel) ? leaves(rel, new ArrayList<>()).size() : 0;
    for (RelNode input : rel.getInputs()) {
      most = Math.max(most, count(input));
    }
    return most;
  }

  static RelNode reorder(RelNode rel, UnaryOperator<RelNode> order) {
    if (!isInner(rel)) {
      List<RelNode> inputs = new ArrayList<>();
      rel.getInputs().forEach(input -> inputs.add(reorder(input, order)));
      return inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
    }
    List<RelNode> leaves = leaves(rel, new ArrayList<>());
    List<RelNode> reordered = new ArrayList<>();
    leaves.forEach(leaf -> reordered.add(reorder(leaf, order)));
    RelNode tree = replaceLeaves(rel, new ArrayList<>(reordered));
    if (leaves.size() < 3) {
      return tree;
    }
    RelNode ordered = order.apply(tree);
    return Optimizer.has(ordered, org.apache.calcite.rel.rules.HyperGraph.class)
            || Optimizer.has(ordered, org.apache.calcite.rel.rules.MultiJoin.class)
        ? tree
        : ordered;
  }

  private static boolean isInner(RelNode rel) {
    return rel instanceof Join join && join.getJoinType() == JoinRelType.INNER;
  }

  private static List<RelNode> leaves(RelNode rel, List<RelNode> leaves) {
    if (isInner(rel)) {
      rel.getInputs().forEach(input -> leaves(input, leaves));
    } else {
      leaves.add(rel);
    }
    return leaves;
  }

  private static RelNode replaceLeaves(RelNode rel, List<RelNode> leaves) {
    if (!isInner(rel)) {
      return leaves.removeFirst();
    }
    List<RelNode> inputs = new ArrayList<>();
    rel.getInputs().forEach(input -> inputs.add(replaceLeaves(input, leaves)));
    return rel.copy(rel.getTraitSet(), inputs);
  }
}
