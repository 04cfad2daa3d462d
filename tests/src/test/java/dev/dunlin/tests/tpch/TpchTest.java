package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All 22 queries give DuckDB's columns and rows, whichever way they are cut into stages. At scale
 * 0.01, or at that of {@code -Dtpch.scale}: {@code make tpch-sf1}.
 */
@Tag("oracle")
final class TpchTest {
  private static final TpchTables TABLES = TpchTables.open();

  /** A way to cut the queries. */
  enum Mode {
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

  private static final Map<Mode, Dunlin> DUNLINS = new EnumMap<>(Mode.class);
  private static Oracle oracle;

  @BeforeAll
  static void open() throws Exception {
    oracle = new Oracle(2, TABLES.views());
    for (Mode mode : Mode.values()) {
      DUNLINS.put(mode, new Dunlin(mode.settings(), TABLES.views()));
    }
  }

  @AfterAll
  static void close() throws Exception {
    DUNLINS.values().forEach(Dunlin::close);
    oracle.close();
  }

  static Stream<Arguments> runs() {
    return Stream.of(Mode.values())
        .flatMap(
            mode ->
                IntStream.rangeClosed(1, TpchQueries.COUNT)
                    .mapToObj(query -> Arguments.of(mode, query)));
  }

  @ParameterizedTest(name = "{0} q{1}")
  @MethodSource("runs")
  void givesDuckDbsRows(Mode mode, int query) throws Exception {
    String sql = TABLES.sql(query);
    Dunlin dunlin = dunlin(mode);
    Optional<String> difference =
        Comparison.difference(oracle.query(sql), dunlin.query(sql), Comparison.orders(sql));
    if (difference.isPresent()) {
      fail(difference.get() + "\n\n" + dunlin.plan(sql));
    }
  }

  @Test
  void theHashedModeCutsLineitemIntoTwentySplitsAndEachShuffleIntoSevenTasks() {
    try (Rows rows = dunlin(Mode.HASHED).run(TABLES.sql(12))) {
      List<Integer> tasks =
          rows.report().orElseThrow().stages().stream().map(stage -> stage.tasks()).toList();
      assertTrue(tasks.stream().anyMatch(n -> n >= 20), () -> "Tasks of the stages: " + tasks);
      assertTrue(tasks.contains(7), () -> "Tasks of the stages: " + tasks);
    }
  }

  private static Dunlin dunlin(Mode mode) {
    return java.util.Objects.requireNonNull(DUNLINS.get(mode));
  }
}
