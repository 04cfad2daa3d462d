package dev.dunlin.planner.optimize;

import dev.dunlin.planner.function.RowNumber;
import dev.dunlin.planner.type.DuckRexBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** LIMIT in a sub-query, which counts the rows of each binding of the outer columns. */
final class LimitByGroup {
  private LimitByGroup() {}

  /**
   * The rows that a sort with a limit picks in each group.
   *
   * @param input the sort's input with more columns, which say what group a row belongs to
   */
  static RelNode of(Sort sort, RelNode input) {
    DuckRexBuilder rex = (DuckRexBuilder) input.getCluster().getRexBuilder();
    if (sort.fetch == null && sort.offset == null) {
      return input;
    }
    RelDataType bigint = rex.types().type("BIGINT", false);
    List<RexNode> columns = Relations.refs(input, 0, Relations.width(input));
    columns.add(
        RowNumber.over(
            input,
            Relations.refs(input, Relations.width(sort.getInput()), Relations.width(input)),
            sort.getCollation().getFieldCollations()));
    RelNode numbered = Relations.project(input, columns);
    RexNode number = Relations.ref(numbered, Relations.width(input));
    long skipped = count(sort.offset);
    List<RexNode> terms = new ArrayList<>();
    terms.add(
        rex.makeCall(SqlStdOperatorTable.GREATER_THAN, number, literal(rex, skipped, bigint)));
    if (sort.fetch != null) {
      terms.add(
          rex.makeCall(
              SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
              number,
              literal(rex, Math.addExact(skipped, count(sort.fetch)), bigint)));
    }
    RelNode picked = LogicalFilter.create(numbered, RexUtil.composeConjunction(rex, terms));
    return Relations.project(picked, Relations.refs(picked, 0, Relations.width(input)));
  }

  private static RexNode literal(DuckRexBuilder rex, long value, RelDataType type) {
    return Objects.requireNonNull(rex.literal(String.valueOf(value), type));
  }

  private static long count(@Nullable RexNode literal) {
    Long value = literal instanceof RexLiteral l ? l.getValueAs(Long.class) : null;
    return value == null ? 0 : value;
  }
}
