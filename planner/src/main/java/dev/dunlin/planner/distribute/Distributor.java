package dev.dunlin.planner.distribute;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.planner.bind.Unnest;
import dev.dunlin.planner.bind.VolatileProject;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.optimize.Estimates;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Puts a shuffle wherever rows are not where an operator needs them, and cuts there. What lies
 * between two cuts is one fragment of SQL: a SELECT per operator, nested.
 */
public final class Distributor {
  private final Estimates estimates;
  private final org.apache.calcite.rex.RexBuilder rex;
  private final RepeatedAggregates repeated;
  private final Set<Integer> repeatedlyDrawn;
  private final Map<Integer, Piece> drawn = new HashMap<>();
  private final Stages stages;
  private final Scans scans;
  private final Joins joins;
  private final Aggregations aggregations;
  private final Sorts sorts;

  /**
   * @param root gives the estimates
   */
  public Distributor(RelNode root, Config config, Cluster.Capacity capacity) {
    this.estimates = (Estimates) root.getCluster().getMetadataQuery();
    this.rex = root.getCluster().getRexBuilder();
    this.repeated = RepeatedAggregates.in(root);
    this.repeatedlyDrawn = VolatileProject.repeated(root);
    this.stages = new Stages(config, capacity);
    this.scans = new Scans(rex, config, capacity);
    this.joins = new Joins(rex, stages, estimates, config);
    this.aggregations = new Aggregations(stages, config);
    this.sorts = new Sorts(stages, config);
  }

  /**
   * The stages of a query.
   *
   * @param names the user's names of its columns
   * @param output where its rows go, in order; that of files is the order of their names
   */
  public StageGraph distribute(RelNode root, StageOutput output, List<String> names) {
    Piece result = ordered(root);
    return stages.finish(result.named(words(result.what(), "result")), output, names);
  }

  /** A relation whose rows stand in its order, if it has one; anywhere else none is kept. */
  private Piece ordered(RelNode rel) {
    return switch (rel) {
      case Sort sort -> sorts.sort(sort, piece(sort.getInput()), null, rows(sort));
      // A projection that only drops what the sort needed stays inside the sorted fragment.
      case Project project
          when project.getInput() instanceof Sort sort
              && project.getProjects().stream().allMatch(RexInputRef.class::isInstance) ->
          sorts.sort(
              sort,
              piece(sort.getInput()),
              project.getProjects().stream().map(p -> ((RexInputRef) p).getIndex()).toList(),
              rows(project));
      case Project project when isOrdered(project) -> project(project, ordered(project.getInput()));
      case Filter filter when isOrdered(filter) -> filter(filter, ordered(filter.getInput()));
      default -> piece(rel);
    };
  }

  /** Whether a relation has an order: that of a sort from which its rows come one by one. */
  private static boolean isOrdered(RelNode rel) {
    return switch (rel) {
      case Sort sort -> true;
      case Project project -> !project.containsOver() && isOrdered(project.getInput());
      case Filter filter -> isOrdered(filter.getInput());
      default -> false;
    };
  }

  private static String words(String what, String more) {
    return what.isEmpty() ? more : what + ", " + more;
  }

  private double rows(RelNode rel) {
    return estimates.getRowCount(rel);
  }

  private Piece piece(RelNode rel) {
    return scans
        .match(rel, rows(rel))
        .orElseGet(
            () ->
                switch (rel) {
                  case Filter filter -> filter(filter, piece(filter.getInput()));
                  case Project project -> project(project);
                  case Join join ->
                      joins.join(join, piece(join.getLeft()), piece(join.getRight()), rows(join));
                  case Aggregate aggregate -> aggregate(aggregate);
                  case Sort sort when Sorts.isLimited(sort) ->
                      sorts.sort(sort, piece(sort.getInput()), null, rows(sort));
                  case Sort sort -> piece(sort.getInput());
                  case SetOp setOp -> setOperation(setOp);
                  case Values values -> values(values);
                  case Unnest unnest -> unnest(unnest);
                  case VolatileProject project -> volatileProject(project);
                  default ->
                      throw new IllegalStateException(
                          "No fragment for "
                              + rel.getClass().getSimpleName()
                              + ":\n"
                              + RelOptUtil.toString(rel));
                });
  }

  static List<RelDataType> types(RelNode rel) {
    return rel.getRowType().getFieldList().stream().map(RelDataTypeField::getType).toList();
  }

  private ExpressionSql expressions() {
    return new ExpressionSql(rex, Piece::column);
  }

  /** What the plan aggregates in several places alike is computed once, in a stage of its own. */
  private Piece aggregate(Aggregate aggregate) {
    RelNode input = aggregate.getInput();
    boolean countsOnly =
        aggregate.getGroupSet().isEmpty()
            && aggregate.getAggCallList().stream()
                .allMatch(
                    c ->
                        c.getArgList().isEmpty()
                            && !c.hasFilter()
                            && c.getCollation().getFieldCollations().isEmpty());
    Piece piece =
        aggregations.aggregate(
            aggregate,
            piece(countsOnly ? narrowed(input, ImmutableBitSet.of()) : input),
            rows(aggregate));
    return piece.isSingle() && repeated.contains(aggregate) ? stages.gathered(piece) : piece;
  }

