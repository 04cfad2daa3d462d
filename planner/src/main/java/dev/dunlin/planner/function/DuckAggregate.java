package dev.dunlin.planner.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.util.Optionality;

/**
 * An aggregate or window function of DuckDB's. Arguments that DuckDB wants to be constants are part
 * of the operator; the others are its operands. Two are equal if their names and constants are.
 */
public final class DuckAggregate extends SqlAggFunction {
  /** Those that take the values they order from WITHIN GROUP, and what they are called there. */
  private static final Map<String, String> ORDERED_SETS =
      Map.of(
          "quantile_cont", "percentile_cont", "quantile_disc", "percentile_disc", "mode", "mode");

  private final String function;
  private final List<String> arguments;
  private final String filter;
  private final String frame;

  /**
   * @param function DuckDB's name, in lower case
   * @param arguments each a {@link SqlTemplate#hole hole} or a constant's SQL
   * @param type the type of the result
   */
  public DuckAggregate(String function, List<String> arguments, RelDataType type) {
    this(function, arguments, type, "", "");
  }

  /**
   * A window function.
   *
   * @param filter the condition of FILTER, with holes; empty for none
   * @param frame the frame clause, with holes; empty for the standard one
   */
  public DuckAggregate(
      String function, List<String> arguments, RelDataType type, String filter, String frame) {
    super(
        function + "(" + String.join(", ", arguments) + ")" + filter + frame,
        null,
        kind(function, arguments),
        ReturnTypes.explicit(type),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.OPTIONAL);
    this.function = function;
    this.arguments = List.copyOf(arguments);
    this.filter = filter;
    this.frame = frame;
  }

  /** What the optimiser takes it for, where it has one operand; {@code max(x, 3)} gives a list. */
  private static SqlKind kind(String function, List<String> arguments) {
    if (arguments.size() != 1 || !SqlTemplate.isHole(arguments.getFirst())) {
      return SqlKind.OTHER_FUNCTION;
    }
    return switch (function) {
      case "sum" -> SqlKind.SUM;
      case "min" -> SqlKind.MIN;
      case "max" -> SqlKind.MAX;
      case "avg" -> SqlKind.AVG;
      default -> SqlKind.OTHER_FUNCTION;
    };
  }

  /** DuckDB's name for it. */
  public String function() {
    return function;
  }

  /** Whether an aggregate with so many arguments and an order takes its values from that. */
  public static boolean isOrderedSet(String function, int arguments) {
    return ORDERED_SETS.containsKey(function) && arguments == (function.equals("mode") ? 0 : 1);
  }

  /** The call of such an aggregate as SQL. */
  public static String withinGroup(String function, String arguments, String orderBy) {
    return "%s(%s) WITHIN GROUP (ORDER BY %s)"
        .formatted(ORDERED_SETS.get(function), arguments, orderBy);
  }

  public boolean hasConstants() {
    return arguments.stream().anyMatch(a -> !SqlTemplate.isHole(a));
  }

  /**
   * The call as SQL, in a GROUP BY query.
   *
   * @param operands SQL of the operands
   * @param distinct whether of equal rows only one counts
   * @param orderBy what follows ORDER BY inside the call, or in WITHIN GROUP; empty for none
   * @param condition what follows FILTER; empty for none
   */
  public String sql(List<String> operands, boolean distinct, String orderBy, String condition) {
    String filled = (distinct ? "DISTINCT " : "") + filled(String.join(", ", arguments), operands);
    String call =
        !orderBy.isEmpty() && isOrderedSet(function, arguments.size())
            ? withinGroup(function, filled, orderBy)
            : function + "(" + filled + (orderBy.isEmpty() ? "" : " ORDER BY " + orderBy) + ")";
    return call + (condition.isEmpty() ? "" : " FILTER (WHERE " + condition + ")");
  }

  /**
   * The call as SQL, over a window.
   *
   * @param operands SQL of the operands
   * @param parts PARTITION BY and ORDER BY, where there are any
   */
  String windowSql(List<String> operands, boolean distinct, List<String> parts) {
    List<String> window = new ArrayList<>(parts);
    if (!frame.isEmpty()) {
      window.add(filled(frame, operands));
    }
    return sql(operands, distinct, "", filled(filter, operands))
        + " OVER ("
        + String.join(" ", window)
        + ")";
  }

  private static String filled(String template, List<String> operands) {
    return new SqlTemplate(template).fill(operands);
  }
}
