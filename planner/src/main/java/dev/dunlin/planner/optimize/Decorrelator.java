package dev.dunlin.planner.optimize;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.bind.Unnest;
import dev.dunlin.planner.bind.VolatileProject;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Replaces correlations by joins. What a sub-query gives is computed for all bindings of the outer
 * columns it uses at once, their <em>domain</em>, and joined with the outer rows. The method is
 * that of Neumann, Improving Unnesting of Complex Queries, BTW 2025.
 *
 * <p>Calcite has it too, as TopDownGeneralDecorrelator; in 1.42 that loses conditions (two
 * equalities with one outer column), rows (an inner join with an aggregate of nothing) and the
 * order of windows, cannot have two correlations side by side, and does not know {@link Unnest}.
 */
final class Decorrelator {
  private final DuckRexBuilder rex;
  private final Variable.Uses uses = new Variable.Uses();

  /**
   * The different values that some variables have.
   *
   * @param rel its column i is variable i
   */
  private record Domain(RelNode rel, List<Variable> variables) {}

  private Decorrelator(RelNode root) {
    this.rex = (DuckRexBuilder) root.getCluster().getRexBuilder();
  }

  /** An equivalent tree without correlations. */
  static RelNode rewrite(RelNode root) {
    return new Decorrelator(root).free(root);
  }

  /** A relation that depends on no outer row. */
  private RelNode free(RelNode rel) {
    if (rel instanceof Correlate correlate) {
      return correlate(correlate, free(correlate.getLeft()), List.of());
    }
    List<RelNode> inputs = rel.getInputs().stream().map(this::free).toList();
    return inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
  }

  /**
   * A correlation as a join.
   *
   * @param left its left side; after its own columns come those of the outer variables
   * @return its own columns, and after them the outer variables
   */
  private RelNode correlate(Correlate correlate, RelNode left, List<Variable> outer) {
    int width = Relations.width(correlate.getLeft());
    Map<Variable, Integer> places = new HashMap<>();
    for (int i = 0; i < width; i++) {
      places.put(new Variable(correlate.getCorrelationId(), i), i);
    }
    for (int i = 0; i < outer.size(); i++) {
      places.put(outer.get(i), width + i);
    }
    RelNode right = correlate.getRight();
    List<Variable> needed = uses.of(right).stream().filter(places::containsKey).toList();
    if (needed.isEmpty()) {
      return joined(correlate, left, free(right), needed, places, outer);
    }
    List<RexNode> values = needed.stream().map(v -> Relations.ref(left, place(places, v))).toList();
    Domain domain = new Domain(Relations.distinct(Relations.project(left, values)), needed);
    OneRow one = OneRow.of(correlate);
    return one == null
        ? joined(correlate, left, dependent(right, domain), needed, places, outer)
        : oneRow(correlate, one, left, domain, places, outer);
  }

  private RelNode joined(
      Correlate correlate,
      RelNode left,
      RelNode right,
      List<Variable> needed,
      Map<Variable, Integer> places,
      List<Variable> outer) {
    int width = Relations.width(correlate.getLeft());
    int rightWidth = Relations.width(correlate.getRight());
    List<RelDataType> row = Relations.types(left, right);
    BoundRow rewriter =
        new BoundRow(
            rex,
            row,
            i -> i < width ? i : Relations.width(left) + i - width,
            places,
            ImmutableBitSet.of());
    JoinRelType type = correlate.getJoinType();
    List<RexNode> terms = new ArrayList<>();
    terms.add(correlate.getCondition().accept(rewriter));
    for (int i = 0; i < needed.size(); i++) {
      terms.add(
          same(row, place(places, needed.get(i)), Relations.width(left) + rightWidth + i, type));
    }
    RelNode join = Relations.join(left, right, terms, type);
    List<RexNode> columns = Relations.refs(join, 0, width);
    if (type == JoinRelType.LEFT_MARK) {
      columns.add(Relations.ref(join, Relations.width(left)));
    } else if (type.projectsRight()) {
      columns.addAll(
          Relations.refs(join, Relations.width(left), Relations.width(left) + rightWidth));
    }
    columns.addAll(Relations.refs(join, width, width + outer.size()));
    return restored(join, columns, correlate);
  }

