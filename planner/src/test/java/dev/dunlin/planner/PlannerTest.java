package dev.dunlin.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.planner.catalog.FolderStore;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the planner does besides its plans. */
@Tag("unit")
final class PlannerTest {
  private static final Cluster.Capacity CAPACITY = new Cluster.Capacity(2, 1, 1L << 30);

  @TempDir Path folder;
  private FolderStore store;
  private Planner planner;

  @BeforeEach
  void open() throws Exception {
    Path bucket = Files.createDirectories(folder.resolve("bucket"));
    for (String name : new String[] {"a", "b", "c", "d"}) {
      Files.writeString(bucket.resolve(name + ".csv"), name + "\n1\n");
    }
    store = new FolderStore(folder);
    planner = new Planner(store);
    run("CREATE TEMP VIEW vb AS SELECT * FROM 's3://bucket/b.csv'");
    run("CREATE TEMP VIEW vbc AS SELECT * FROM vb, (SELECT * FROM 's3://bucket/c.csv')");
  }

  @AfterEach
  void close() {
    planner.close();
  }

  private Planned run(String sql) {
    Config config = Config.DEFAULTS.with("catalog.file", folder.resolve("catalog.json").toString());
    return planner.plan(planner.statements(sql).getFirst(), config, CAPACITY);
  }

  @Test
  void allFilesOfAStatementAreLookedForAtOnce() {
    store.answerTogether(4);
    Planned.Job job =
        (Planned.Job)
            run(
                """
                WITH x AS (SELECT * FROM 's3://bucket/a.csv')
                SELECT * FROM x, vbc WHERE a IN (SELECT d FROM 's3://bucket/d.csv')""");
    assertEquals("(a BIGINT, b BIGINT, c BIGINT)", job.graph().result().schema().toString());
  }

  @Test
  void aNameThatACteTakesIsNotLookedFor() {
    Planned.Job job =
        (Planned.Job)
            run("WITH \"s3://bucket/none.csv\" AS (SELECT 1 AS x) FROM \"s3://bucket/none.csv\"");
    assertEquals("(x INTEGER)", job.graph().result().schema().toString());
  }

  @Test
  void ofSeveralThatAreMissingTheFirstIsTold() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () -> run("SELECT *\nFROM 's3://bucket/x1.csv', 's3://bucket/x2.csv'"));
    assertEquals(
        """
        There is no file or folder 's3://bucket/x1.csv'. Did you mean 's3://bucket/a.csv'?
          line 2, column 6:
          FROM 's3://bucket/x1.csv', 's3://bucket/x2.csv'
               ^""",
        e.getMessage());
  }

  @Test
  void anErrorWhilePlanningIsToldWithTheStatementAndTheNextStatementIsPlanned() {
    ObjectStore impossible =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError("impossible");
                });
    planner.close();
    planner = new Planner(impossible);
    PlanningFailedException failure =
        assertThrows(PlanningFailedException.class, () -> run("SELECT * FROM 's3://bucket/a.csv'"));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("impossible"), message);
    assertTrue(message.endsWith("\nSELECT * FROM 's3://bucket/a.csv'"), message);
    assertInstanceOf(Planned.Job.class, run("SELECT 1"));
  }

  /** Which stages' tasks have to give their rows in the same order when they are run again. */
  private List<Stage.Repetition> repetitions(String sql) {
    return ((Planned.Job) run(sql))
        .graph().stages().stream().map(Stage::repetition).distinct().toList();
  }

  @Test
  void stagesUpToOneThatDrawsRandomValuesGiveTheirRowsInTheSameOrderAgain() {
    assertEquals(
        List.of(Stage.Repetition.SAME_ROWS),
        repetitions("SELECT a, count(*) FROM 's3://bucket/a.csv' GROUP BY a"));
    for (String sql :
        List.of(
            "SELECT random() FROM 's3://bucket/a.csv'",
            "SELECT n, uuid() FROM (SELECT a, count(*) AS n FROM 's3://bucket/a.csv' GROUP BY a)",
            "SELECT list_transform([a], lambda x: random()) FROM 's3://bucket/a.csv'",
            "SELECT count(*) FROM 's3://bucket/a.csv' WHERE random() < 0.5")) {
      assertEquals(Stage.Repetition.SAME_ORDER, repetitions(sql).getFirst(), sql);
    }
  }
}
