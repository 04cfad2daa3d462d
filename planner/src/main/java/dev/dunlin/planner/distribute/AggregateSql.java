package dev.dunlin.planner.distribute;

import dev.dunlin.planner.function.DuckAggregate;
import dev.dunlin.planner.function.ExpressionSql;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/** Aggregate calls as SQL over the columns of a relation called {@code t}. */
final class AggregateSql {
  private AggregateSql() {}

  /**
   * A call.
   *
   * @param grouped the columns that are in any grouping set
   */
  static String of(AggregateCall call, ImmutableBitSet grouped) {
    if (call.getAggregation().getKind() == SqlKind.GROUPING) {
      return grouping(call.getArgList(), grouped);
    }
    List<String> operands = call.getArgList().stream().map(c -> "t.c" + c).toList();
    String filter = call.filterArg < 0 ? "" : "t.c" + call.filterArg;
    if (call.getAggregation() instanceof DuckAggregate function) {
      return function.sql(operands, call.isDistinct(), orderBy(call), filter);
    }
    String arguments =
        (call.isDistinct() ? "DISTINCT " : "")
            + (operands.isEmpty() ? "*" : String.join(", ", operands));
    String suffix = filter.isEmpty() ? "" : " FILTER (WHERE " + filter + ")";
    return switch (call.getAggregation().getKind()) {
      case SINGLE_VALUE ->
          "CASE WHEN count(*) > 1 THEN error('A sub-query used as a value gives more than one row.')"
              + " ELSE first("
              + arguments
              + ") END";
      case LITERAL_AGG -> ExpressionSql.literal((RexLiteral) call.rexList.getFirst());
      case SUM0 -> "coalesce(sum(" + arguments + ")" + suffix + ", 0)";
      case COUNT ->
          operands.size() > 1
              ? "count("
                  + (call.isDistinct() ? "DISTINCT " : "")
                  + "CASE WHEN "
                  + operands.stream()
                      .map(o -> o + " IS NOT NULL")
                      .collect(Collectors.joining(" AND "))
                  + " THEN ("
                  + String.join(", ", operands)
                  + ") END)"
                  + suffix
              : "count(" + arguments + ")" + suffix;
      default -> function(call) + "(" + arguments + ")" + suffix;
    };
  }

  /** The bits of columns that a row is not grouped by; those in no set at all are constant. */
  static String grouping(List<Integer> columns, ImmutableBitSet grouped) {
    List<Integer> asked = columns.stream().filter(grouped::get).toList();
    long constant = 0;
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      long bit = 1L << (columns.size() - 1 - i);
      if (!grouped.get(columns.get(i))) {
        constant += bit;
      } else if (asked.size() < columns.size()) {
        bits.append(" + GROUPING(t.c").append(columns.get(i)).append(") * ").append(bit);
      }
    }
    return asked.size() == columns.size() && !asked.isEmpty()
        ? asked.stream().map(c -> "t.c" + c).collect(Collectors.joining(", ", "GROUPING(", ")"))
        : "(" + constant + bits + ")";
  }

  /** The function's name in DuckDB. */
  static String function(AggregateCall call) {
    return call.getAggregation() instanceof DuckAggregate function
        ? function.function()
        : call.getAggregation().getKind() == SqlKind.SUM0
            ? "sum0"
            : call.getAggregation().getName().toLowerCase(Locale.ROOT);
  }

  private static String orderBy(AggregateCall call) {
    return call.getCollation().getFieldCollations().stream()
        .map(AggregateSql::term)
        .collect(Collectors.joining(", "));
  }

  private static String term(RelFieldCollation term) {
    return "t.c"
        + term.getFieldIndex()
        + ExpressionSql.direction(term.getDirection().isDescending(), term.nullDirection);
  }
}
