package dev.dunlin.planner.bind;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * A projection with values such as {@code random()}, which are computed once for each of its rows.
 * No rule of the optimiser knows it, so nothing is moved through it, merged with it or computed a
 * second time; where a plan holds it in several places they all mean the same rows.
 */
public final class VolatileProject extends SingleRel {
  private final int origin;
  private final List<RexNode> values;

  private VolatileProject(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode input,
      List<RexNode> values,
      RelDataType row,
      @Nullable Integer origin) {
    super(cluster, traits, input);
    this.values = List.copyOf(values);
    this.rowType = row;
    this.origin = origin == null ? getId() : origin;
  }

  /** The values of each row of the input, which are drawn anew for this place in the query. */
  public static VolatileProject create(
      RelNode input, List<RexNode> values, @Nullable List<String> names) {
    return create(input, values, names, null);
  }

  private static VolatileProject create(
      RelNode input, List<RexNode> values, @Nullable List<String> names, @Nullable Integer origin) {
    RelDataType row =
        RexUtil.createStructType(
            input.getCluster().getTypeFactory(), values, names, SqlValidatorUtil.F_SUGGESTER);
    return new VolatileProject(input.getCluster(), input.getTraitSet(), input, values, row, origin);
  }

  /** Some of the values, in the same rows, which the input has with fewer columns. */
  public VolatileProject with(RelNode input, List<RexNode> values, List<String> names) {
    return create(input, values, names, origin);
  }

  /** Whether a tree has any in it, also in its sub-queries. */
  static boolean isIn(RelNode rel) {
    if (rel instanceof VolatileProject
        || rel.getInputs().stream().anyMatch(VolatileProject::isIn)) {
      return true;
    }
    boolean[] found = {false};
    RelNode unused =
        rel.accept(
            new RexShuttle() {
              @Override
              public RexNode visitSubQuery(RexSubQuery query) {
                found[0] |= isIn(query.rel);
                return super.visitSubQuery(query);
              }
            });
    return found[0];
  }

  /** The numbers of those that stand in several places of a tree. */
  public static Set<Integer> repeated(RelNode root) {
    Set<Integer> repeated = new HashSet<>();
    collect(root, new HashSet<>(), repeated);
    return repeated;
  }

  private static void collect(RelNode rel, Set<Integer> seen, Set<Integer> repeated) {
    if (rel instanceof VolatileProject project && !seen.add(project.origin)) {
      repeated.add(project.origin); // What is below it is here again for this reason alone.
    } else {
      rel.getInputs().forEach(input -> collect(input, seen, repeated));
    }
  }

  public List<RexNode> values() {
    return values;
  }

  /** What tells it from others: those of the same number give the same rows. */
  public int origin() {
    return origin;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new VolatileProject(
        getCluster(), traits, inputs.getFirst(), values, getRowType(), origin);
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    List<RexNode> changed = shuttle.apply(values);
    return changed.equals(values)
        ? this
        : new VolatileProject(
            getCluster(), getTraitSet(), getInput(), changed, getRowType(), origin);
  }

  /** The number stands here, since relations that read alike are taken for one. */
  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("values", values).item("origin", origin);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery query) {
    return query.getRowCount(getInput());
  }
}
