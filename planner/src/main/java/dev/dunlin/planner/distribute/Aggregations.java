package dev.dunlin.planner.distribute;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Aggregations: in one step where the groups are whole already, else in two with a shuffle between,
 * where the functions allow it, else after a shuffle of the rows.
 */
final class Aggregations {
  /** A task's groups are thought to repeat in this many others. */
  private static final double TASKS = 8;

  private final Stages stages;
  private final boolean partial;

  Aggregations(Stages stages, Config config) {
    this.stages = stages;
    this.partial = config.value(ConfigKeys.AGGREGATE_PARTIAL) == ConfigKeys.Switch.ON;
  }

  Piece aggregate(Aggregate aggregate, Piece input, double rows) {
    List<Integer> keys = aggregate.getGroupSet().asList();
    boolean simple = aggregate.getGroupType() == Aggregate.Group.SIMPLE;
    boolean whole =
        input.isSingle()
            || (simple
                && !keys.isEmpty()
                && input.distribution() instanceof Distribution.Hash hash
                && hash.groups(new HashSet<>(keys)));
    if (whole) {
      return oneStep(aggregate, input, rows);
    }
    List<PartialAggregate> partials = new ArrayList<>();
    ImmutableBitSet grouped = ImmutableBitSet.union(aggregate.getGroupSets());
    RelDataTypeFactory types = aggregate.getCluster().getTypeFactory();
    for (AggregateCall call : aggregate.getAggCallList()) {
      Optional<PartialAggregate> split = PartialAggregate.of(call, grouped, input, types);
      if (!partial || split.isEmpty()) {
        return oneStep(aggregate, met(aggregate, input, simple), rows);
      }
      partials.add(split.get());
    }
    return partial
        ? twoSteps(aggregate, input, partials, rows)
        : oneStep(aggregate, met(aggregate, input, simple), rows);
  }

  /** The rows of each group brought together. */
  private Piece met(Aggregate aggregate, Piece input, boolean simple) {
    List<Integer> keys = aggregate.getGroupSet().asList();
    return !simple || keys.isEmpty() || stages.fitsOneTask(input.bytes())
        ? stages.gathered(input)
        : stages.hashed(input, keys);
  }

