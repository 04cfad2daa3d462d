package dev.dunlin.planner.function;

import java.util.function.Predicate;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;

/** The expressions that an expression is made of, itself among them. */
public final class Parts {
  private Parts() {}

  /** Whether any of them is so; neither in a sub-query nor in a window's own clauses. */
  public static boolean any(RexNode node, Predicate<RexNode> wanted) {
    if (wanted.test(node)) {
      return true;
    }
    return switch (node) {
      case RexCall call -> call.getOperands().stream().anyMatch(part -> any(part, wanted));
      case RexFieldAccess access -> any(access.getReferenceExpr(), wanted);
      default -> false;
    };
  }
}
