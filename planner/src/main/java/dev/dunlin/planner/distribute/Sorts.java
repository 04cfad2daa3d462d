package dev.dunlin.planner.distribute;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.SortStrategy;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.planner.function.ExpressionSql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * ORDER BY and LIMIT: the first rows of each task, one task's sort, or a sort by ranges in many.
 */
final class Sorts {
  /** Keys each task contributes to the sample from which the ranges are drawn. */
  private static final int SAMPLE_ROWS = 2000;

  /** Ranges told apart; the partitions are runs of them. */
  private static final int RANGES = 1024;

  private final Stages stages;
  private final SortStrategy strategy;
  private final double gatherBytes;

  Sorts(Stages stages, Config config) {
    this.stages = stages;
    this.strategy = config.value(ConfigKeys.SORT_STRATEGY);
    this.gatherBytes = config.value(ConfigKeys.SORT_GATHER_SIZE).bytes();
  }

  /** Whether a sort picks rows too. */
  static boolean isLimited(Sort sort) {
    return sort.fetch != null || sort.offset != null;
  }

  /**
   * The rows in order.
   *
   * @param kept the columns wanted, null for all
   */
  Piece sort(Sort sort, Piece input, @Nullable List<Integer> kept, double rows) {
    List<RelFieldCollation> terms = sort.getCollation().getFieldCollations();
    List<Integer> columns =
        kept == null ? java.util.stream.IntStream.range(0, input.width()).boxed().toList() : kept;
    if (isLimited(sort)) {
      long most = number(sort.fetch, Long.MAX_VALUE);
      long skipped = number(sort.offset, 0);
      Piece first = input;
      if (!input.isSingle()) {
        if (most < Long.MAX_VALUE - skipped) {
          first =
              select(
                      input,
                      java.util.stream.IntStream.range(0, input.width()).boxed().toList(),
                      orderBy(terms) + "\nLIMIT " + (most + skipped),
                      Math.min(input.rows(), (double) most + skipped))
                  .named(input.what() + ", first rows");
        }
        first = stages.gathered(first);
      }
      String limit = sort.fetch == null ? "" : "\nLIMIT " + most;
      String offset = skipped == 0 ? "" : "\nOFFSET " + skipped;
      Piece limitedPiece = select(first, columns, orderBy(terms) + limit + offset, rows);
      return limitedPiece.named(first.what() + (terms.isEmpty() ? ", limit" : ", first rows"));
    }
    boolean ranges =
        strategy == SortStrategy.RANGE
            || (strategy == SortStrategy.AUTO && input.bytes() > gatherBytes);
    Piece met = input.isSingle() ? input : ranges ? inRanges(input, terms) : stages.gathered(input);
    return select(met, columns, orderBy(terms), rows).named(met.what() + ", sort");
  }

  private static long number(@Nullable RexNode literal, long standard) {
    Long value = literal instanceof RexLiteral l ? l.getValueAs(Long.class) : null;
    return value == null ? standard : value;
  }

  private static Piece select(Piece input, List<Integer> columns, String tail, double rows) {
    List<String> select = new ArrayList<>();
    List<RelDataType> types = new ArrayList<>();
    for (int column : columns) {
      select.add("t.c" + column + " AS " + Piece.column(select.size()));
      types.add(input.types().get(column));
    }
    return input.with(
        "SELECT " + String.join(", ", select) + "\nFROM " + input.relation("t") + tail,
        types,
        input.distribution() instanceof Distribution.Hash hash
            ? hash.map(c -> columns.contains(c) ? List.of(columns.indexOf(c)) : List.of())
            : input.distribution(),
        rows);
  }

  private static String orderBy(List<RelFieldCollation> terms) {
    return terms.isEmpty()
        ? ""
        : terms.stream()
            .map(t -> "t.c" + t.getFieldIndex() + direction(t))
            .collect(Collectors.joining(", ", "\nORDER BY ", ""));
  }

  private static String direction(RelFieldCollation term) {
    return ExpressionSql.direction(term.getDirection().isDescending(), term.nullDirection);
  }

  /** Cuts rows by ranges of their sort key, so that the partitions in order are the order. */
  private Piece inRanges(Piece input, List<RelFieldCollation> terms) {
    Piece data = stages.spread(input);
    // The constant makes the key a BLOB; that of a few bytes alone would be a BIGINT.
    String key =
        terms.stream()
            .map(t -> "t.c" + t.getFieldIndex() + ", '" + direction(t).strip() + "'")
            .collect(Collectors.joining(", ", "create_sort_key(", ", '', 'ASC NULLS LAST')"));
    var factory = new dev.dunlin.planner.type.DuckTypeFactory();
    RelDataType blob = factory.type("BLOB", true);
    Piece sample =
        stages.gathered(
            data.with(
                    "SELECT "
                        + key
                        + " AS c0\nFROM "
                        + data.relation("t")
                        + "\nUSING SAMPLE reservoir("
                        + SAMPLE_ROWS
                        + " ROWS) REPEATABLE (1)",
                    List.of(blob),
                    data.distribution(),
                    Math.min(data.rows(), SAMPLE_ROWS))
                .named(data.what() + ", sample of the sort key"));
    // The sorted sample, thinned to the upper bounds of all ranges but the last.
    Piece bounds =
        stages.gathered(
            sample
                .with(
                    "SELECT coalesce(list(s.k ORDER BY s.k) FILTER (WHERE s.i % greatest(1, s.n // "
                        + RANGES
                        + ") = 0), []) AS c0\nFROM (\n  SELECT t.c0 AS k, row_number() OVER (ORDER BY"
                        + " t.c0) AS i, count(*) OVER () AS n\n  FROM "
                        + sample.relation("t")
                        + "\n) AS s",
                    List.of(factory.type("BLOB[]", true)),
                    sample.distribution(),
                    1)
                .named("bounds of the sort's ranges"));
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < data.width(); i++) {
      columns.add("t.c" + i + " AS " + Piece.column(i));
    }
    String range = Piece.column(data.width());
    columns.add(
        "CAST(len(list_filter(b.c0, lambda x: x < "
            + key
            + ")) * 1000000 // greatest(1, len(b.c0) + 1) AS INTEGER) AS "
            + range);
    List<RelDataType> types = new ArrayList<>(data.types());
    types.add(factory.createSqlType(SqlTypeName.INTEGER));
    Piece ranged =
        new Piece(
            "SELECT "
                + String.join(", ", columns)
                + "\nFROM "
                + data.relation("t")
                + "\nCROSS JOIN "
                + bounds.relation("b"),
            types,
            Piece.inputs(data, bounds),
            data.distribution(),
            data.rows(),
            data.what() + ", by ranges of the sort key",
            true);
    return stages.partitioned(
        ranged,
        "CAST(" + range + " * " + StageOutput.PARTITIONS + " // 1000000 AS INTEGER)",
        "ranges",
        new Distribution.Hash(List.of(java.util.Set.of())));
  }
}
