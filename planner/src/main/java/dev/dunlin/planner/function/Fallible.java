package dev.dunlin.planner.function;

import dev.dunlin.planner.type.DuckTypes;
import java.util.Collection;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Expressions that fail for some values: {@code error()}, a cast of a text, a sum that is too
 * large. Calcite knows of none, and would drop them where their value does not matter, or compute
 * them for rows that a condition keeps from them.
 */
public final class Fallible {
  private Fallible() {}

  /** Whether any part of an expression may fail: all that is DuckDB's alone is taken to. */
  public static boolean is(RexNode node) {
    return Parts.any(
        node,
        part ->
            part instanceof RexOver
                || part instanceof RexSubQuery
                || (part instanceof RexCall call
                    && (call.getOperator() instanceof DuckFunction || isNarrowing(call))));
  }

  /** Whether any of the expressions may fail. */
  public static boolean anyOf(Collection<? extends RexNode> nodes) {
    return nodes.stream().anyMatch(Fallible::is);
  }

  private static boolean isNarrowing(RexCall call) {
    if (call.getKind() != SqlKind.CAST) {
      return false;
    }
    RelDataType from = call.getOperands().getFirst().getType();
    int width = wholeBytes(from);
    return !DuckTypes.isText(call.getType())
        && !DuckTypes.same(from, call.getType())
        && !(width > 0
            && (call.getType().getSqlTypeName() == SqlTypeName.DOUBLE
                || wholeBytes(call.getType()) > width));
  }

  private static int wholeBytes(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT -> 1;
      case SMALLINT -> 2;
      case INTEGER -> 4;
      case BIGINT -> 8;
      default -> 0;
    };
  }
}
