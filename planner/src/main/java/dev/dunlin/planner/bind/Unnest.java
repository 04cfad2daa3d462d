package dev.dunlin.planner.bind;

import dev.dunlin.planner.type.DuckTypeFactory;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Each row of the input once for every element of a list in it; the element is the last column.
 * Several lists are unnested side by side, a shorter one filled with NULLs.
 */
public final class Unnest extends SingleRel {
  private final List<RexNode> lists;
  private final List<RelDataType> elements;

  Unnest(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode input,
      List<RexNode> lists,
      List<RelDataType> elements) {
    super(cluster, traits, input);
    this.lists = List.copyOf(lists);
    this.elements = List.copyOf(elements);
  }

  public List<RexNode> lists() {
    return lists;
  }

  @Override
  protected RelDataType deriveRowType() {
    DuckTypeFactory types = (DuckTypeFactory) getCluster().getTypeFactory();
    RelDataTypeFactory.Builder row = types.builder().addAll(getInput().getRowType().getFieldList());
    for (RelDataType element : elements) {
      row.add("element" + row.getFieldCount(), element);
    }
    return row.build();
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new Unnest(getCluster(), traits, inputs.getFirst(), lists, elements);
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    List<RexNode> changed = shuttle.apply(lists);
    return changed.equals(lists)
        ? this
        : new Unnest(getCluster(), getTraitSet(), getInput(), changed, elements);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("lists", lists).item("elements", elements);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return query.getRowCount(getInput()) * 5;
  }
}
