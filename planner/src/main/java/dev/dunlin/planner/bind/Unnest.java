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
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Each row of the input once for every element of a list in it; the element is its last column. */
public final class Unnest extends SingleRel {
  private final RexNode list;
  private final RelDataType element;

  Unnest(
      RelOptCluster cluster, RelTraitSet traits, RelNode input, RexNode list, RelDataType element) {
    super(cluster, traits, input);
    this.list = list;
    this.element = element;
  }

  public RexNode list() {
    return list;
  }

  @Override
  protected RelDataType deriveRowType() {
    DuckTypeFactory types = (DuckTypeFactory) getCluster().getTypeFactory();
    return types
        .builder()
        .addAll(getInput().getRowType().getFieldList())
        .add("element" + getInput().getRowType().getFieldCount(), element)
        .build();
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new Unnest(getCluster(), traits, inputs.getFirst(), list, element);
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    RexNode changed = shuttle.apply(list);
    return changed.equals(list)
        ? this
        : new Unnest(getCluster(), getTraitSet(), getInput(), changed, element);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("list", list).item("element", element);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return query.getRowCount(getInput()) * 5;
  }
}
