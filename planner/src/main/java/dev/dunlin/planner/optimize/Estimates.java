package dev.dunlin.planner.optimize;

import dev.dunlin.planner.bind.BoundTable;
import dev.dunlin.planner.bind.VolatileProject;
import dev.dunlin.planner.catalog.ColumnStatistics;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.function.DuckFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepRelVertex;
import org.apache.calcite.plan.volcano.RelSubset;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Estimates of rows from the files' statistics: row counts, ranges and numbers of distinct values.
 * A join on a column that looks like one side's key keeps the other side's rows, thinned as the key
 * side has been.
 */
public final class Estimates extends RelMetadataQuery {
  private static final double UNKNOWN_SELECTIVITY = 0.25;
  private static final double LIKE_SELECTIVITY = 0.1;

  private final IdentityHashMap<RelNode, Double> rows = new IdentityHashMap<>();

  @Override
  public Double getRowCount(RelNode rel) {
    RelNode node = strip(rel);
    Double known = rows.get(node);
    if (known == null) {
      known = Math.max(1, compute(node));
      rows.put(node, known);
    }
    return known;
  }

  /**
   * What is known of a relation's rows; nothing where a column that is never NULL would be, or one
   * predicate compares with a NULL that is known from another: there are no such rows, and Calcite
   * asserts that nobody asks. Of an INTERSECT neither: Calcite would compile its arms' conditions,
   * which only DuckDB understands, to see which of them imply each other.
   */
  @Override
  public RelOptPredicateList getPulledUpPredicates(RelNode rel) {
    if (strip(rel) instanceof Intersect) {
      return RelOptPredicateList.EMPTY;
    }
    try {
      RelOptPredicateList known = super.getPulledUpPredicates(rel);
      return isContradictory(known.pulledUpPredicates) ? RelOptPredicateList.EMPTY : known;
    } catch (AssertionError e) {
      map.clear(); // What was being computed would be taken for a cycle when it is asked for again.
      return RelOptPredicateList.EMPTY;
    }
  }

  private static boolean isContradictory(List<RexNode> predicates) {
    List<RexNode> nulls = new ArrayList<>();
    for (RexNode predicate : predicates) {
      if (predicate instanceof RexCall call && call.getKind() == SqlKind.IS_NULL) {
        nulls.addAll(call.getOperands());
      } else if (predicate instanceof RexCall call
          && call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM
          && call.getOperands().stream().anyMatch(RexLiteral::isNullLiteral)) {
        nulls.addAll(call.getOperands());
        nulls.removeIf(RexLiteral::isNullLiteral);
      }
    }
    return nulls.stream().anyMatch(n -> !n.getType().isNullable())
        || predicates.stream()
            .anyMatch(
                p ->
                    p instanceof RexCall call
                        && call.isA(SqlKind.COMPARISON)
                        && call.getOperands().stream().anyMatch(nulls::contains));
  }

  /** Calcite's own answer mixes an aggregation's columns up with those of its input. */
  @Override
  public Boolean areColumnsUnique(RelNode rel, ImmutableBitSet columns, boolean ignoreNulls) {
    return switch (strip(rel)) {
      case Aggregate aggregate ->
          aggregate.getGroupType() == Aggregate.Group.SIMPLE
              && columns.contains(ImmutableBitSet.range(aggregate.getGroupCount()));
      case Values values -> values.getTuples().size() <= 1;
      case Filter filter -> areColumnsUnique(filter.getInput(), columns, ignoreNulls);
      case Sort sort ->
          (sort.fetch instanceof RexLiteral l
                  && Objects.requireNonNull(l.getValueAs(Long.class)) <= 1)
              || areColumnsUnique(sort.getInput(), columns, ignoreNulls);
      case Project project -> {
        ImmutableBitSet.Builder inputs = ImmutableBitSet.builder();
        for (int column : columns) {
          if (project.getProjects().get(column) instanceof RexInputRef ref) {
            inputs.set(ref.getIndex());
          }
        }
        yield areColumnsUnique(project.getInput(), inputs.build(), ignoreNulls);
      }
      default -> false;
    };
  }

  private static RelNode strip(RelNode rel) {
    return rel instanceof HepRelVertex || rel instanceof RelSubset ? rel.stripped() : rel;
  }

  private double compute(RelNode rel) {
    return switch (rel) {
      case TableScan scan -> BoundTable.of(scan.getTable()).rows();
      case Filter filter ->
          getRowCount(filter.getInput()) * selectivity(filter.getInput(), filter.getCondition());
      case Project project -> getRowCount(project.getInput());
      case VolatileProject project -> getRowCount(project.getInput());
      case Join join -> join(join);
      case Aggregate aggregate -> groups(aggregate);
      case Sort sort -> sort(sort);
      case Union union -> union.getInputs().stream().mapToDouble(this::getRowCount).sum();
      default -> {
        Double standard = super.getRowCount(rel);
        yield standard == null ? 1000 : standard;
      }
    };
  }

