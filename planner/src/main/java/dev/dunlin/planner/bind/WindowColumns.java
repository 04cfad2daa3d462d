package dev.dunlin.planner.bind;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;

/** The windows of some expressions, as columns behind those of the rows that they are over. */
final class WindowColumns {
  private final List<RexNode> windows;
  private final RelNode rel;
  private final int width;

  /**
   * @param correlation by which sub-queries in the windows refer to the rows
   */
  WindowColumns(RelNode input, List<RexNode> expressions, Set<CorrelationId> correlation) {
    Set<RexNode> found = new LinkedHashSet<>();
    RexShuttle finder =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            found.add(over);
            return over;
          }
        };
    expressions.forEach(expression -> expression.accept(finder));
    windows = List.copyOf(found);
    width = input.getRowType().getFieldCount();
    List<RexNode> columns = new ArrayList<>(Projections.columns(input));
    columns.addAll(windows);
    rel = windows.isEmpty() ? input : Projections.project(input, columns, null, correlation);
  }

  /** The rows, with the windows' values. */
  RelNode rel() {
    return rel;
  }

  /** Expressions over {@link #rel} that take the windows' values from there. */
  List<RexNode> over(List<RexNode> expressions) {
    RexShuttle shuttle =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            return rel.getCluster()
                .getRexBuilder()
                .makeInputRef(rel, width + windows.indexOf(over));
          }
        };
    List<RexNode> result = new ArrayList<>();
    expressions.forEach(expression -> result.add(expression.accept(shuttle)));
    return result;
  }
}
