package dev.dunlin.planner.distribute;

import dev.dunlin.planner.function.DuckAggregate;
import dev.dunlin.planner.type.DuckTypeFactory;
import dev.dunlin.planner.type.DuckTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * An aggregate computed in two steps: over the rows of a task, and over the tasks' states.
 *
 * @param states what a task keeps, over its rows
 * @param merge the result, given the SQL of the states' columns
 */
record PartialAggregate(List<State> states, Function<List<String>, String> merge) {

  /** A column of a partial result. */
  record State(String sql, RelDataType type) {}

  String finish(List<String> columns) {
    return merge.apply(columns);
  }

  /**
   * The two steps of a call; empty if its function cannot be split.
   *
   * @param grouped the columns that are in any grouping set
   */
  static Optional<PartialAggregate> of(
      AggregateCall call, ImmutableBitSet grouped, Piece input, RelDataTypeFactory factory) {
    String sql = AggregateSql.of(call, grouped);
    RelDataType type = call.getType();
    if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
      return Optional.of(new PartialAggregate(List.of(), columns -> sql));
    }
    if (call.getAggregation().getKind() == SqlKind.GROUPING) {
      return Optional.of(
          new PartialAggregate(
              List.of(new State(sql, type)), columns -> "max(" + columns.getFirst() + ")"));
    }
    boolean constants =
        call.getAggregation() instanceof DuckAggregate function && function.hasConstants();
    if (!call.getCollation().getFieldCollations().isEmpty()) {
      return Optional.empty();
    }
    String name = AggregateSql.function(call);
    if (call.isDistinct() && !name.equals("min") && !name.equals("max")) {
      return Optional.empty();
    }
    State same = new State(sql, type);
    return switch (name) {
      case "count", "regr_count", "sum0" ->
          Optional.of(
              new PartialAggregate(
                  List.of(same), columns -> "coalesce(sum(" + columns.getFirst() + "), 0)"));
      case "sum", "min", "max", "bool_and", "bool_or", "bit_and", "bit_or", "bit_xor" ->
          constants
              ? Optional.empty()
              : Optional.of(
                  new PartialAggregate(
                      List.of(same), columns -> name + "(" + columns.getFirst() + ")"));
      case "count_if",
          "countif" -> // NULL where there are no rows, and with FILTER none that count.
          Optional.of(
              new PartialAggregate(List.of(same), columns -> "sum(" + columns.getFirst() + ")"));
      case "any_value" ->
          Optional.of(
              new PartialAggregate(
                  List.of(same), columns -> "any_value(" + columns.getFirst() + ")"));
      case "avg", "mean" ->
          constants ? Optional.empty() : average(call, input, (DuckTypeFactory) factory);
      default -> Optional.empty();
    };
  }

  private static Optional<PartialAggregate> average(
      AggregateCall call, Piece input, DuckTypeFactory factory) {
    RelDataType argument = input.types().get(call.getArgList().getFirst());
    if (!DuckTypes.isNumeric(argument)) {
      return Optional.empty();
    }
    String column = "t.c" + call.getArgList().getFirst();
    String filter = call.filterArg < 0 ? "" : " FILTER (WHERE t.c" + call.filterArg + ")";
    RelDataType sum =
        switch (argument.getSqlTypeName()) {
          case DECIMAL -> factory.type("DECIMAL(38," + argument.getScale() + ")", true);
          case REAL, DOUBLE -> factory.type("DOUBLE", true);
          default -> factory.type("HUGEINT", true);
        };
    return Optional.of(
        new PartialAggregate(
            List.of(
                new State("sum(" + column + ")" + filter, sum),
                new State("count(" + column + ")" + filter, factory.type("BIGINT", false))),
            columns ->
                "CAST(sum("
                    + columns.get(0)
                    + ") AS DOUBLE) / nullif(sum("
                    + columns.get(1)
                    + "), 0)"));
  }
}
