package dev.dunlin.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.util.ImmutableBitSet;

/** Makes expressions of a sub-query ones over a row that has the variables' values as columns. */
class BoundRow extends RexShuttle {
  private final RexBuilder rex;
  private final List<RelDataType> row;
  private final IntUnaryOperator columns;
  private final Map<Variable, Integer> places;
  private final ImmutableBitSet bindings;

  /**
   * @param row the types of that row
   * @param columns where it has the columns of the row that the expressions are over
   * @param places where it has the variables
   * @param bindings the columns by whose values every window is partitioned
   */
  BoundRow(
      RexBuilder rex,
      List<RelDataType> row,
      IntUnaryOperator columns,
      Map<Variable, Integer> places,
      ImmutableBitSet bindings) {
    this.rex = rex;
    this.row = row;
    this.columns = columns;
    this.places = places;
    this.bindings = bindings;
  }

  @Override
  public RexNode visitInputRef(RexInputRef ref) {
    int place = columns.applyAsInt(ref.getIndex());
    return rex.makeInputRef(row.get(place), place);
  }

  @Override
  public RexNode visitFieldAccess(RexFieldAccess access) {
    Variable variable = Variable.of(access);
    Integer place = variable == null ? null : places.get(variable);
    return place == null ? super.visitFieldAccess(access) : rex.makeInputRef(row.get(place), place);
  }

  @Override
  public RexWindow visitWindow(RexWindow window) {
    RexWindow visited = super.visitWindow(window);
    List<RexNode> partitions = new ArrayList<>(visited.partitionKeys);
    bindings.forEach(i -> partitions.add(rex.makeInputRef(row.get(i), i)));
    return rex.makeWindow(
        partitions,
        visited.orderKeys,
        visited.getLowerBound(),
        visited.getUpperBound(),
        visited.isRows(),
        visited.getExclude());
  }
}
