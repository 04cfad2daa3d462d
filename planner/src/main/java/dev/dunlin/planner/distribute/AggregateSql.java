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

/** Aggregate calls as SQL over the columns of a relation called {@code t}. */
final class AggregateSql {
  private AggregateSql() {}

  static String of(AggregateCall call) {
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