  /** The one row that an aggregation without groups gives, and what is computed from it. */
  private record OneRow(Aggregate aggregate, List<RexNode> values) {
    static @Nullable OneRow of(Correlate correlate) {
      RelNode rel = correlate.getRight();
      List<RexNode> values = new ArrayList<>();
      for (int i = 0; i < Relations.width(rel); i++) {
        values.add(rel.getCluster().getRexBuilder().makeInputRef(rel, i));
      }
      while (rel instanceof Project project && !project.containsOver()) {
        values = RelOptUtil.pushPastProject(values, project);
        rel = project.getInput();
      }
      boolean kept =
          correlate.getJoinType() == JoinRelType.INNER
              || correlate.getJoinType() == JoinRelType.LEFT;
      return kept
              && correlate.getCondition().isAlwaysTrue()
              && rel instanceof Aggregate aggregate
              && aggregate.getGroupType() == Aggregate.Group.SIMPLE
              && aggregate.getGroupSet().isEmpty()
          ? new OneRow(aggregate, values)
          : null;
    }
  }

  /** Joins the groups of the bindings that have any rows; for the others the values are known. */
  private RelNode oneRow(
      Correlate correlate,
      OneRow one,
      RelNode left,
      Domain domain,
      Map<Variable, Integer> places,
      List<Variable> outer) {
    int width = Relations.width(correlate.getLeft());
    RelNode input = dependent(one.aggregate().getInput(), domain);
    int keys = domain.variables().size();
    OuterGroups groups = OuterGroups.lazy(one.aggregate());
    RelNode grouped =
        LogicalAggregate.create(
            input,
            List.of(),
            ImmutableBitSet.range(Relations.width(input) - keys, Relations.width(input)),
            null,
            groups.calls());
    List<RelDataType> row = Relations.types(left, grouped);
    List<RexNode> terms = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      terms.add(
          same(
              row,
              place(places, domain.variables().get(i)),
              Relations.width(left) + i,
              JoinRelType.LEFT));
    }
    RelNode join = Relations.join(left, grouped, terms, JoinRelType.LEFT);
    List<RexNode> results = groups.values(join, Relations.width(left) + keys);
    RexShuttle rewriter =
        new BoundRow(rex, Relations.types(join), i -> i, places, ImmutableBitSet.of()) {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return results.get(ref.getIndex());
          }
        };
    List<RexNode> columns = Relations.refs(join, 0, width);
    columns.addAll(rewriter.visitList(one.values()));
    columns.addAll(Relations.refs(join, width, width + outer.size()));
    return restored(join, columns, correlate);
  }

  /** A relation for every binding: after its own columns come those of the domain. */
  private RelNode dependent(RelNode rel, Domain domain) {
    if (uses.of(rel).stream().noneMatch(domain.variables()::contains)) {
      return Relations.join(free(rel), domain.rel(), List.of(), JoinRelType.INNER);
    }
    return switch (rel) {
      case Filter filter -> filter(filter, domain);
      case Project project -> {
        RelNode input = dependent(project.getInput(), domain);
        int width = Relations.width(project.getInput());
        List<RexNode> columns = rewriter(input, width, domain).visitList(project.getProjects());
        List<RexNode> all = new ArrayList<>(columns);
        all.addAll(Relations.refs(input, width, Relations.width(input)));
        yield Relations.project(input, all);
      }
      case Aggregate aggregate -> aggregate(aggregate, domain);
      case Sort sort -> LimitByGroup.of(sort, dependent(sort.getInput(), domain));
      case Join join -> join(join, domain);
      case Correlate correlate ->
          correlate(correlate, dependent(correlate.getLeft(), domain), domain.variables());
      case SetOp set ->
          set.copy(
              set.getTraitSet(),
              set.getInputs().stream().map(input -> dependent(input, domain)).toList());
      case VolatileProject project -> {
        RelNode input = dependent(project.getInput(), domain);
        int width = Relations.width(project.getInput());
        List<RexNode> values =
            new ArrayList<>(rewriter(input, width, domain).visitList(project.values()));
        values.addAll(Relations.refs(input, width, Relations.width(input)));
        yield VolatileProject.create(input, values, null);
      }
      case Unnest unnest -> {
        RelNode input = dependent(unnest.getInput(), domain);
        int width = Relations.width(unnest.getInput());
        RelNode unnested =
            unnest
                .accept(rewriter(input, width, domain))
                .copy(unnest.getTraitSet(), List.of(input));
        List<RexNode> columns = Relations.refs(unnested, 0, width);
        columns.addAll(Relations.refs(unnested, Relations.width(input), Relations.width(unnested)));
        columns.addAll(Relations.refs(unnested, width, Relations.width(input)));
        yield Relations.project(unnested, columns);
      }
      default ->
          throw new UserErrorException(
              "Not supported: a sub-query that refers to an outer query inside %s."
                  .formatted(rel.getRelTypeName().toLowerCase(Locale.ROOT)));
    };
  }

  private RelNode filter(Filter filter, Domain domain) {
    RelNode input = filter.getInput();
    List<RexNode> terms = RelOptUtil.conjunctions(filter.getCondition());
    Map<Variable, Integer> bound = new HashMap<>();
    List<RexNode> kept = new ArrayList<>();
    if (uses.of(input).stream().noneMatch(domain.variables()::contains)) {
      for (RexNode term : terms) {
        RexNode rest = binding(term, domain, bound);
        if (rest != null) {
          kept.add(rest);
        }
      }
    }
    int width = Relations.width(input);
    if (bound.size() == domain.variables().size()) {
      // Columns of the input's own hold all values of the domain that can have rows.
      RelNode own = free(input);
      RexShuttle rewriter =
          new BoundRow(rex, Relations.types(own), i -> i, bound, ImmutableBitSet.of());
      List<RexNode> columns = Relations.refs(own, 0, width);
      for (Variable variable : domain.variables()) {
        columns.add(Relations.ref(own, place(bound, variable)));
      }
      return Relations.project(
          LogicalFilter.create(own, RexUtil.composeConjunction(rex, rewriter.visitList(kept))),
          columns);
    }
    RelNode dependent = dependent(input, domain);
    return LogicalFilter.create(
        dependent, filter.getCondition().accept(rewriter(dependent, width, domain)));
  }

  /**
   * What is left of a condition, after an equality of a column and a variable has told where the
   * variable's values stand; null for nothing.
   */
  private @Nullable RexNode binding(RexNode term, Domain domain, Map<Variable, Integer> bound) {
    if (term.getKind() != SqlKind.EQUALS && term.getKind() != SqlKind.IS_NOT_DISTINCT_FROM) {
      return term;
    }
    List<RexNode> sides = ((RexCall) term).getOperands();
    for (int i = 0; i < 2; i++) {
      Variable variable = Variable.of(sides.get(1 - i));
      if (sides.get(i) instanceof RexInputRef column
          && variable != null
          && domain.variables().contains(variable)
          && !bound.containsKey(variable)
          && DuckTypes.same(sides.get(0).getType(), sides.get(1).getType())) {
        bound.put(variable, column.getIndex());
        return term.getKind() == SqlKind.EQUALS
            ? rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, column)
            : null;
      }
    }
    return term;
  }

  private RelNode aggregate(Aggregate aggregate, Domain domain) {
    RelNode input = dependent(aggregate.getInput(), domain);
    int from = Relations.width(aggregate.getInput());
    int keys = aggregate.getGroupCount();
    int variables = domain.variables().size();
    ImmutableBitSet added = ImmutableBitSet.range(from, from + variables);
    RelNode grouped =
        LogicalAggregate.create(
            input,
            List.of(),
            aggregate.getGroupSet().union(added),
            aggregate.getGroupSets().stream().map(added::union).toList(),
            aggregate.getAggCallList());
    if (aggregate.getGroupSets().stream().noneMatch(ImmutableBitSet::isEmpty)) {
      List<RexNode> columns = Relations.refs(grouped, 0, keys);
      columns.addAll(Relations.refs(grouped, keys + variables, Relations.width(grouped)));
      columns.addAll(Relations.refs(grouped, keys, keys + variables));
      return Relations.project(grouped, columns);
    }
    // The group of all rows is there even if no rows are.
    List<RelDataType> row = Relations.types(domain.rel(), grouped);
    List<RexNode> terms = new ArrayList<>();
    for (int i = 0; i < variables; i++) {
      terms.add(same(row, i, variables + keys + i, JoinRelType.LEFT));
    }
    RelNode join = Relations.join(domain.rel(), grouped, terms, JoinRelType.LEFT);
    List<RexNode> columns = Relations.refs(join, variables, variables + keys);
    columns.addAll(OuterGroups.of(aggregate).values(join, keys + 2 * variables));
    columns.addAll(Relations.refs(join, 0, variables));
    return Relations.project(join, columns);
  }

  private RelNode join(Join join, Domain domain) {
    JoinRelType type = join.getJoinType();
    boolean usesLeft = uses.of(join.getLeft()).stream().anyMatch(domain.variables()::contains);
    boolean usesRight = uses.of(join.getRight()).stream().anyMatch(domain.variables()::contains);
    // A side whose rows come out without partners must know the binding they are for.
    boolean inLeft =
        switch (type) {
          case INNER -> usesLeft || !usesRight;
          case RIGHT -> usesLeft;
          default -> true;
        };
    boolean inRight = usesRight || type == JoinRelType.RIGHT || type == JoinRelType.FULL;
    RelNode left = inLeft ? dependent(join.getLeft(), domain) : free(join.getLeft());
    RelNode right = inRight ? dependent(join.getRight(), domain) : free(join.getRight());
    int leftWidth = Relations.width(join.getLeft());
    int rightFrom = Relations.width(left);
    int rightTo = rightFrom + Relations.width(join.getRight());
    int variables = domain.variables().size();
    Map<Variable, Integer> places = new HashMap<>();
    for (int i = 0; i < variables; i++) {
      places.put(domain.variables().get(i), inLeft ? leftWidth + i : rightTo + i);
    }
    List<RelDataType> row = Relations.types(left, right);
    List<RexNode> terms = new ArrayList<>();
    terms.add(
        join.getCondition()
            .accept(
                new BoundRow(
                    rex,
                    row,
                    i -> i < leftWidth ? i : rightFrom + i - leftWidth,
                    places,
                    ImmutableBitSet.of())));
    for (int i = 0; inLeft && inRight && i < variables; i++) {
      terms.add(same(row, leftWidth + i, rightTo + i, type));
    }
    RelNode joined = Relations.join(left, right, terms, type);
    List<RexNode> columns = Relations.refs(joined, 0, leftWidth);
    if (type == JoinRelType.LEFT_MARK) {
      columns.add(Relations.ref(joined, rightFrom));
    } else if (type.projectsRight()) {
      columns.addAll(Relations.refs(joined, rightFrom, rightTo));
    }
    for (int i = 0; i < variables; i++) {
      columns.add(
          switch (type) {
            case FULL ->
                rex.makeCall(
                    SqlStdOperatorTable.COALESCE,
                    Relations.ref(joined, leftWidth + i),
                    Relations.ref(joined, rightTo + i));
            case RIGHT -> Relations.ref(joined, rightTo + i);
            default -> Relations.ref(joined, inLeft ? leftWidth + i : rightTo + i);
          });
    }
    return Relations.project(joined, columns);
  }

  private BoundRow rewriter(RelNode input, int width, Domain domain) {
    Map<Variable, Integer> places = new HashMap<>();
    for (int i = 0; i < domain.variables().size(); i++) {
      places.put(domain.variables().get(i), width + i);
    }
    return new BoundRow(
        rex,
        Relations.types(input),
        i -> i,
        places,
        ImmutableBitSet.range(width, width + domain.variables().size()));
  }

  private static int place(Map<Variable, Integer> places, Variable variable) {
    return Objects.requireNonNull(places.get(variable));
  }

  /**
   * Whether two columns of a row hold the same, be it NULL. A mark tells false from NULL; for other
   * joins a plain equality does where one side has no NULLs.
   */
  private RexNode same(List<RelDataType> row, int a, int b, JoinRelType type) {
    boolean bothNull = row.get(a).isNullable() && row.get(b).isNullable();
    return rex.makeCall(
        bothNull || type == JoinRelType.LEFT_MARK
            ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM
            : SqlStdOperatorTable.EQUALS,
        rex.makeInputRef(row.get(a), a),
        rex.makeInputRef(row.get(b), b));
  }

  /** Columns under the names and types of the relation that they replace, then the variables. */
  private RelNode restored(RelNode rel, List<RexNode> columns, RelNode replaced) {
    List<RelDataType> types = Relations.types(replaced);
    List<RexNode> typed = new ArrayList<>(columns);
    for (int i = 0; i < types.size(); i++) {
      typed.set(i, Relations.typed(rex, columns.get(i), types.get(i)));
    }
    return Relations.project(rel, typed);
  }
}
