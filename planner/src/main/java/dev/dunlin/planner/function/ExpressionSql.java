package dev.dunlin.planner.function;

import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.type.DuckTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.NlsString;

/** Writes expressions as DuckDB SQL. */
public final class ExpressionSql {
  private final RexBuilder rex;
  private final IntFunction<String> columns;

  /**
   * @param columns the SQL of each input column
   */
  public ExpressionSql(RexBuilder rex, IntFunction<String> columns) {
    this.rex = rex;
    this.columns = columns;
  }

  public String sql(RexNode node) {
    return switch (node) {
      case RexInputRef ref -> columns.apply(ref.getIndex());
      case RexLiteral literal -> literal(literal);
      case RexOver over -> window(over);
      case RexCall call -> call(call);
      default -> throw new IllegalStateException("No SQL for " + node.getClass() + ": " + node);
    };
  }

  public List<String> sql(List<? extends RexNode> nodes) {
    return nodes.stream().map(this::sql).toList();
  }

  private String call(RexCall call) {
    List<RexNode> operands = call.getOperands();
    return switch (call.getOperator()) {
      case DuckFunction function ->
          function
              .template()
              .fill(
                  i ->
                      function.template().isLiteral(i)
                          ? asWritten((RexLiteral) operands.get(i))
                          : settled(operands.get(i)));
      case DuckAggregate aggregate -> throw new IllegalStateException("Not in a row: " + aggregate);
      default ->
          switch (call.getKind()) {
            case AND, OR -> infix(call.getKind().sql, operands);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN ->
                comparison(call);
            case GREATER_THAN_OR_EQUAL -> comparison(call);
            case IS_DISTINCT_FROM -> infix("IS DISTINCT FROM", operands);
            case IS_NOT_DISTINCT_FROM -> infix("IS NOT DISTINCT FROM", operands);
            case NOT -> "(NOT " + sql(operands.getFirst()) + ")";
            case IS_NULL, IS_UNKNOWN -> postfix(operands, "IS NULL");
            case IS_NOT_NULL -> postfix(operands, "IS NOT NULL");
            case IS_TRUE -> postfix(operands, "IS TRUE");
            case IS_NOT_TRUE -> postfix(operands, "IS NOT TRUE");
            case IS_FALSE -> postfix(operands, "IS FALSE");
            case IS_NOT_FALSE -> postfix(operands, "IS NOT FALSE");
            case CASE -> caseWhen(operands);
            case CAST, SAFE_CAST ->
                (call.getKind() == SqlKind.CAST ? "CAST(" : "TRY_CAST(")
                    + sql(operands.getFirst())
                    + " AS "
                    + DuckTypes.text(call.getType())
                    + ")";
            case COALESCE -> "COALESCE(" + String.join(", ", sql(operands)) + ")";
            case SEARCH -> sql(RexUtil.expandSearch(rex, null, call));
            default -> throw new IllegalStateException("No SQL for " + call);
          };
    };
  }

  private String comparison(RexCall call) {
    return infix(call.getKind().sql, call.getOperands());
  }

  private String infix(String operator, List<RexNode> operands) {
    return operands.stream()
        .map(this::sql)
        .collect(Collectors.joining(" " + operator + " ", "(", ")"));
  }

  private String postfix(List<RexNode> operands, String operator) {
    return "(" + sql(operands.getFirst()) + " " + operator + ")";
  }