  private static Piece oneStep(Aggregate aggregate, Piece input, double rows) {
    List<Integer> keys = aggregate.getGroupSet().asList();
    ImmutableBitSet grouped = ImmutableBitSet.union(aggregate.getGroupSets());
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(key(aggregate, grouped, i));
    }
    for (AggregateCall call : aggregate.getAggCallList()) {
      columns.add(
          "CAST("
              + AggregateSql.of(call, grouped)
              + " AS "
              + DuckTypes.text(call.getType())
              + ") AS "
              + Piece.column(columns.size()));
    }
    String sql =
        "SELECT "
            + (columns.isEmpty() ? "1 AS c0" : String.join(", ", columns))
            + "\nFROM "
            + input.relation("t")
            + groupBy(aggregate);
    return input
        .with(
            sql,
            Distributor.types(aggregate),
            input.distribution() instanceof Distribution.Hash hash
                ? hash.map(c -> keys.contains(c) ? List.of(keys.indexOf(c)) : List.of())
                : input.distribution(),
            rows)
        .named(input.what() + ", aggregate");
  }

  /** A key's column, which is NULL where it is in no grouping set. */
  private static String key(Aggregate aggregate, ImmutableBitSet grouped, int i) {
    int column = aggregate.getGroupSet().nth(i);
    return (grouped.get(column)
            ? "t.c" + column
            : "CAST(NULL AS " + DuckTypes.text(Distributor.types(aggregate).get(i)) + ")")
        + " AS "
        + Piece.column(i);
  }

  private static String groupBy(Aggregate aggregate) {
    if (aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
      return aggregate.getGroupSet().isEmpty()
          ? ""
          : "\nGROUP BY " + columns(aggregate.getGroupSet());
    }
    return aggregate.getGroupSets().stream()
        .map(set -> "(" + columns(set) + ")")
        .collect(Collectors.joining(", ", "\nGROUP BY GROUPING SETS (", ")"));
  }

  private static String columns(ImmutableBitSet set) {
    return set.asList().stream().map(c -> "t.c" + c).collect(Collectors.joining(", "));
  }

  private Piece twoSteps(
      Aggregate aggregate, Piece input, List<PartialAggregate> partials, double rows) {
    List<Integer> keys = aggregate.getGroupSet().asList();
    boolean sets = aggregate.getGroupType() != Aggregate.Group.SIMPLE;
    ImmutableBitSet grouped = ImmutableBitSet.union(aggregate.getGroupSets());
    List<String> columns = new ArrayList<>();
    List<RelDataType> types = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(key(aggregate, grouped, i));
      types.add(Distributor.types(aggregate).get(i));
    }
    int groupColumns = keys.size();
    if (sets) {
      // Which grouping set a row belongs to is a key of its own: a NULL may be a value.
      RelDataTypeFactory factory = aggregate.getCluster().getTypeFactory();
      columns.add(AggregateSql.grouping(keys, grouped) + " AS " + Piece.column(groupColumns));
      types.add(factory.createSqlType(org.apache.calcite.sql.type.SqlTypeName.BIGINT));
      groupColumns++;
    }
    List<List<String>> states = new ArrayList<>();
    for (PartialAggregate split : partials) {
      List<String> state = new ArrayList<>();
      for (PartialAggregate.State s : split.states()) {
        String name = Piece.column(columns.size());
        columns.add("CAST(" + s.sql() + " AS " + DuckTypes.text(s.type()) + ") AS " + name);
        types.add(s.type());
        state.add("t." + name);
      }
      states.add(state);
    }
    if (columns.isEmpty()) {
      columns.add("1 AS c0");
    }
    double partialRows = keys.isEmpty() ? TASKS : Math.min(input.rows(), rows * TASKS);
    Piece first =
        input
            .with(
                "SELECT "
                    + String.join(", ", columns)
                    + "\nFROM "
                    + input.relation("t")
                    + groupBy(aggregate),
                types,
                new Distribution.Arbitrary(),
                partialRows)
            .named(input.what() + ", partial aggregate");
    List<Integer> groupPlaces = IntStream.range(0, groupColumns).boxed().toList();
    Piece met =
        keys.isEmpty() || stages.fitsOneTask(first.bytes())
            ? stages.gathered(first)
            : stages.hashed(first, groupPlaces);
    List<String> results = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      results.add("t.c" + i + " AS " + Piece.column(i));
    }
    for (int i = 0; i < partials.size(); i++) {
      results.add(
          "CAST("
              + partials.get(i).finish(states.get(i))
              + " AS "
              + DuckTypes.text(aggregate.getAggCallList().get(i).getType())
              + ") AS "
              + Piece.column(results.size()));
    }
    String group =
        groupColumns == 0
            ? ""
            : groupPlaces.stream()
                .map(c -> "t.c" + c)
                .collect(Collectors.joining(", ", "\nGROUP BY ", ""));
    return met.with(
            "SELECT "
                + (results.isEmpty() ? "1 AS c0" : String.join(", ", results))
                + "\nFROM "
                + met.relation("t")
                + group,
            Distributor.types(aggregate),
            met.distribution() instanceof Distribution.Hash hash
                ? hash.map(c -> c < keys.size() ? List.of(c) : List.of())
                : met.distribution(),
            rows)
        .named(met.what() + ", final aggregate");
  }

  /** Each row once. */
  Piece distinct(Piece input, double rows) {
    List<Integer> all = IntStream.range(0, input.width()).boxed().toList();
    if (input.isSingle()) {
      return distinctRows(input, rows);
    }
    Piece first = partial ? distinctRows(input, Math.min(input.rows(), rows * TASKS)) : input;
    Piece met =
        stages.fitsOneTask(first.bytes()) ? stages.gathered(first) : stages.hashed(first, all);
    return distinctRows(met, rows);
  }

  private static Piece distinctRows(Piece input, double rows) {
    return input
        .with(
            "SELECT DISTINCT " + Stages.columns(input.width()) + "\nFROM " + input.relation("t"),
            input.types(),
            input.distribution(),
            rows)
        .named(input.what() + ", distinct");
  }
}
