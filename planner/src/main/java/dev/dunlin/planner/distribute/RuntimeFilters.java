package dev.dunlin.planner.distribute;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.JoinFilter;
import dev.dunlin.planner.optimize.Estimates;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.sql.SqlKind;

/**
 * Keeps rows that will find no partner from being shuffled: once the smaller side of a hash join is
 * there, its keys are sent to the tasks that make the other side.
 */
final class RuntimeFilters {
  /** Fewer rows are not worth waiting for the other side. */
  private static final double LEAST_ROWS = 50_000;

  /** Only where at most this part of the rows is expected to stay. */
  private static final double MOST_KEPT = 0.5;

  private final Stages stages;
  private final Estimates estimates;
  private final JoinFilter when;
  private final double mostBytes;

  RuntimeFilters(Stages stages, Estimates estimates, Config config) {
    this.stages = stages;
    this.estimates = estimates;
    this.when = config.value(ConfigKeys.JOIN_FILTER);
    this.mostBytes = config.value(ConfigKeys.SHUFFLE_PARTITION_SIZE).bytes();
  }

  /** Whether the left side's keys should filter the right side's rows. */
  boolean leftFiltersRight(Join join, Piece left, Piece right) {
    boolean allowed =
        switch (join.getJoinType()) {
          case INNER, LEFT, SEMI, ANTI -> true;
          default -> false;
        };
    return allowed && worthwhile(join, left, right);
  }

  /** Whether the right side's keys should filter the left side's rows. */
  boolean rightFiltersLeft(Join join, Piece left, Piece right) {
    JoinRelType type = join.getJoinType();
    boolean allowed =
        type == JoinRelType.INNER || type == JoinRelType.RIGHT || type == JoinRelType.SEMI;
    return allowed && worthwhile(join, right, left);
  }

  private boolean worthwhile(Join join, Piece keys, Piece rows) {
    // A comparison that takes NULLs for equal is not what the filter does.
    boolean plain =
        RelOptUtil.conjunctions(join.getCondition()).stream()
            .noneMatch(term -> term.getKind() == SqlKind.IS_NOT_DISTINCT_FROM);
    return plain
        && switch (when) {
          case NEVER -> false;
          case ALWAYS -> true;
          case AUTO ->
              keys.bytes() <= mostBytes
                  && rows.rows() >= LEAST_ROWS
                  && keys.bytes() < rows.bytes()
                  && estimates.partnered(join, keys.rows()) <= MOST_KEPT;
        };
  }

  /**
   * A side without the rows whose keys the other side has not.
   *
   * @param keys columns of the side
   * @param other what reads the other side, in partitions by its keys
   * @param otherKeys the columns that they must be equal to
   */
  Piece filter(Join join, Piece side, List<Integer> keys, Piece other, List<Integer> otherKeys) {
    Piece all = stages.everywhere(other);
    String condition =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "l.c" + keys.get(i) + " = r.c" + otherKeys.get(i))
            .collect(Collectors.joining(" AND "));
    String sql =
        "SELECT %s\nFROM %s\nSEMI JOIN %s\nON %s"
            .formatted(
                Stages.columns(side.width()), side.relation("l"), all.relation("r"), condition);
    return new Piece(
        sql,
        side.types(),
        Piece.inputs(side, all),
        side.distribution(),
        side.rows() * estimates.partnered(join, other.rows()),
        side.what() + ", filter by " + other.what(),
        side.repeatable());
  }
}
