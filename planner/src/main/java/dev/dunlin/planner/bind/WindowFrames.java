package dev.dunlin.planner.bind;

import dev.dunlin.planner.function.SqlTemplate;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import tools.jackson.databind.JsonNode;

/** Frames of windows, written as SQL: the optimiser does not look into them. */
final class WindowFrames {
  private WindowFrames() {}

  /**
   * The frame clause of a window; empty for the standard one.
   *
   * @param operands takes the values that bound the frame
   */
  static String sql(JsonNode window, ExpressionBinder binder, List<RexNode> operands) {
    String start = window.path("start").stringValue("");
    String end = window.path("end").stringValue("");
    String exclude = window.path("exclude_clause").stringValue("NO_OTHER");
    boolean standard =
        start.equals("UNBOUNDED_PRECEDING")
            && end.equals("CURRENT_ROW_RANGE")
            && exclude.equals("NO_OTHER");
    if (standard) {
      return "";
    }
    return unit(start, end)
        + " BETWEEN "
        + bound(start, window.path("start_expr"), binder, operands)
        + " AND "
        + bound(end, window.path("end_expr"), binder, operands)
        + (exclude.equals("NO_OTHER") ? "" : " EXCLUDE " + exclude.replace('_', ' '));
  }

  private static String unit(String start, String end) {
    for (String unit : List.of("ROWS", "RANGE", "GROUPS")) {
      if (start.endsWith("_" + unit) || end.endsWith("_" + unit)) {
        return unit;
      }
    }
    return "ROWS"; // Unbounded on both sides, where the unit makes no difference.
  }

  private static String bound(
      String kind, JsonNode value, ExpressionBinder binder, List<RexNode> operands) {
    if (kind.startsWith("CURRENT_ROW")) {
      return "CURRENT ROW";
    }
    if (kind.startsWith("UNBOUNDED")) {
      return kind.replace('_', ' ');
    }
    String hole = SqlTemplate.hole(operands.size());
    operands.add(binder.bind(value));
    return hole + (kind.startsWith("EXPR_PRECEDING") ? " PRECEDING" : " FOLLOWING");
  }
}
