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
  void explainGoesThroughAllStatementsOfAScriptThoughNothingOfItHasRun() throws Exception {
    Finished run =
        DunlinProcess.run(
            folder,
            "explain",
            """
            CREATE VIEW zeroes AS FROM 'items/*.parquet' WHERE kind = 0;
            COPY (FROM zeroes) TO 'later';
            SELECT count(*) FROM 'later/*.parquet';
            CREATE TABLE kept AS FROM zeroes;
            SELECT * FROM kept
            WHERE id = 1;
            SHOW TABLES;
            DROP TABLE kept;
            SELECT 1""");
    assertEquals(0, run.exitCode(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(3, lines.stream().filter(l -> l.startsWith("Stage 0: ")).count(), run.out());
    assertEquals(
        List.of(
            "line 3: no stages: reads later, which an earlier statement is to write",
            "line 5: no stages: reads kept, which an earlier statement is to write",
            "line 7: no stages: SHOW TABLES",
            "line 8: no stages: DROP TABLE kept"),
        lines.stream().filter(l -> l.contains("no stages")).toList());
    Finished wrong =
        DunlinProcess.run(folder, "explain", "COPY (SELECT 1) TO 'later'; FROM 'nowhere.csv'");
    assertEquals(2, wrong.exitCode(), wrong.out());
    assertTrue(wrong.err().contains("nowhere.csv"), wrong.err());
  }

  @Test
  void theShellReadsAScriptAsItRunsItAndEndsAtTheFirstFailure() throws Exception {
    String script =
        """
        CREATE VIEW zeroes AS FROM 'items/*.parquet'
          WHERE kind = 0; \\format csv
        SELECT count(*) AS n
        FROM zeroes;
        \\set local.slots 1
        SELECT
          nope FROM zeroes;
        SELECT 'never';
        """;
    Finished run = DunlinProcess.runWith(script, folder, "shell", "-q");
    assertEquals("n\n33334\n", run.out());
    assertEquals(2, run.exitCode());
    assertEquals(
        """
        the format is csv
        error: There is no column "nope". The columns here are: id, kind.
          line 7, column 3:
            nope FROM zeroes
            ^
        """,
        run.err());
    assertClean();
    Finished open = DunlinProcess.runWith("SELECT 1 AS a;\n\nSELECT 'x", folder, "shell", "-q");
    assertEquals(2, open.exitCode());
    assertEquals("error: The quote on line 3 is never closed.\n", open.err());
    Finished last = DunlinProcess.runWith("\\format csv\nSELECT 2 AS a", folder, "shell", "-q");
    assertEquals("a\n2\n", last.out(), last.err());
    assertEquals(0, last.exitCode());
  }

  @Test
  void theShellAnswersBeforeItsInputEnds() throws Exception {
    try (DunlinProcess dunlin = DunlinProcess.start(folder, "shell", "-q")) {
      var in = dunlin.process().outputWriter();
      var out = dunlin.process().inputReader();
      in.write("\\format csv\nSELECT 1 AS a;\n");
      in.flush();
      assertEquals("a", out.readLine());
      assertEquals("1", out.readLine());
      in.write("SELECT 2 AS b;\nexit\nnever read");
      in.flush();
      assertEquals("b", out.readLine());
      assertEquals("2", out.readLine());
      assertEquals(0, dunlin.exitCode(), dunlin.err());
    }
    assertClean();
  }

  @Test
  void tablesAreFoundInTheCatalogAndInFolders() throws Exception {
    Path data = Files.createDirectories(folder.resolve("found"));
    for (String file :
        List.of(
            "orders/year=2024/part-0.csv",
            "orders/year=2025/part-1.csv",
            "log-2024-01.jsonl",
            "log-2024-02.jsonl",
            "single7.csv",
            "notes.txt",
            "_tmp/x.csv")) {
      Files.createDirectories(data.resolve(file).getParent());
      Files.writeString(data.resolve(file), "a,b\n1,2\n");
    }
    assertEquals(
        """
        path,format,files,bytes
        found/log*.jsonl,json,2,16
        found/orders/,csv,2,16
        found/single7.csv,csv,1,8
        """,
        DunlinProcess.run(folder, "tables", "found", "--format=csv").out());
    assertEquals(
        "path,format,files,bytes\nfound/orders/,csv,2,16\n",
        DunlinProcess.run(folder, "tables", "found/orders", "--format=csv").out());
    Finished none = DunlinProcess.run(folder, "tables", "nowhere");
    assertEquals(2, none.exitCode());
    assertTrue(none.err().startsWith("error: There is no file or folder 'nowhere/'"), none.err());

    String catalog = "--set=catalog.file=" + folder.resolve("catalog.json");
    DunlinProcess.run(
        folder, "sql", catalog, "CREATE TABLE shop USING csv LOCATION 'found/orders'");
    assertEquals(
        "name,kind,location\nshop,table," + data.resolve("orders") + "\n",
        DunlinProcess.run(folder, "tables", catalog, "--format=csv").out());
    Finished described = DunlinProcess.run(folder, "describe", catalog, "SHOP", "--format=csv");
    assertEquals(
        "column_name,column_type,null\na,BIGINT,YES\nb,BIGINT,YES\nyear,BIGINT,NO\n",
        described.out());
    assertEquals("csv, 2 files, about 2 rows, 16 B\n", described.err());
    Finished wrong = DunlinProcess.run(folder, "describe", catalog, "shup");
    assertEquals(
        "error: There is no table and no folder 'shup'. Did you mean 'shop'?\n", wrong.err());
  }

  @Test
  void aTableIsDescribedByItsMetadataAndItsFirstRowsArePrinted() throws Exception {
    Finished described = DunlinProcess.run(folder, "describe", "items");
    assertEquals(0, described.exitCode(), described.err());
    assertTrue(described.out().contains("│ id          │ BIGINT      │"), described.out());
    assertTrue(
        described
            .out()
            .matches("(?s).*\nparquet, 1 file, 100,000 rows, [0-9.]+ KiB, 1 row group\n"),
        described.out());
    assertEquals("", described.err());

    Finished head = DunlinProcess.run(folder, "head", "-n2", "items", "--format=csv", "-q");
    assertEquals("id,kind\n0,0\n1,1\n", head.out(), head.err());
    Finished missing = DunlinProcess.run(folder, "head", "items/b.parquet", "-q");
    assertEquals(2, missing.exitCode());
    assertTrue(
        missing
            .err()
            .startsWith("error: There is no file or folder 'items/b.parquet'. Did you mean"),
        missing.err());
    assertClean();
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
