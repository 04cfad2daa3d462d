package dev.dunlin.planner.distribute;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.JoinStrategy;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.optimize.Equality;
import dev.dunlin.planner.optimize.Estimates;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Joins: which side goes where, and the SQL. */
final class Joins {
  /** Beyond this many bytes a side is computed once, not in each task that needs it. */
  private static final double CHEAP_BYTES = 8 << 20;

  private final RexBuilder rex;
  private final Stages stages;
  private final RuntimeFilters filters;
  private final JoinStrategy strategy;
  private final double broadcastBytes;

  Joins(RexBuilder rex, Stages stages, Estimates estimates, Config config) {
    this.rex = rex;
    this.stages = stages;
    this.filters = new RuntimeFilters(stages, estimates, config);
    this.strategy = config.value(ConfigKeys.JOIN_STRATEGY);
    this.broadcastBytes = config.value(ConfigKeys.JOIN_BROADCAST_SIZE).bytes();
  }

  /** A join's equalities as columns of either side. */
  private record Keys(List<Integer> left, List<Integer> right) {
    boolean isEmpty() {
      return left.isEmpty();
    }
  }

  Piece join(Join join, Piece left, Piece right, double rows) {
    Keys keys = keys(join);
    JoinRelType type = join.getJoinType();
    if (left.isSingle() && right.isSingle() && strategy == JoinStrategy.AUTO) {
      return emit(join, left, right, new Distribution.Single(), rows);
    }
    boolean canBroadcastRight = type != JoinRelType.RIGHT && type != JoinRelType.FULL;
    boolean canBroadcastLeft = type == JoinRelType.INNER || type == JoinRelType.RIGHT;
    boolean canHash = !keys.isEmpty() && type != JoinRelType.LEFT_MARK;
    boolean wantHash =
        switch (strategy) {
          case HASH -> true;
          case BROADCAST -> false;
          case AUTO -> smallest(left, right, canBroadcastLeft, canBroadcastRight) > broadcastBytes;
        };
    if (canHash && (wantHash || !(canBroadcastLeft || canBroadcastRight))) {
      return hashed(join, keys, left, right, rows);
    }
    if (canBroadcastRight && (!canBroadcastLeft || right.bytes() <= left.bytes())) {
      return emit(join, left, everywhere(right), left.distribution(), rows);
    }
    if (canBroadcastLeft) {
      Distribution shifted = shifted(right.distribution(), left.width());
      return emit(join, everywhere(left), right, shifted, rows);
    }
    // No keys, and neither side may be in several tasks.
    return emit(join, single(left), single(right), new Distribution.Single(), rows);
  }

  private static double smallest(
      Piece left, Piece right, boolean canBroadcastLeft, boolean canBroadcastRight) {
    return Math.min(
        canBroadcastLeft ? left.bytes() : Double.MAX_VALUE,
        canBroadcastRight ? right.bytes() : Double.MAX_VALUE);
  }

  private Piece single(Piece piece) {
    return piece.isSingle() ? piece : stages.gathered(piece);
  }

  /** A side of which every task gets all rows. */
  private Piece everywhere(Piece piece) {
    boolean cheap = piece.isSingle() && piece.repeatable() && inputBytes(piece) <= CHEAP_BYTES;
    return cheap ? piece : stages.gathered(piece);
  }

  private static double inputBytes(Piece piece) {
    double bytes = piece.bytes();
    for (var input : piece.inputs().values()) {
      bytes +=
          input instanceof dev.dunlin.core.stage.StageInput.Scan scan ? scan.estimatedBytes() : 0;
    }
    return bytes;
  }

  private Piece hashed(Join join, Keys keys, Piece left, Piece right, double rows) {
    boolean small =
        strategy == JoinStrategy.AUTO && stages.fitsOneTask(left.bytes() + right.bytes());
    if (small) {
      return emit(join, single(left), single(right), new Distribution.Single(), rows);
    }
    List<Integer> leftPlaces = places(left, keys.left());
    List<Integer> rightPlaces = places(right, keys.right());
    // A side that is already cut by some of the keys stays, and the other is cut the same way.
    List<Integer> order =
        !leftPlaces.isEmpty() && (rightPlaces.isEmpty() || left.bytes() >= right.bytes())
            ? leftPlaces
            : !rightPlaces.isEmpty() ? rightPlaces : all(keys.left().size());
    List<Integer> leftKeys = pick(keys.left(), order);
    List<Integer> rightKeys = pick(keys.right(), order);
    boolean leftStays = order.equals(leftPlaces);
    boolean rightStays = order.equals(rightPlaces);
    Piece l;
    Piece r;
    if (leftStays || rightStays) {
      l = leftStays ? left : stages.hashed(left, leftKeys);
      r = rightStays ? right : stages.hashed(right, rightKeys);
    } else if (filters.leftFiltersRight(join, left, right)) {
      l = stages.hashed(left, leftKeys);
      r = stages.hashed(filters.filter(join, right, rightKeys, l, leftKeys), rightKeys);
    } else if (filters.rightFiltersLeft(join, left, right)) {
      r = stages.hashed(right, rightKeys);
      l = stages.hashed(filters.filter(join, left, leftKeys, r, rightKeys), leftKeys);
    } else {
      l = stages.hashed(left, leftKeys);
      r = stages.hashed(right, rightKeys);
    }
    return emit(join, l, r, distribution(join.getJoinType(), keys, order, left.width()), rows);
  }

