package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * The lists that a select list unnests, side by side. While its expressions are bound, each is
 * replaced by a mark that stands for its element.
 */
final class Unnests {
  private static final String MARK = "unnest ";

  private final List<RexNode> lists = new ArrayList<>();
  private final List<RelDataType> elements = new ArrayList<>();

  boolean isEmpty() {
    return lists.isEmpty();
  }

  List<RexNode> lists() {
    return List.copyOf(lists);
  }

  RexNode mark(RexBuilder rex, RexNode list, RelDataType element) {
    int index = lists.indexOf(list);
    if (index < 0) {
      index = lists.size();
      lists.add(list);
      elements.add(element);
    }
    return rex.makeCall(
        element, new DuckFunction(new SqlTemplate(MARK + index), element, true), List.of());
  }

  /** Replaces the lists by what they are over other rows. */
  void rewrite(UnaryOperator<List<RexNode>> rewriter) {
    List<RexNode> rewritten = rewriter.apply(List.copyOf(lists));
    lists.clear();
    lists.addAll(rewritten);
  }

  /**
   * The rows of a relation, each once for every element.
   *
   * @param correlation by which sub-queries in the lists refer to the rows
   */
  RelNode over(RelNode rel, Set<CorrelationId> correlation) {
    if (lists.stream().noneMatch(l -> Projections.isVolatile(l) || SubQueries.in(l))) {
      return new Unnest(rel.getCluster(), rel.getTraitSet(), rel, lists, elements);
    }
    List<RexNode> values = new ArrayList<>(Projections.columns(rel));
    int width = values.size();
    values.addAll(lists);
    RelNode drawn = Projections.project(rel, values, null, correlation);
    List<RexNode> columns = Projections.columns(drawn).subList(width, values.size());
    return new Unnest(rel.getCluster(), rel.getTraitSet(), drawn, columns, elements);
  }

  /** Expressions with marks, as expressions over {@link #over}. */
  List<RexNode> resolve(RelNode unnested, List<RexNode> nodes) {
    int first = unnested.getRowType().getFieldCount() - lists.size();
    RexShuttle shuttle =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            return isMark(call)
                ? unnested
                    .getCluster()
                    .getRexBuilder()
                    .makeInputRef(
                        unnested,
                        first
                            + Integer.parseInt(
                                call.getOperator().getName().substring(MARK.length())))
                : super.visitCall(call);
          }
        };
    List<RexNode> resolved = new ArrayList<>();
    nodes.forEach(node -> resolved.add(node.accept(shuttle)));
    return resolved;
  }

  static boolean isMark(RexNode node) {
    return DuckFunction.begins(node, MARK);
  }
}