  private String caseWhen(List<RexNode> operands) {
    StringBuilder sql = new StringBuilder("CASE");
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      sql.append(" WHEN ").append(sql(operands.get(i)));
      sql.append(" THEN ").append(sql(operands.get(i + 1)));
    }
    return sql.append(" ELSE ").append(sql(operands.getLast())).append(" END").toString();
  }

  private String window(RexOver over) {
    List<String> parts = new ArrayList<>();
    if (!over.getWindow().partitionKeys.isEmpty()) {
      parts.add("PARTITION BY " + String.join(", ", sql(over.getWindow().partitionKeys)));
    }
    if (!over.getWindow().orderKeys.isEmpty()) {
      parts.add(
          "ORDER BY "
              + over.getWindow().orderKeys.stream()
                  .map(this::orderKey)
                  .collect(Collectors.joining(", ")));
    }
    List<String> operands = sql(over.getOperands());
    // Calcite's own functions come from its rewrites, and have no frame.
    return over.getAggOperator() instanceof DuckAggregate function
        ? function.windowSql(operands, over.isDistinct(), parts)
        : over.getAggOperator().getName()
            + operands.stream().collect(Collectors.joining(", ", "(", ")"))
            + parts.stream().collect(Collectors.joining(" ", " OVER (", ")"));
  }

  private String orderKey(RexFieldCollation key) {
    return sql(key.left) + direction(key.getDirection().isDescending(), key.getNullDirection());
  }

  /** The direction of an ORDER BY term, nulls always spelt out. */
  public static String direction(boolean descending, RelFieldCollation.NullDirection nulls) {
    return (descending ? " DESC" : " ASC")
        + (nulls == RelFieldCollation.NullDirection.FIRST ? " NULLS FIRST" : " NULLS LAST");
  }

  /**
   * An expression whose type DuckDB takes as it is. That of a literal in a call it would choose by
   * the other operands, which a constant that once was {@code 1 + 1}, or a column, must not suffer.
   */
  public String settled(RexNode node) {
    if (!(node instanceof RexLiteral literal) || literal.isNull()) {
      return sql(node);
    }
    String sql = literal(literal);
    return switch (literal.getTypeName()) {
      case CHAR, DECIMAL, BIGINT, INTEGER, SMALLINT, TINYINT ->
          sql.startsWith("CAST(")
              ? sql
              : "CAST(" + sql + " AS " + DuckTypes.text(literal.getType()) + ")";
      default -> sql;
    };
  }

  /** A literal as in the user's text, whose type DuckDB may choose by what stands beside it. */
  public static String asWritten(RexLiteral literal) {
    String type = DuckTypes.text(literal.getType());
    if (literal.isNull() || !(type.equals("INTEGER") || type.equals("BIGINT"))) {
      return literal(literal);
    }
    BigDecimal value = decimal(literal);
    return value.signum() < 0 ? "(" + value.toPlainString() + ")" : value.toPlainString();
  }

  /** A literal whose type in DuckDB, where it stands alone, is the literal's type here. */
  public static String literal(RexLiteral literal) {
    String type = DuckTypes.text(literal.getType());
    if (literal.isNull()) {
      return literal.getType().getSqlTypeName().getName().equals("NULL")
          ? "NULL"
          : "CAST(NULL AS " + type + ")";
    }
    return switch (literal.getTypeName()) {
      case BOOLEAN ->
          String.valueOf(literal.getValueAs(Boolean.class)).toUpperCase(java.util.Locale.ROOT);
      case CHAR -> text(String.valueOf(nls(literal)), type);
      case DECIMAL, BIGINT, INTEGER, SMALLINT, TINYINT -> number(decimal(literal), type);
      case DOUBLE, REAL, FLOAT ->
          "CAST('" + literal.getValueAs(Double.class) + "' AS " + type + ")";
      case DATE, TIMESTAMP -> type + " '" + literal.getValueAs(Comparable.class) + "'";
      case BINARY ->
          "from_hex('"
              + java.util.Objects.requireNonNull(literal.getValueAs(ByteString.class))
              + "')";
      default -> throw new IllegalStateException("No SQL for the literal " + literal);
    };
  }

  private static String nls(RexLiteral literal) {
    return java.util.Objects.requireNonNull(literal.getValueAs(NlsString.class)).getValue();
  }

  private static BigDecimal decimal(RexLiteral literal) {
    return java.util.Objects.requireNonNull(literal.getValueAs(BigDecimal.class));
  }

  private static String text(String value, String type) {
    String quoted = EmbeddedDuckDb.literal(value);
    return type.equals("VARCHAR") ? quoted : "CAST(" + quoted + " AS " + type + ")";
  }

  private static String number(BigDecimal value, String type) {
    String plain = value.toPlainString();
    boolean natural =
        switch (type) {
          case "INTEGER" -> true;
          case "BIGINT" -> value.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0;
          default -> false;
        };
    return natural && value.signum() >= 0 ? plain : "CAST(" + plain + " AS " + type + ")";
  }
}