  private static List<Integer> places(Piece piece, List<Integer> keys) {
    return piece.distribution() instanceof Distribution.Hash hash ? hash.placesIn(keys) : List.of();
  }

  private static List<Integer> all(int size) {
    return java.util.stream.IntStream.range(0, size).boxed().toList();
  }

  private static List<Integer> pick(List<Integer> columns, List<Integer> places) {
    return places.stream().map(columns::get).toList();
  }

  private static Distribution distribution(
      JoinRelType type, Keys keys, List<Integer> order, int leftWidth) {
    List<Set<Integer>> parts = new ArrayList<>();
    for (int place : order) {
      Set<Integer> part = new TreeSet<>();
      // On the side that an outer join fills with NULLs the key no longer says where a row is.
      if (type != JoinRelType.RIGHT && type != JoinRelType.FULL) {
        part.add(keys.left().get(place));
      }
      if (type == JoinRelType.INNER || type == JoinRelType.RIGHT) {
        part.add(leftWidth + keys.right().get(place));
      }
      parts.add(part);
    }
    return new Distribution.Hash(parts);
  }

  private static Distribution shifted(Distribution distribution, int by) {
    return distribution instanceof Distribution.Hash hash
        ? hash.map(c -> List.of(c + by))
        : distribution;
  }

  /** Equalities of a column of the left and one of the right side, of the same type. */
  private static Keys keys(Join join) {
    List<RelDataType> leftTypes = Distributor.types(join.getLeft());
    List<RelDataType> rightTypes = Distributor.types(join.getRight());
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    for (Equality key : Equality.of(join)) {
      if (DuckTypes.same(leftTypes.get(key.left()), rightTypes.get(key.right()))) {
        left.add(key.left());
        right.add(key.right());
      }
    }
    return new Keys(left, right);
  }

  private Piece emit(Join join, Piece left, Piece right, Distribution distribution, double rows) {
    int leftWidth = left.width();
    ExpressionSql expressions =
        new ExpressionSql(rex, i -> i < leftWidth ? "l.c" + i : "r.c" + (i - leftWidth));
    JoinRelType type = join.getJoinType();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < leftWidth; i++) {
      columns.add("l.c" + i + " AS " + Piece.column(i));
    }
    String sql;
    if (type == JoinRelType.LEFT_MARK) {
      columns.add(mark(join, right, expressions) + " AS " + Piece.column(leftWidth));
      sql = "SELECT " + String.join(", ", columns) + "\nFROM " + left.relation("l");
    } else {
      for (int i = 0; type.projectsRight() && i < right.width(); i++) {
        columns.add("r.c" + i + " AS " + Piece.column(leftWidth + i));
      }
      boolean cross = join.getCondition().isAlwaysTrue();
      String operator =
          switch (type) {
            case INNER -> cross ? "CROSS JOIN" : "JOIN";
            default -> type.name() + " JOIN";
          };
      sql =
          "SELECT "
              + String.join(", ", columns)
              + "\nFROM "
              + left.relation("l")
              + "\n"
              + operator
              + " "
              + right.relation("r")
              + (operator.equals("CROSS JOIN")
                  ? ""
                  : "\nON " + expressions.sql(join.getCondition()));
    }
    List<RelDataType> types = Distributor.types(join);
    return new Piece(
        sql,
        types,
        Piece.inputs(left, right),
        distribution,
        rows,
        what(left, right, type),
        left.repeatable() && right.repeatable());
  }

  private static String what(Piece left, Piece right, JoinRelType type) {
    String verb =
        switch (type) {
          case INNER -> "join";
          case LEFT_MARK -> "mark";
          default -> type.lowerName + " join";
        };
    return left.what() + ", " + verb + " " + right.what();
  }

  /**
   * Whether a row has a partner on the right: true, false, or NULL where only NULLs stand in the
   * way.
   */
  private static String mark(Join join, Piece right, ExpressionSql expressions) {
    List<RexNode> terms = RelOptUtil.conjunctions(join.getCondition());
    int leftWidth = join.getLeft().getRowType().getFieldCount();
    if (terms.size() == 1 && terms.getFirst().getKind() == SqlKind.EQUALS) {
      RexNode a = ((RexCall) terms.getFirst()).getOperands().get(0);
      RexNode b = ((RexCall) terms.getFirst()).getOperands().get(1);
      if (RelOptUtil.InputFinder.bits(a).asList().stream().allMatch(i -> i < leftWidth)
          && RelOptUtil.InputFinder.bits(b).asList().stream().allMatch(i -> i >= leftWidth)) {
        return "(%s IN (SELECT %s FROM %s))"
            .formatted(expressions.sql(a), expressions.sql(b), right.relation("r"));
      }
    }
    // The condition is a column of its own: of outer columns alone, bool_or would be an outer one.
    return "(SELECT CASE WHEN bool_or(m.hit) THEN true WHEN count(*) > count(m.hit) THEN NULL"
        + " ELSE false END FROM (SELECT "
        + (terms.isEmpty() ? "true" : expressions.sql(join.getCondition()))
        + " AS hit FROM "
        + right.relation("r")
        + ") AS m)";
  }
}
