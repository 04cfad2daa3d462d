package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.cli.DunlinProcess.Finished;
import dev.dunlin.driver.session.DuckDbOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: what goes where, and the exit codes. */
@Tag("unit")
@Timeout(300)
final class CommandTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeItems() throws Exception {
    Files.createDirectory(folder.resolve("items"));
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      oracle.parquet(
          "SELECT i AS id, (i % 3)::INTEGER AS kind FROM range(100000) t(i)",
          folder.resolve("items/a.parquet"));
    }
  }

  private static void assertClean() throws Exception {
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void rowsGoToStandardOutputAndAllElseToStandardError() throws Exception {
    Finished run =
        DunlinProcess.run(
            folder,
            "sql",
            "--format=csv",
            "SELECT kind, count(*) AS n FROM 'items/*.parquet' GROUP BY kind ORDER BY kind");
    assertEquals("kind,n\n0,33334\n1,33333\n2,33333\n", run.out());
    assertEquals(0, run.exitCode(), run.err());
    List<String> lines = run.err().lines().toList();
    assertTrue(lines.getFirst().startsWith("stage 0 done: 1 task, "), run.err());
    assertTrue(
        lines.getLast().matches("1 stage, 1 task, .* read, 0 B shuffled, 0 B written, .* s"),
        run.err());
    assertClean();
  }

  @Test
  void statementsShareASessionAndThoseWithoutRowsPrintNothing() throws Exception {
    Files.writeString(
        folder.resolve("script.sql"),
        """
        -- a script
        SET local.slots = 1;
        CREATE TEMP VIEW zeroes AS SELECT id FROM 'items/*.parquet' WHERE kind = 0;
        SELECT count(*) AS n FROM zeroes;
        COPY (SELECT * FROM zeroes WHERE id < 10) TO 'few' (FORMAT csv);
        SELECT 'ü; --' AS text
        """);
    Finished run = DunlinProcess.run(folder, "sql", "-q", "--format=jsonl", "-f", "script.sql");
    assertEquals("{\"n\":33334}\n{\"text\":\"ü; --\"}\n", run.out(), run.err());
    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    assertTrue(Files.exists(folder.resolve("few/_SUCCESS")));
    assertClean();
  }

  @Test
  void whereFilesWentIsTold() throws Exception {
    Finished run =
        DunlinProcess.run(
            folder, "sql", "COPY (SELECT id FROM 'items/*.parquet' WHERE id < 7) TO 'seven'");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("7 rows in 1 file ("), run.err());
    assertTrue(run.err().contains(") written to " + folder.resolve("seven") + "\n"), run.err());
  }

  @Test
  void statementsComeFromStandardInputWhenNoneAreGiven() throws Exception {
    for (List<String> args : List.of(List.of("sql", "-q"), List.of("sql", "-q", "-"))) {
      Finished run = DunlinProcess.runWith("SELECT 1 AS a", folder, args.toArray(String[]::new));
      assertTrue(run.out().contains("│       1 │"), run.out() + run.err());
    }
  }

  @Test
  void explainPrintsStagesAndRunsNothing() throws Exception {
    Finished run =
        DunlinProcess.run(
            folder,
            "explain",
            "SET join.strategy = hash; COPY (SELECT a.id FROM 'items/*.parquet' a JOIN"
                + " 'items/*.parquet' b ON a.id = b.id) TO 'never'");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("Stage 0: "), run.out());
    assertTrue(run.out().contains("Stage 1: "), run.out());
    assertFalse(Files.exists(folder.resolve("never")));
    assertEquals("", run.err());
  }

  @Test
  void theFirstStatementThatFailsEndsTheScript() throws Exception {
    Finished run =
        DunlinProcess.run(
            folder, "sql", "--format=csv", "SELECT 1 AS a; SELECT * FROM nowhere; SELECT 2 AS b");
    assertEquals("a\n1\n", run.out());
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("\nerror: There is no table "), run.err());
    assertClean();
  }

  @Test
  void badDataIsTheUsersMistake() throws Exception {
    Finished run =
        DunlinProcess.run(
            folder, "sql", "-q", "SELECT CAST('x' || id AS INTEGER) AS a FROM 'items/*.parquet'");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("error: "), run.err());
    assertTrue(run.err().contains("'x"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
    assertClean();
  }

  @Test
  void anOutputThatExistsIsRefusedBeforeAnyWork() throws Exception {
    Files.createDirectories(folder.resolve("taken"));
    Files.writeString(folder.resolve("taken/old"), "rows");
    Finished run = DunlinProcess.run(folder, "sql", "COPY (FROM 'items/*.parquet') TO 'taken'");
    assertEquals(2, run.exitCode());
    assertEquals(
        "error: Cannot write to %s: there is something already. Add the option OVERWRITE, or write to another folder.\n"
            .formatted(folder.resolve("taken")),
        run.err());
    assertEquals("rows", Files.readString(folder.resolve("taken/old")));
  }

  @Test
  void mistakesInOptionsAndFilesHaveExitCodeTwo() throws Exception {
    Files.writeString(folder.resolve("bad.conf"), "local.slots = many\n");
    for (List<String> args :
        List.of(
            List.of("sql", "--nonsense"),
            List.of("sql", "--format=xml", "SELECT 1"),
            List.of("sql", "--set=local.slot=1", "SELECT 1"),
            List.of("sql", "--set=local.slots", "SELECT 1"),
            List.of("sql", "--config=bad.conf", "SELECT 1"),
            List.of("sql", "--config=none.conf", "SELECT 1"),
            List.of("sql", "-f", "none.sql"),
            List.of("sql", "-f", "x.sql", "SELECT 1"),
            List.of("sequel"))) {
      Finished run = DunlinProcess.run(folder, args.toArray(String[]::new));
      assertEquals(2, run.exitCode(), args + run.err());
      assertTrue(run.err().startsWith("error: "), args + run.err());
      assertEquals("", run.out());
    }
  }

  @Test
  void helpAndVersionGoToStandardOutput() throws Exception {
    for (List<String> args :
        List.of(List.of("--help"), List.of("sql", "--help"), List.of("explain", "--help"))) {
      Finished run = DunlinProcess.run(folder, args.toArray(String[]::new));
      assertEquals(0, run.exitCode());
      assertTrue(run.out().contains("Examples:"), run.out() + run.err());
    }
    assertTrue(DunlinProcess.run(folder, "--version").out().startsWith("dunlin "));
  }

  @Test
  void aReaderThatHasEnoughEndsTheCommandQuietly() throws Exception {
    try (DunlinProcess dunlin =
        DunlinProcess.start(
            folder, "sql", "-q", "--format=csv", "SELECT * FROM 'items/*.parquet'")) {
      byte[] first = dunlin.process().getInputStream().readNBytes(8);
      assertEquals("id,kind\n", new String(first, UTF_8));
      dunlin.process().getInputStream().close();
      assertEquals(0, dunlin.exitCode());
      assertEquals("", dunlin.err());
    }
    assertClean();
  }
}
