package dev.dunlin.planner.distribute;

import dev.dunlin.core.schema.Column;
import dev.dunlin.planner.catalog.ColumnPredicate;
import dev.dunlin.planner.type.DuckTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/** Those conditions that compare a column with constants: what statistics can decide. */
final class Predicates {
  private Predicates() {}

  static List<ColumnPredicate> of(RexBuilder rex, List<RexNode> conditions, List<Column> columns) {
    List<ColumnPredicate> predicates = new ArrayList<>();
    for (RexNode condition : conditions) {
      RexNode expanded = RexUtil.expandSearch(rex, null, condition);
      for (RexNode term : org.apache.calcite.plan.RelOptUtil.conjunctions(expanded)) {
        ColumnPredicate predicate = predicate(term, columns);
        if (predicate != null) {
          predicates.add(predicate);
        }
      }
    }
    return predicates;
  }

  private static @Nullable ColumnPredicate predicate(RexNode node, List<Column> columns) {
    if (!(node instanceof RexCall call)) {
      return null;
    }
    return switch (call.getKind()) {
      case IS_NULL -> column(call, columns).map(ColumnPredicate.IsNull::new).orElse(null);
      case IS_NOT_NULL -> column(call, columns).map(ColumnPredicate.IsNotNull::new).orElse(null);
      case OR -> in(call, columns);
      case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison(call, columns);
      default -> null;
    };
  }

  private static Optional<String> column(RexCall call, List<Column> columns) {
    return call.getOperands().getFirst() instanceof RexInputRef ref
        ? Optional.of(columns.get(ref.getIndex()).name())
        : Optional.empty();
  }

  private static ColumnPredicate.@Nullable Compare comparison(RexCall call, List<Column> columns) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    SqlKind kind = call.getKind();
    if (left instanceof RexLiteral) {
      RexNode swap = left;
      left = right;
      right = swap;
      kind = kind.reverse();
    }
    if (!(left instanceof RexInputRef ref)
        || !(right instanceof RexLiteral literal)
        || literal.isNull()) {
      return null;
    }
    String value = value(literal);
    ColumnPredicate.Op op =
        switch (kind) {
          case EQUALS -> ColumnPredicate.Op.EQ;
          case NOT_EQUALS -> ColumnPredicate.Op.NE;
          case LESS_THAN -> ColumnPredicate.Op.LT;
          case LESS_THAN_OR_EQUAL -> ColumnPredicate.Op.LE;
          case GREATER_THAN -> ColumnPredicate.Op.GT;
          default -> ColumnPredicate.Op.GE;
        };
    return value == null
        ? null
        : new ColumnPredicate.Compare(
            columns.get(ref.getIndex()).name(), op, value, DuckTypes.text(literal.getType()));
  }

  /** {@code a = 1 OR a = 2}. */
  private static ColumnPredicate.@Nullable In in(RexCall or, List<Column> columns) {
    List<String> values = new ArrayList<>();
    String column = null;
    String type = null;
    for (RexNode operand : or.getOperands()) {
      if (!(operand instanceof RexCall call && call.getKind() == SqlKind.EQUALS)) {
        return null;
      }
      ColumnPredicate.Compare compare = comparison(call, columns);
      if (compare == null
          || (column != null && !column.equals(compare.column()))
          || (type != null && !type.equals(compare.valueType()))) {
        return null;
      }
      column = compare.column();
      type = compare.valueType();
      values.add(compare.value());
    }
    return new ColumnPredicate.In(
        Objects.requireNonNull(column), values, Objects.requireNonNull(type));
  }

  /** A literal as DuckDB would print its value. */
  private static @Nullable String value(RexLiteral literal) {
    return switch (literal.getTypeName()) {
      case BOOLEAN -> String.valueOf(literal.getValueAs(Boolean.class));
      case CHAR -> Objects.requireNonNull(literal.getValueAs(NlsString.class)).getValue();
      case DECIMAL, BIGINT, INTEGER, SMALLINT, TINYINT ->
          Objects.requireNonNull(literal.getValueAs(BigDecimal.class)).toPlainString();
      case DOUBLE -> String.valueOf(literal.getValueAs(Double.class));
      case DATE, TIMESTAMP -> String.valueOf(literal.getValueAs(Comparable.class));
      default -> null;
    };
  }
}
