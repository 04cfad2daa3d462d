package dev.dunlin.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Columns that a join's condition sets equal, one of either side.
 *
 * @param left a column of the left side
 * @param right a column of the right side, counted from its own first
 * @param nullsToo whether NULL equals NULL: IS NOT DISTINCT FROM
 */
public record Equality(int left, int right, boolean nullsToo) {
  /** The equalities among a join's terms. */
  public static List<Equality> of(Join join) {
    List<Equality> equalities = new ArrayList<>();
    for (RexNode term : RelOptUtil.conjunctions(join.getCondition())) {
      Equality equality = of(join, term);
      if (equality != null) {
        equalities.add(equality);
      }
    }
    return equalities;
  }

  /** What one term of a join's condition sets equal; null if it is anything else. */
  static @Nullable Equality of(Join join, RexNode term) {
    int width = join.getLeft().getRowType().getFieldCount();
    boolean nullsToo = term.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    if ((nullsToo || term.getKind() == SqlKind.EQUALS)
        && ((RexCall) term).getOperands().get(0) instanceof RexInputRef a
        && ((RexCall) term).getOperands().get(1) instanceof RexInputRef b) {
      int low = Math.min(a.getIndex(), b.getIndex());
      int high = Math.max(a.getIndex(), b.getIndex());
      return low < width && high >= width ? new Equality(low, high - width, nullsToo) : null;
    }
    return null;
  }
}
