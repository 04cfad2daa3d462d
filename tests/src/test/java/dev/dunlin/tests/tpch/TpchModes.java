package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.fail;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A session for each way to cut the queries, beside a DuckDB that knows the answers. */
public final class TpchModes implements AutoCloseable {
  /** A way to cut the queries. */
  public enum Mode {
    DEFAULTS,
    HASHED,
    BROADCAST,
    NO_PARTIAL_AGGREGATION;

    Map<String, String> settings() {
      return switch (this) {
        case DEFAULTS -> Map.of();
        case HASHED -> TpchTables.HASHED;
        case BROADCAST -> Map.of("join.strategy", "broadcast");
        case NO_PARTIAL_AGGREGATION -> Map.of("aggregate.partial", "off");
      };
    }
  }

  private final TpchTables tables;
  private final List<String> views;
  private final Map<String, String> settings;
  private final Oracle oracle;
  private final Map<Mode, Dunlin> dunlins = new EnumMap<>(Mode.class);

  /**
   * Sessions over these tables, each made when first needed.
   *
   * @param views statements that give each table its name in them
   * @param settings theirs, besides the mode's
   */
  public TpchModes(TpchTables tables, List<String> views, Map<String, String> settings)
      throws SQLException {
    this.tables = tables;
    this.views = List.copyOf(views);
    this.settings = Map.copyOf(settings);
    oracle = new Oracle(2, tables.views());
  }

  /** Each mode with each query. */
  static Stream<Arguments> runs() {
    return Stream.of(Mode.values())
        .flatMap(
            mode ->
                IntStream.rangeClosed(1, TpchQueries.COUNT)
                    .mapToObj(query -> Arguments.of(mode, query)));
  }

  /** Fails, with the plan, if a query does not give DuckDB's rows; returns what it took. */
  public JobReport check(Mode mode, int query) throws Exception {
    String sql = tables.sql(query);
    try (dev.dunlin.driver.session.Rows result = dunlin(mode).run(sql)) {
      Optional<String> difference =
          Comparison.difference(oracle.query(sql), Rows.of(result), Comparison.orders(sql));
      if (difference.isPresent()) {
        fail(difference.get() + "\n\n" + dunlin(mode).plan(sql));
      }
      return result.report().orElseThrow();
    }
  }

  Dunlin dunlin(Mode mode) {
    return dunlins.computeIfAbsent(
        mode,
        _ -> {
          Map<String, String> all = new HashMap<>(settings);
          all.putAll(mode.settings());
          return new Dunlin(all, views);
        });
  }

  Oracle oracle() {
    return oracle;
  }

  @Override
  public void close() {
    dunlins.values().forEach(Dunlin::close);
    oracle.close();
  }
}
