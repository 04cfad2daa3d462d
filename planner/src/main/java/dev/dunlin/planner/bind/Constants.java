package dev.dunlin.planner.bind;

import dev.dunlin.planner.duckdb.DuckDbErrors;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.function.Parts;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * Folds constant expressions, by DuckDB's own rules. What DuckDB cannot compute stays as it is and
 * fails where it is needed, if it is.
 */
public final class Constants implements RexExecutor {
  private final EmbeddedDuckDb duckdb;
  private final DuckRexBuilder rex;
  private final ZoneId zone;
  private final Map<String, String> values = new ConcurrentHashMap<>();

  /**
   * @param zone the session's time zone, on which casts of times depend
   */
  public Constants(EmbeddedDuckDb duckdb, DuckRexBuilder rex, ZoneId zone) {
    this.duckdb = duckdb;
    this.rex = rex;
    this.zone = zone;
  }

  /** The literal this node amounts to if it is constant and of a plain type, else the node. */
  RexNode fold(RexNode node) {
    if (node instanceof RexLiteral
        || DuckTypes.isOpaque(node.getType())
        || !isConstant(node)
        || !RexUtil.isDeterministic(node)) {
      return node;
    }
    String sql = new ExpressionSql(rex, i -> "").sql(node);
    String value;
    try {
      value = values.computeIfAbsent(sql, this::compute);
    } catch (NotComputable e) {
      return node;
    }
    if (value.equals("N")) {
      return rex.makeNullLiteral(node.getType());
    }
    RexLiteral literal = rex.literal(value.substring(1), node.getType());
    return literal == null ? node : literal;
  }

  private String compute(String sql) {
    try {
      String value = duckdb.rows("SELECT CAST(" + sql + " AS VARCHAR)", zone).getFirst().getFirst();
      return value == null ? "N" : "V" + value;
    } catch (SQLException e) {
      throw new NotComputable(e);
    }
  }

  /** What DuckDB says when it computes a constant expression; null if it can. */
  @Nullable String error(RexNode node) {
    try {
      String unused = compute(new ExpressionSql(rex, i -> "").sql(node));
      return null;
    } catch (NotComputable e) {
      return DuckDbErrors.message(e.cause);
    }
  }

  static boolean isConstant(RexNode node) {
    return !Parts.any(
        node,
        part ->
            part instanceof RexInputRef
                || part instanceof RexCorrelVariable
                || part instanceof RexOver
                || part instanceof RexSubQuery
                || part instanceof RexDynamicParam
                || Aggregates.isMark(part)
                || Unnests.isMark(part)
                || ConstantKeys.isMark(part));
  }

  @Override
  public void reduce(RexBuilder builder, List<RexNode> constants, List<RexNode> reduced) {
    List<RexNode> folded = new ArrayList<>();
    for (RexNode constant : constants) {
      folded.add(fold(constant));
    }
    reduced.addAll(folded);
  }

  private static final class NotComputable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException cause;

    NotComputable(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
