package dev.dunlin.planner.optimize;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.dunlin.planner.function.DuckAggregate;
import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of groups that stand on the nullable side of an outer join: where a group is missing,
 * what they are over no rows, which for some is not NULL.
 *
 * @param calls computed in the groups
 * @param rows the place in {@code calls} of a count of all rows, by which SINGLE_VALUE is checked
 *     only where its value is used; −1 if there is none
 */
record OuterGroups(List<AggregateCall> calls, int rows, List<AggregateCall> wanted, RelNode input) {
  /** Computes just these. */
  static OuterGroups of(Aggregate aggregate) {
    List<AggregateCall> calls = aggregate.getAggCallList();
    return new OuterGroups(calls, -1, calls, aggregate.getInput());
  }

  /** As above, but groups that nothing is joined with may have several rows for SINGLE_VALUE. */
  static OuterGroups lazy(Aggregate aggregate) {
    List<AggregateCall> wanted = aggregate.getAggCallList();
    if (wanted.stream().noneMatch(OuterGroups::isSingle)) {
      return of(aggregate);
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : wanted) {
      calls.add(isSingle(call) ? first(call) : call);
    }
    calls.add(
        AggregateCall.create(
            SqlStdOperatorTable.COUNT,
            false,
            false,
            false,
            ImmutableList.of(),
            ImmutableList.of(),
            -1,
            null,
            RelCollations.EMPTY,
            rex(aggregate).types().type("BIGINT", false),
            null));
    return new OuterGroups(calls, wanted.size(), wanted, aggregate.getInput());
  }

  private static DuckRexBuilder rex(RelNode rel) {
    return (DuckRexBuilder) rel.getCluster().getRexBuilder();
  }

  private static boolean isSingle(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.SINGLE_VALUE;
  }

  private static AggregateCall first(AggregateCall single) {
    return AggregateCall.create(
        new DuckAggregate("first", List.of(SqlTemplate.hole(0)), single.getType()),
        false,
        false,
        false,
        ImmutableList.of(),
        single.getArgList(),
        -1,
        null,
        RelCollations.EMPTY,
        single.getType(),
        null);
  }

  /**
   * What was wanted, after the outer join.
   *
   * @param from the column of the first of the {@link #calls}
   */
  List<RexNode> values(RelNode joined, int from) {
    DuckRexBuilder rex = rex(joined);
    List<RexNode> values = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      AggregateCall call = wanted.get(i);
      RexNode value = rex.makeInputRef(joined, from + i);
      RexNode none = overNothing(call);
      if (isSingle(call) && rows >= 0) {
        RexNode many =
            rex.makeCall(
                SqlStdOperatorTable.GREATER_THAN,
                rex.makeInputRef(joined, from + rows),
                Objects.requireNonNull(rex.literal("1", rex.types().type("BIGINT", false))));
        value = choice(rex, many, moreThanOneRow(value.getType()), value, value.getType());
      } else if (none != null) {
        RexNode found = rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, value);
        value = choice(rex, found, value, none, call.getType());
      }
      values.add(value);
    }
    return values;
  }

  private static RexNode choice(
      DuckRexBuilder rex, RexNode condition, RexNode then, RexNode otherwise, RelDataType type) {
    return rex.makeCall(type, SqlStdOperatorTable.CASE, List.of(condition, then, otherwise));
  }

  private RexNode moreThanOneRow(RelDataType type) {
    return call(
        "CAST(error('A sub-query used as a value gives more than one row.') AS "
            + DuckTypes.text(type)
            + ")",
        type);
  }

  /** A call's value over no rows; null if that is NULL, which in DuckDB GROUPING is here too. */
  private @Nullable RexNode overNothing(AggregateCall call) {
    DuckRexBuilder rex = rex(input);
    if (call.getAggregation().getKind() == SqlKind.COUNT) {
      return rex.literal("0", call.getType());
    }
    if (!(call.getAggregation() instanceof DuckAggregate function)) {
      return null;
    }
    Set<String> columns = new LinkedHashSet<>(List.of("1 AS one"));
    for (int column : Iterables.concat(call.getArgList(), call.getCollation().getKeys())) {
      RelDataType type = input.getRowType().getFieldList().get(column).getType();
      columns.add("CAST(NULL AS " + DuckTypes.text(type) + ") AS x" + column);
    }
    String sql =
        "(SELECT CAST("
            + function.sql(
                call.getArgList().stream().map(column -> "x" + column).toList(),
                call.isDistinct(),
                call.getCollation().getKeys().stream()
                    .map(column -> "x" + column)
                    .collect(Collectors.joining(", ")),
                "")
            + " AS "
            + DuckTypes.text(call.getType())
            + ") FROM (SELECT "
            + String.join(", ", columns)
            + ") AS x WHERE false)";
    RexNode isNull = call(sql + " IS NULL", rex.types().type("BOOLEAN", false));
    List<RexNode> folded = new ArrayList<>();
    Objects.requireNonNull(input.getCluster().getPlanner().getExecutor())
        .reduce(rex, List.of(isNull), folded);
    return folded.getFirst().isAlwaysTrue() ? null : call(sql, call.getType());
  }

  private RexNode call(String sql, RelDataType type) {
    return rex(input).makeCall(type, new DuckFunction(new SqlTemplate(sql), type, true), List.of());
  }
}
