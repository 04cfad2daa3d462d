package dev.dunlin.planner.function;

import java.util.function.Supplier;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/**
 * A scalar expression that only DuckDB understands: SQL text with a hole for each operand. The
 * operator's name is the text, so two calls are equal if their text and operands are.
 */
public final class DuckFunction extends SqlFunction {
  private final SqlTemplate template;
  private final boolean deterministic;

  /**
   * @param deterministic whether equal operands give equal values, so that a call may be folded,
   *     moved or computed twice
   */
  public DuckFunction(SqlTemplate template, RelDataType type, boolean deterministic) {
    super(
        template.text(),
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.template = template;
    this.deterministic = deterministic;
  }

  /** Whether a node is a call of such a function whose text begins so. */
  public static boolean begins(RexNode node, String text) {
    return node instanceof RexCall call
        && call.getOperator() instanceof DuckFunction function
        && function.getName().startsWith(text);
  }

  public SqlTemplate template() {
    return template;
  }

  /** Arithmetic and casts of NULL are NULL, which lets outer joins become inner ones. */
  @Override
  public @Nullable Supplier<Strong.Policy> getStrongPolicyInference() {
    return template.isArithmetic() ? () -> Strong.Policy.ANY : null;
  }

  @Override
  public boolean isDeterministic() {
    return deterministic;
  }
}
