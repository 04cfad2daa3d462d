package dev.dunlin.planner.function;

import com.google.common.collect.ImmutableList;
import dev.dunlin.planner.type.DuckRexBuilder;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBounds;

/** {@code row_number() OVER (PARTITION BY … ORDER BY …)}, a BIGINT from 1. */
public final class RowNumber {
  private RowNumber() {}

  /**
   * The number of a relation's row among those of its group.
   *
   * @param groups expressions over the relation; rows where all are equal are a group
   * @param order columns of the relation
   */
  public static RexNode over(RelNode rel, List<RexNode> groups, List<RelFieldCollation> order) {
    DuckRexBuilder rex = (DuckRexBuilder) rel.getCluster().getRexBuilder();
    ImmutableList.Builder<RexFieldCollation> keys = ImmutableList.builder();
    for (RelFieldCollation term : order) {
      RexNode value = rex.makeInputRef(rel, term.getFieldIndex());
      keys.add(DuckRexBuilder.ordered(value, term.getDirection(), term.nullDirection));
    }
    RelDataType bigint = rex.types().type("BIGINT", false);
    return rex.makeOver(
        bigint,
        new DuckAggregate("row_number", List.of(), bigint),
        List.of(),
        groups,
        keys.build(),
        RexWindowBounds.UNBOUNDED_PRECEDING,
        RexWindowBounds.CURRENT_ROW,
        true,
        true,
        false,
        false,
        false);
  }
}