  private double sort(Sort sort) {
    double input = getRowCount(sort.getInput());
    Long fetch = sort.fetch instanceof RexLiteral l ? l.getValueAs(Long.class) : null;
    return fetch == null ? input : Math.min(input, fetch);
  }

  private double groups(Aggregate aggregate) {
    double input = getRowCount(aggregate.getInput());
    double groups = 1;
    for (int key : aggregate.getGroupSet()) {
      groups *= distinct(aggregate.getInput(), key).orElse(Math.sqrt(input));
    }
    double sets = aggregate.getGroupSets().size();
    return Math.min(input, groups) * (sets > 1 ? 1 + sets / 4 : 1);
  }

  private double join(Join join) {
    double left = getRowCount(join.getLeft());
    double right = getRowCount(join.getRight());
    double divisor = 1;
    double other = 1;
    boolean keyed = false;
    double smallestBase = Double.MAX_VALUE;
    for (RexNode term : RelOptUtil.conjunctions(join.getCondition())) {
      Equality key = Equality.of(join, term);
      if (key == null) {
        other *= term.isAlwaysTrue() ? 1 : UNKNOWN_SELECTIVITY;
        continue;
      }
      keyed = true;
      divisor *= keyValues(join, key);
      smallestBase =
          Math.min(
              smallestBase,
              Math.min(
                  baseRows(join.getLeft(), key.left()), baseRows(join.getRight(), key.right())));
    }
    // Several columns together have no more values than the smaller table has rows.
    double values = Math.max(1, Math.min(divisor, Math.max(1, smallestBase)));
    double inner = left * right * other / (keyed ? values : 1);
    return switch (join.getJoinType()) {
      case INNER -> inner;
      case LEFT, LEFT_ASOF -> Math.max(inner, left);
      case RIGHT -> Math.max(inner, right);
      case FULL -> Math.max(inner, left + right);
      case SEMI -> left * Math.min(1, keyed ? right / values : 0.5) * Math.max(0.3, other);
      case ANTI -> left * Math.max(0.1, 1 - (keyed ? Math.min(1, right / values) : 0.5));
      default -> left;
    };
  }

  /**
   * The part of one side's rows that have a partner among so many rows of the other side, by the
   * most selective of a join's equalities. From 0 to 1.
   */
  public double partnered(Join join, double otherRows) {
    double part = 1;
    for (Equality key : Equality.of(join)) {
      part = Math.min(part, otherRows / Math.max(1, keyValues(join, key)));
    }
    return part;
  }

  /** Values a join's key has in the table in which it is a key, or in the one that has more. */
  private double keyValues(Join join, Equality key) {
    double left = distinct(join.getLeft(), key.left()).orElse(-1.0);
    double right = distinct(join.getRight(), key.right()).orElse(-1.0);
    if (left < 0 && right < 0) {
      return Math.max(getRowCount(join.getLeft()), getRowCount(join.getRight()));
    }
    if (left < 0 || right < 0) {
      return Math.max(left, right);
    }
    boolean leftUnsure = left >= baseRows(join.getLeft(), key.left());
    boolean rightUnsure = right >= baseRows(join.getRight(), key.right());
    // A wide range makes any column look unique: it is the smaller table's key.
    return leftUnsure && rightUnsure ? Math.min(left, right) : Math.max(left, right);
  }

  private double baseRows(RelNode rel, int column) {
    return origin(rel, column)
        .map(o -> (double) o.table().rows())
        .orElseGet(() -> getRowCount(rel));
  }

  private record Origin(FileTable table, String column) {}