  private Piece filter(Filter filter, Piece input) {
    String sql =
        "SELECT "
            + Stages.columns(input.width())
            + "\nFROM "
            + input.relation("t")
            + "\nWHERE "
            + expressions().sql(filter.getCondition());
    return input.with(sql, input.types(), input.distribution(), rows(filter));
  }

  /** Some columns of a relation, and one where none is used. */
  private RelNode narrowed(RelNode rel, ImmutableBitSet used) {
    if (rel.getRowType().getFieldCount() <= 1) {
      return rel;
    }
    ImmutableBitSet kept = used.isEmpty() ? ImmutableBitSet.of(narrowest(rel)) : used;
    List<RexNode> refs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int column : kept) {
      refs.add(rex.makeInputRef(rel, column));
      names.add(rel.getRowType().getFieldNames().get(column));
    }
    return kept.cardinality() == rel.getRowType().getFieldCount()
        ? rel
        : LogicalProject.create(rel, List.of(), refs, names, Set.of());
  }

  private static int narrowest(RelNode rel) {
    List<RelDataType> types = types(rel);
    int best = 0;
    for (int i = 1; i < types.size(); i++) {
      best = Piece.width(types.get(i)) < Piece.width(types.get(best)) ? i : best;
    }
    return best;
  }

  /** Windows over the columns they need alone, for those are about to be shuffled. */
  private Project overNeeded(Project project) {
    ImmutableBitSet used = RelOptUtil.InputFinder.bits(project.getProjects(), null);
    RelNode input = narrowed(project.getInput(), used);
    if (input == project.getInput() || used.isEmpty()) {
      return project;
    }
    Mapping mapping =
        Mappings.create(
            MappingType.PARTIAL_FUNCTION,
            project.getInput().getRowType().getFieldCount(),
            used.cardinality());
    for (int column : used) {
      mapping.set(column, used.indexOf(column));
    }
    return LogicalProject.create(
        input,
        List.of(),
        RexUtil.apply(mapping, project.getProjects()),
        project.getRowType().getFieldNames(),
        Set.of());
  }

  private Piece project(Project given) {
    Project project = given.containsOver() ? overNeeded(given) : given;
    Piece input = piece(project.getInput());
    return project(project, project.containsOver() ? windowed(project, input) : input);
  }

  private Piece project(Project project, Piece input) {
    return projected(input, project, project.getProjects());
  }

  /** Values that are computed once, also if the plan needs them in several places. */
  private Piece volatileProject(VolatileProject project) {
    Piece known = drawn.get(project.origin());
    if (known != null) {
      return known;
    }
    Piece values = projected(piece(project.getInput()), project, project.values()).unrepeatable();
    if (!repeatedlyDrawn.contains(project.origin())) {
      return values;
    }
    Piece once = values.isSingle() ? stages.gathered(values) : stages.spread(values);
    drawn.put(project.origin(), once);
    return once;
  }

  private Piece projected(Piece input, RelNode rel, List<RexNode> values) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      columns.add(expressions().sql(values.get(i)) + " AS " + Piece.column(i));
    }
    String select = columns.isEmpty() ? "1 AS c0" : String.join(", ", columns);
    return input.with(
        "SELECT " + select + "\nFROM " + input.relation("t"),
        types(rel),
        mapped(input.distribution(), values),
        rows(rel));
  }

  /** The same distribution, by the columns that carry the keys' values on. */
  static Distribution mapped(Distribution distribution, List<RexNode> projects) {
    return distribution instanceof Distribution.Hash hash
        ? hash.map(
            column -> {
              List<Integer> places = new ArrayList<>();
              for (int i = 0; i < projects.size(); i++) {
                if (projects.get(i) instanceof RexInputRef ref && ref.getIndex() == column) {
                  places.add(i);
                }
              }
              return places;
            })
        : distribution;
  }

  /** Brings rows of one window partition together, for all windows of a projection. */
  private Piece windowed(Project project, Piece input) {
    if (input.isSingle()) {
      return input;
    }
    Set<RexNode> common = null;
    for (RexOver over : overs(project)) {
      Set<RexNode> keys = new LinkedHashSet<>(over.getWindow().partitionKeys);
      if (common == null) {
        common = keys;
      } else {
        common.retainAll(keys);
      }
    }
    if (common == null || common.isEmpty() || stages.fitsOneTask(input.bytes())) {
      return stages.gathered(input);
    }
    List<RexNode> keys = List.copyOf(common);
    Set<Integer> columns =
        keys.stream()
            .filter(RexInputRef.class::isInstance)
            .map(k -> ((RexInputRef) k).getIndex())
            .collect(Collectors.toSet());
    if (input.distribution() instanceof Distribution.Hash hash && hash.groups(columns)) {
      return input;
    }
    return columns.size() == keys.size()
        ? stages.hashed(input, List.copyOf(columns))
        : stages.hashedBy(input, expressions().sql(keys));
  }

  private static List<RexOver> overs(Project project) {
    List<RexOver> overs = new ArrayList<>();
    for (RexNode node : project.getProjects()) {
      node.accept(
          new org.apache.calcite.rex.RexVisitorImpl<Void>(true) {
            @Override
            public Void visitOver(RexOver over) {
              overs.add(over);
              return super.visitOver(over);
            }
          });
    }
    return overs;
  }

  private Piece setOperation(SetOp setOp) {
    List<Piece> inputs = new ArrayList<>();
    setOp.getInputs().forEach(input -> inputs.add(piece(input)));
    if (setOp instanceof Union union) {
      Piece all = unionAll(inputs, types(union), rows(union));
      return union.all ? all : aggregations.distinct(all, rows(union));
    }
    double bytes = inputs.stream().mapToDouble(Piece::bytes).sum();
    List<Integer> keys =
        java.util.stream.IntStream.range(0, setOp.getRowType().getFieldCount()).boxed().toList();
    boolean single = inputs.stream().allMatch(Piece::isSingle) || stages.fitsOneTask(bytes);
    List<Piece> met = new ArrayList<>();
    for (Piece input : inputs) {
      met.add(
          single ? input.isSingle() ? input : stages.gathered(input) : stages.hashed(input, keys));
    }
    return together(
        met,
        (setOp.kind == org.apache.calcite.sql.SqlKind.INTERSECT ? "INTERSECT" : "EXCEPT")
            + (setOp.all ? " ALL" : ""),
        types(setOp),
        single ? new Distribution.Single() : Distribution.Hash.of(keys),
        rows(setOp));
  }

  private Piece unionAll(List<Piece> inputs, List<RelDataType> types, double rows) {
    if (inputs.stream().allMatch(Piece::isSingle)) {
      return together(inputs, "UNION ALL", types, new Distribution.Single(), rows);
    }
    // Each task of a union reads a part of one side; a side that is whole in one task, or cut by
    // keys, is first written and then read in parts.
    List<Piece> arbitrary = new ArrayList<>();
    for (Piece input : inputs) {
      boolean free =
          input.distribution() instanceof Distribution.Arbitrary
              && arbitrary.stream().noneMatch(a -> sharesInput(a, input));
      arbitrary.add(free ? input : stages.spread(input));
    }
    return together(arbitrary, "UNION ALL", types, new Distribution.Arbitrary(), rows);
  }

  private static boolean sharesInput(Piece a, Piece b) {
    return a.inputs().keySet().stream().anyMatch(b.inputs()::containsKey);
  }

  private Piece together(
      List<Piece> pieces,
      String operator,
      List<RelDataType> types,
      Distribution distribution,
      double rows) {
    Map<String, dev.dunlin.core.stage.StageInput> inputs = new java.util.TreeMap<>();
    List<String> sides = new ArrayList<>();
    for (Piece piece : pieces) {
      inputs.putAll(piece.inputs());
      sides.add("SELECT " + Stages.columns(piece.width()) + "\nFROM " + piece.relation("t"));
    }
    return new Piece(
        String.join("\n" + operator + "\n", sides),
        types,
        inputs,
        distribution,
        rows,
        operator.toLowerCase(java.util.Locale.ROOT),
        pieces.stream().allMatch(Piece::repeatable));
  }

  private Piece values(Values values) {
    List<RelDataType> types = types(values);
    if (types.isEmpty()) {
      return constant("SELECT 1 AS c0 FROM range(" + values.getTuples().size() + ")", values);
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add("CAST(c" + i + " AS " + DuckTypes.text(types.get(i)) + ") AS c" + i);
    }
    List<String> rows = new ArrayList<>();
    for (List<RexLiteral> row : values.getTuples()) {
      rows.add(
          row.stream().map(ExpressionSql::literal).collect(Collectors.joining(", ", "(", ")")));
    }
    String names = Stages.columns(types.size());
    String relation =
        rows.isEmpty()
            ? "(SELECT "
                + types.stream().map(t -> "NULL").collect(Collectors.joining(", "))
                + " WHERE false) AS t("
                + names
                + ")"
            : "(VALUES " + String.join(", ", rows) + ") AS t(" + names + ")";
    return constant("SELECT " + String.join(", ", columns) + " FROM " + relation, values);
  }

  private static Piece constant(String sql, Values values) {
    return new Piece(
        sql,
        types(values),
        Map.of(),
        new Distribution.Single(),
        values.getTuples().size(),
        "values",
        true);
  }

  private Piece unnest(Unnest unnest) {
    Piece input = piece(unnest.getInput());
    StringBuilder columns = new StringBuilder(Stages.columns(input.width()));
    for (int i = 0; i < unnest.lists().size(); i++) {
      columns.append(", unnest(").append(expressions().sql(unnest.lists().get(i)));
      columns.append(") AS ").append(Piece.column(input.width() + i));
    }
    String sql = "SELECT " + columns + "\nFROM " + input.relation("t");
    return input.with(sql, types(unnest), input.distribution(), rows(unnest));
  }
}
