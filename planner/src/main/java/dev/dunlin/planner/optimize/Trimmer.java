package dev.dunlin.planner.optimize;

import dev.dunlin.planner.bind.VolatileProject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexPermuteInputsShuttle;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Removes fields that nobody uses; also those that only a filter or a join has used, since what
 * stands above it may be shuffled. Calcite finds its methods by reflection.
 */
public final class Trimmer extends RelFieldTrimmer {
  /** What may not come between. */
  enum Keep {
    /** No projection is put between joins, which are yet to be ordered. */
    JOIN_TREES,
    NOTHING
  }

  private final Keep keep;
  private Set<Integer> repeated = Set.of();

  Trimmer(RelBuilder builder, Keep keep) {
    super(null, builder);
    this.keep = keep;
  }

  @Override
  public TrimResult trimFields(
      Filter filter, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    return narrowed(super.trimFields(filter, fieldsUsed, extraFields), filter, fieldsUsed);
  }

  @Override
  public TrimResult trimFields(
      Join join, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    return narrowed(super.trimFields(join, fieldsUsed, extraFields), join, fieldsUsed);
  }

  @Override
  public TrimResult trimFields(
      LogicalValues values, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    return values.getRowType().getFieldCount() == 0
        ? result(values, Mappings.createIdentity(0), values)
        : super.trimFields(values, fieldsUsed, extraFields);
  }

  /** A projection of volatile values, but for those that nobody uses. */
  public TrimResult trimFields(
      VolatileProject project, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    int width = project.values().size();
    ImmutableBitSet kept =
        repeated.contains(project.origin())
            ? ImmutableBitSet.range(width) // All places must have the same columns.
            : fieldsUsed.isEmpty() ? ImmutableBitSet.of(0) : fieldsUsed;
    List<RexNode> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Mapping mapping = Mappings.create(MappingType.INVERSE_SURJECTION, width, kept.cardinality());
    for (int field : kept) {
      mapping.set(field, values.size());
      values.add(project.values().get(field));
      names.add(project.getRowType().getFieldNames().get(field));
    }
    TrimResult input =
        trimChild(
            project,
            project.getInput(),
            RelOptUtil.InputFinder.bits(values, null),
            Set.<RelDataTypeField>of());
    List<RexNode> moved = new RexPermuteInputsShuttle(input.right, input.left).visitList(values);
    return result(project.with(input.left, moved, names), mapping, project);
  }

  @Override
  public RelNode trim(RelNode root) {
    repeated = VolatileProject.repeated(root);
    return super.trim(root);
  }

  private TrimResult narrowed(TrimResult trimmed, RelNode original, ImmutableBitSet used) {
    RelNode rel = trimmed.left;
    if (keep == Keep.JOIN_TREES
        || used.isEmpty()
        || rel.getRowType().getFieldCount() <= used.cardinality()) {
      return trimmed;
    }
    List<RexNode> kept = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Mapping mapping =
        Mappings.create(
            MappingType.INVERSE_SURJECTION,
            original.getRowType().getFieldCount(),
            used.cardinality());
    for (int field : used) {
      int place = trimmed.right.getTarget(field);
      mapping.set(field, kept.size());
      kept.add(rel.getCluster().getRexBuilder().makeInputRef(rel, place));
      names.add(rel.getRowType().getFieldNames().get(place));
    }
    return result(LogicalProject.create(rel, List.of(), kept, names, Set.of()), mapping, original);
  }
}
