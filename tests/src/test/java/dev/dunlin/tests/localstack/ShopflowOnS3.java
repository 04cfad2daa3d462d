package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.planner.Statement;
import dev.dunlin.tests.examples.Shopflow;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The job of examples/shopflow with input, shuffle and output in a bucket. */
record ShopflowOnS3(ObjectStore store, ObjectUri bucket) {
  private ObjectUri data() {
    return bucket.resolve("data/shopflow");
  }

  private ObjectUri output() {
    return bucket.resolve("data/order_totals");
  }

  void upload() throws IOException {
    try (Stream<Path> files = Files.walk(Shopflow.DATA)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        ObjectUri object = data().resolve(Shopflow.DATA.relativize(file).toString());
        ObjectStat unused = store.put(object, Files.readAllBytes(file));
      }
    }
  }

  /**
   * Runs it, and compares all rows with DuckDB's.
   *
   * @param more settings of the session
   * @param folder for DuckDB's own output
   */
  JobReport run(Map<String, String> more, Path folder) throws Exception {
    Map<String, String> settings = new HashMap<>(Shopflow.SETTINGS);
    settings.putAll(more);
    settings.put("work.uri", bucket.resolve("work").toString());
    Path copy = folder.resolve("order_totals");
    try (DunlinSession session = DunlinSession.open(Dunlin.config(settings));
        Oracle oracle = new Oracle(2, List.of())) {
      List<Statement> statements = session.statements(Shopflow.script(data(), output()));
      List<Statement> local = session.statements(Shopflow.script(Shopflow.DATA, copy));
      String totals = Shopflow.query(local.getFirst().text());
      oracle.run("COPY (%s) TO '%s.parquet'".formatted(totals, copy));
      String best = local.getLast().text().replace(copy + "/*.parquet", copy + ".parquet");

      SqlResult.Written written = (SqlResult.Written) session.run(statements.getFirst());
      assertEquals(
          List.of(8, 4), written.report().stages().stream().map(stage -> stage.tasks()).toList());
      List<String> names =
          store.list(output().resolve("")).stream().map(o -> o.uri().name()).toList();
      assertEquals("_SUCCESS", names.getFirst());
      assertEquals(4, names.stream().filter(name -> name.endsWith(".parquet")).count());
      assertEquals(5, names.size());
      assertEquals(List.of(), store.list(bucket.resolve("work")), "segments that were not removed");

      same(oracle.query(totals), rows(session, "FROM '%s/*.parquet'".formatted(output())));
      same(oracle.query(best), rows(session, statements.getLast().text()));
      return written.report();
    }
  }

  private static Rows rows(DunlinSession session, String sql) throws IOException {
    try (dev.dunlin.driver.session.Rows rows = (dev.dunlin.driver.session.Rows) session.sql(sql)) {
      return Rows.of(rows);
    }
  }

  private static void same(Rows expected, Rows actual) {
    assertTrue(expected.rows().size() >= 5, () -> "Too few rows: " + expected.rows().size());
    assertEquals(Optional.empty(), Comparison.difference(expected, actual, false));
  }
}
