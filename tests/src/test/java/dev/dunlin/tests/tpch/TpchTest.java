package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.session.Rows;
import dev.dunlin.tests.tpch.TpchModes.Mode;
import java.util.List;
import java.util.Map;
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
  private static TpchModes modes;

  @BeforeAll
  static void open() throws Exception {
    modes = new TpchModes(TABLES, TABLES.views(), Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    modes.close();
  }

  static Stream<Arguments> runs() {
    return TpchModes.runs();
  }

  @ParameterizedTest(name = "{0} q{1}")
  @MethodSource("runs")
  void givesDuckDbsRows(Mode mode, int query) throws Exception {
    modes.check(mode, query);
  }

  @Test
  void theHashedModeCutsLineitemIntoTwentySplitsAndEachShuffleIntoSevenTasks() {
    try (Rows rows = modes.dunlin(Mode.HASHED).run(TABLES.sql(12))) {
      List<Integer> tasks =
          rows.report().orElseThrow().stages().stream().map(stage -> stage.tasks()).toList();
      assertTrue(tasks.stream().anyMatch(n -> n >= 20), () -> "Tasks of the stages: " + tasks);
      assertTrue(tasks.contains(7), () -> "Tasks of the stages: " + tasks);
    }
  }
}
