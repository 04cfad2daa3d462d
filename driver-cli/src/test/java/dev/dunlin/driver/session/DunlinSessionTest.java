package dev.dunlin.driver.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
@Timeout(120)
final class DunlinSessionTest {
  @TempDir Path folder;
  private final List<JobReport> reports = new ArrayList<>();
  private Runnable onProgress = () -> {};
  private DunlinSession session;

  @BeforeEach
  void open() throws Exception {
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      for (int i = 0; i < 2; i++) {
        oracle.parquet(
            "SELECT i * 2 + %d AS id, (i / 3)::DECIMAL(9,2) AS price FROM range(5000) t(i)"
                .formatted(i),
            folder.resolve("items" + i + ".parquet"));
      }
    }
    session =
        DunlinSession.open(
            Config.DEFAULTS
                .with("work.uri", folder.resolve("work").toString())
                .with("catalog.file", folder.resolve("catalog.json").toString()),
            new SessionListener() {
              @Override
              public void progressed(JobReport report) {
                reports.add(report);
                onProgress.run();
              }
            });
  }

  @AfterEach
  void close() throws Exception {
    session.close();
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private String items() {
    return "'" + folder + "/items*.parquet'";
  }

  private Rows rows(String sql) {
    return assertInstanceOf(Rows.class, session.sql(sql));
  }

  @Test
  void rowsAreTypedAndMayBeReadAgainUntilTheyAreClosed() throws Exception {
    try (Rows rows = rows("SELECT count(*) AS n, max(id) AS m FROM " + items())) {
      assertEquals("(n BIGINT, m BIGINT)", rows.schema().toString());
      for (int i = 0; i < 2; i++) {
        assertEquals(10000L, rows.list().getFirst().value("n"));
      }
      assertEquals(9999L, rows.list().getFirst().value("m"));
      assertTrue(rows.report().isPresent());
    }
    assertTrue(!reports.isEmpty());
  }

  @Test
  void rowsOfAnEarlierStatementOutliveALaterOne() throws Exception {
    try (Rows first = rows("SELECT count(*) AS n FROM " + items());
        Rows second = rows("SELECT min(id) AS n FROM " + items())) {
      assertEquals(10000L, first.list().getFirst().value("n"));
      assertEquals(0L, second.list().getFirst().value("n"));
    }
  }

  @Test
  void manyTypesSurviveTheWayThroughASegment() throws Exception {
    String sql =
        """
        SELECT 170141183460469231731687303715884105727::HUGEINT AS h, INTERVAL 3 MONTH AS i,
          [1, NULL] AS l, {'a': 1, 'b': 'x'} AS s, MAP {'k': 2} AS m, 'x'::BLOB AS b,
          TIMESTAMP '2024-02-29 12:00:00.123456' AS t, 0.1::FLOAT AS f, NULL AS n
        FROM (SELECT min(id) FROM %s)"""
            .formatted(items());
    try (Rows rows = rows(sql);
        DuckDbOracle oracle = new DuckDbOracle()) {
      List<String> text = new ArrayList<>();
      rows.forEachText(0, 1, row -> row.forEach(value -> text.add(String.valueOf(value))));
      assertEquals(
          List.of(String.join("|", text)),
          oracle.rows(
              """
          SELECT 170141183460469231731687303715884105727::HUGEINT::VARCHAR,
            (INTERVAL 3 MONTH)::VARCHAR, [1, NULL]::VARCHAR, {'a': 1, 'b': 'x'}::VARCHAR,
            MAP {'k': 2}::VARCHAR, 'x'::BLOB::VARCHAR,
            (TIMESTAMP '2024-02-29 12:00:00.123456')::VARCHAR, 0.1::FLOAT::VARCHAR, NULL"""));
    }
  }

  @Test
  void setChangesTheSessionAndAMistakeInItIsTheUsers() {
    assertInstanceOf(SqlResult.Done.class, session.sql("SET local.slots = 1"));
    assertEquals(1, session.config().value(ConfigKeys.LOCAL_SLOTS).orElseThrow());
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> session.sql("SET local.slots = 'many'"));
    assertTrue(String.valueOf(e.getMessage()).contains("not a whole number"), e::getMessage);
    assertThrows(UserErrorException.class, () -> session.sql("SET work.uri = '/tmp/other'"));
  }

  @Test
  void sqlTakesOneStatement() {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> session.sql("SELECT 1; SELECT 2"));
    assertEquals("Expected one statement and got 2: run them one by one", e.getMessage());
  }

  @Test
  void cancellingStopsTheStatementThatRunsAndAllLaterOnes() {
    onProgress = () -> session.cancel("enough");
    String endless =
        "SELECT count(*) FROM %s a, %s b, %s c WHERE hash(a.id + b.id + c.id) = 7"
            .formatted(items(), items(), items());
    for (String sql : List.of(endless, "SELECT 1")) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(sql));
      assertEquals(JobFailedException.Kind.CANCELLED, e.kind());
      assertTrue(String.valueOf(e.getMessage()).contains("enough"), e::getMessage);
    }
  }
}