  private Optional<Origin> origin(RelNode rel, int column) {
    return switch (strip(rel)) {
      case TableScan scan -> {
        FileTable table = BoundTable.of(scan.getTable());
        yield Optional.of(new Origin(table, table.schema().columns().get(column).name()));
      }
      case Filter filter -> origin(filter.getInput(), column);
      case Sort sort -> origin(sort.getInput(), column);
      case Project project ->
          project.getProjects().get(column) instanceof RexInputRef ref
              ? origin(project.getInput(), ref.getIndex())
              : Optional.empty();
      case Aggregate aggregate ->
          column < aggregate.getGroupCount()
              ? origin(aggregate.getInput(), aggregate.getGroupSet().nth(column))
              : Optional.empty();
      case Join join -> {
        int width = join.getLeft().getRowType().getFieldCount();
        yield column < width
            ? origin(join.getLeft(), column)
            : join.getJoinType().projectsRight()
                ? origin(join.getRight(), column - width)
                : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private Optional<Double> distinct(RelNode rel, int column) {
    return origin(rel, column)
        .flatMap(
            origin -> {
              Optional<ColumnStatistics> statistics = origin.table().statistics(origin.column());
              return statistics.flatMap(
                  s ->
                      s.distinct().isPresent()
                          ? Optional.of(
                              Math.min(
                                  Math.max(1, (double) s.distinct().getAsLong()),
                                  Math.max(1.0, (double) origin.table().rows())))
                          : Optional.empty());
            });
  }

  private double selectivity(RelNode input, RexNode condition) {
    double selectivity = 1;
    Map<Integer, Double> ranges = new HashMap<>();
    RexNode expanded =
        org.apache.calcite.rex.RexUtil.expandSearch(
            input.getCluster().getRexBuilder(), null, condition);
    for (RexNode term : RelOptUtil.conjunctions(expanded)) {
      Optional<Range> range = range(input, term);
      if (range.isPresent()) {
        // Two bounds of one column overlap: the fractions they cut away add up.
        ranges.merge(range.get().column(), 1 - range.get().fraction(), Double::sum);
      } else {
        selectivity *= term(input, term);
      }
    }
    for (double cut : ranges.values()) {
      selectivity *= Math.max(0.005, 1 - cut);
    }
    return selectivity;
  }

  private double term(RelNode input, RexNode term) {
    return switch (term.getKind()) {
      case EQUALS -> equality(input, (RexCall) term);
      case NOT_EQUALS -> 1 - equality(input, (RexCall) term);
      case NOT -> 1 - Math.min(0.9, selectivity(input, ((RexCall) term).getOperands().getFirst()));
      case OR -> {
        double none = 1;
        for (RexNode operand : ((RexCall) term).getOperands()) {
          none *= 1 - Math.min(1, selectivity(input, operand));
        }
        yield 1 - none;
      }
      case AND -> selectivity(input, term);
      case IS_NULL -> 0.05;
      case IS_NOT_NULL -> 0.95;
      case LITERAL -> term.isAlwaysTrue() ? 1 : term.isAlwaysFalse() ? 0 : UNKNOWN_SELECTIVITY;
      default -> {
        if (term instanceof RexCall call
            && call.getOperator() instanceof DuckFunction function
            && function.template().isLike()) {
          yield LIKE_SELECTIVITY;
        }
        Optional<Range> range = range(input, term);
        yield range.map(Range::fraction).orElse(UNKNOWN_SELECTIVITY);
      }
    };
  }

  private double equality(RelNode input, RexCall call) {
    Set<Double> selectivities = new HashSet<>();
    for (RexNode operand : call.getOperands()) {
      if (operand instanceof RexInputRef ref) {
        selectivities.add(1 / distinct(input, ref.getIndex()).orElse(10.0));
      }
    }
    return selectivities.stream().mapToDouble(d -> d).min().orElse(0.1);
  }

  private record Range(int column, double fraction) {}

  /** The part of a column's range that a comparison with a constant keeps. */
  private Optional<Range> range(RelNode input, RexNode term) {
    if (!List.of(
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL)
        .contains(term.getKind())) {
      return Optional.empty();
    }
    RexCall call = (RexCall) term;
    SqlKind kind = call.getKind();
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    if (left instanceof RexLiteral) {
      RexNode swap = left;
      left = right;
      right = swap;
      kind = kind.reverse();
    }
    if (!(left instanceof RexInputRef ref) || !(right instanceof RexLiteral literal)) {
      return Optional.empty();
    }
    Optional<ColumnStatistics> statistics =
        origin(input, ref.getIndex()).flatMap(o -> o.table().statistics(o.column()));
    Double value = Numbers.of(String.valueOf(literal.getValueAs(Comparable.class)));
    Double min = statistics.flatMap(ColumnStatistics::min).map(Numbers::of).orElse(null);
    Double max = statistics.flatMap(ColumnStatistics::max).map(Numbers::of).orElse(null);
    if (value == null || min == null || max == null || max <= min) {
      return Optional.of(new Range(ref.getIndex(), 0.4));
    }
    double below = Math.min(1, Math.max(0, (value - min) / (max - min)));
    boolean keepsBelow = kind == SqlKind.LESS_THAN || kind == SqlKind.LESS_THAN_OR_EQUAL;
    return Optional.of(new Range(ref.getIndex(), keepsBelow ? below : 1 - below));
  }
}
