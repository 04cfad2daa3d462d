package dev.dunlin.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.planner.Statement;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of examples/shopflow on files. */
@Tag("oracle")
final class ShopflowTest {
  @TempDir Path folder;

  @Test
  void eightFilesAreEightTasksThenAShuffleThenFourTasksThatWriteAFileEach() throws Exception {
    Path output = folder.resolve("order_totals");
    String script = Shopflow.script(Shopflow.DATA, output);
    try (DunlinSession session = DunlinSession.open(Dunlin.config(Shopflow.SETTINGS));
        Oracle oracle = new Oracle(2, List.of())) {
      List<Statement> statements = session.statements(script);
      assertEquals(2, statements.size());

      SqlResult.Written written = (SqlResult.Written) session.run(statements.getFirst());
      assertEquals(
          List.of(8, 4), written.report().stages().stream().map(stage -> stage.tasks()).toList());
      assertTrue(Files.exists(output.resolve("_SUCCESS")));
      try (Stream<Path> files = Files.list(output)) {
        assertEquals(4, files.filter(file -> file.toString().endsWith(".parquet")).count());
      }
      String query = Shopflow.query(statements.getFirst().text());
      same(oracle.query(query), oracle.query("FROM '" + output + "/*.parquet'"));

      try (dev.dunlin.driver.session.Rows best =
          (dev.dunlin.driver.session.Rows) session.run(statements.getLast())) {
        same(oracle.query(statements.getLast().text()), Rows.of(best));
      }
    }
  }

  private static void same(Rows expected, Rows actual) {
    assertTrue(expected.rows().size() >= 5, () -> "Too few rows: " + expected.rows().size());
    assertEquals(Optional.empty(), Comparison.difference(expected, actual, false));
  }
}
