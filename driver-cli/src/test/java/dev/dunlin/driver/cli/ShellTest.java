package dev.dunlin.driver.cli;

import static dev.dunlin.driver.cli.DunlinTerminal.CTRL_C;
import static dev.dunlin.driver.cli.DunlinTerminal.CTRL_D;
import static dev.dunlin.driver.cli.DunlinTerminal.ENTER;
import static dev.dunlin.driver.cli.DunlinTerminal.TAB;
import static dev.dunlin.driver.cli.DunlinTerminal.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.session.DuckDbOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell at a real pseudo-terminal: what is typed, and what is then seen. */
@Tag("unit")
@Timeout(600)
@EnabledOnOs(
    value = OS.LINUX,
    disabledReason = "the script command of other systems is another one")
final class ShellTest {
  private static final String PROMPT = "dunlin>";

  @TempDir static Path files;

  /** The shell's folder and home. */
  @TempDir Path folder;

  @BeforeAll
  static void makeItems() throws Exception {
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      oracle.parquet(
          "SELECT i AS id, (i % 3)::INTEGER AS kind, 1 AS \"Big Weight\" FROM range(100000) t(i)",
          files.resolve("a.parquet"));
    }
  }

  private DunlinTerminal shell(Map<String, String> environment) throws IOException {
    Path items = folder.resolve("items");
    if (!Files.exists(items)) {
      Files.createDirectory(items);
      Files.copy(files.resolve("a.parquet"), items.resolve("a.parquet"));
    }
    return DunlinTerminal.start(folder, environment, "shell");
  }

  private DunlinTerminal shell() throws IOException {
    return shell(Map.of());
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void tabCompletesKeywordsPathsFunctionsAndColumns() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT).type("SEL" + TAB).awaitPrompt(PROMPT + " SELECT");
      shell.type("approx_cou" + TAB).awaitPrompt(PROMPT + " SELECT approx_count_distinct(");
      shell.type("1) AS n FROM 'it" + TAB).await("FROM 'items/");
      shell.type("a" + TAB).await("FROM 'items/a.parquet'");
      shell.type("WHERE ki" + TAB).await("FROM 'items/a.parquet' WHERE kind");
      shell.type("= 0 AND \"Bi" + TAB).await("AND \"Big Weight\"");
      shell.type("= 1;" + ENTER).await("1 row").awaitPrompt(PROMPT);
    }
  }

  @Test
  void tabCompletesTablesAndCommandsAndKeys() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell
          .awaitPrompt(PROMPT)
          .type("CREATE VIEW heavy_items AS FROM 'items/*.parquet';" + ENTER)
          .awaitPrompt(PROMPT);
      shell.type("\\d hea" + TAB).awaitPrompt(PROMPT + " \\d heavy_items");
      shell.type(ENTER).await("Big Weight").awaitPrompt(PROMPT);
      shell
          .type("SELECT h.ki FROM heavy_it" + TAB)
          .awaitPrompt(PROMPT + " SELECT h.ki FROM heavy_items");
      shell.type(CTRL_C).awaitPrompt(PROMPT);
      shell.type("\\tim" + TAB).awaitPrompt(PROMPT + " \\timing").type(CTRL_C);
      shell.type("\\set local.sl" + TAB).awaitPrompt(PROMPT + " \\set local.slots");
      shell.type(" 1" + ENTER).awaitPrompt(PROMPT);
      shell.type("\\set local.slots" + ENTER).await("local.slots = 1");
    }
  }

  @Test
  void ctrlCClearsWhatIsTypedOnce() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT);
      for (int time = 1; time <= 20; time++) {
        shell.type("SELECT " + time).awaitPrompt(PROMPT + " SELECT " + time);
        shell.type(CTRL_C).awaitPrompt(PROMPT);
      }
      shell.type("SELECT last").awaitPrompt(PROMPT + " SELECT last");
      assertFalse(shell.screen().contains(PROMPT), () -> String.join("\n", shell.screen()));
    }
  }

  @Test
  void aStatementGoesOnUntilItsSemicolonAndThePromptTellsWhatIsOpen() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT).type("SELECT 'one;" + ENTER).awaitPrompt("     '>");
      shell.type("two' AS \"a;" + ENTER).awaitPrompt("     \">");
      shell.type("b\", /* ; " + ENTER).awaitPrompt("     *>");
      shell.type("*/ $$;" + ENTER).awaitPrompt("     $>");
      shell.type("$$ AS c -- ;" + ENTER).awaitPrompt("     ->");
      shell.type(";" + ENTER).await("│ one;\\ntwo │ ;\\n").awaitPrompt(PROMPT);
      shell.type(UP).awaitPrompt("     -> ;");
      shell.type(CTRL_C).awaitPrompt(PROMPT);
      shell.type(CTRL_D);
      assertEquals("0 same", shell.end());
    }
    assertNothingIsLeft();
  }

  @Test
  void ctrlCCancelsTheQueryAndNotTheShell() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell
          .awaitPrompt(PROMPT)
          .type(
              "SELECT sum(a.id * b.id + c.id) FROM 'items/' a JOIN 'items/' b ON a.kind = b.kind"
                  + " JOIN 'items/' c ON b.kind = c.kind;"
                  + ENTER)
          .await("tasks, 1 running");
      shell.type(CTRL_C).await("was cancelled: interrupted").awaitPrompt(PROMPT);
      assertFalse(String.join("\n", shell.screen()).contains("░"), "the progress display is gone");
      shell.type("SELECT 6 * 7 AS answer;" + ENTER).await(" 42 │").awaitPrompt(PROMPT);
      shell.type("SELECT never" + CTRL_C).awaitPrompt(PROMPT);
      shell.type("\\q" + ENTER);
      assertEquals("0 same", shell.end());
    }
    assertNothingIsLeft();
  }

  @Test
  void whatIsTypedWhileAQueryRunsWaitsForThePrompt() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell
          .awaitPrompt(PROMPT)
          .type(
              "SELECT count(*) FROM 'items/' a JOIN 'items/' b ON a.kind = b.kind AND a.id + b.id > 10"
                  + " WHERE a.id < 30000 AND b.id < 30000;"
                  + ENTER)
          .await("tasks, 1 running");
      shell.type("SELECT 6 * 7 AS answer;" + ENTER + "SELECT 1");
      shell.await(" 42 │").awaitPrompt(PROMPT + " SELECT 1");
      assertFalse(String.join("\n", shell.screen()).contains("░"), "the progress display is gone");
    }
  }

  @Test
  void historyIsThereInTheNextShellAndNobodyElseCanReadIt() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT).type("SELECT 'first'" + ENTER).awaitPrompt("     ->");
      shell.type("AS word;" + ENTER).await("│ first").awaitPrompt(PROMPT);
      shell.type("SELECT 2 AS two;" + ENTER).await(" 2 │").awaitPrompt(PROMPT);
      shell.type(CTRL_D);
      assertEquals("0 same", shell.end());
    }
    Path history = folder.resolve(".dunlin/history");
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT).type(UP).awaitPrompt(PROMPT + " SELECT 2 AS two;");
      shell.type(UP).awaitPrompt("     -> AS word;");
      shell.type(ENTER).await("│ first").awaitPrompt(PROMPT);
      shell.type("\u0012two").await("SELECT 2 AS two;");
    }
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
  }

  @Test
  void aResultOfTwoHundredColumnsGoesThroughThePagerWhole() throws Exception {
    String columns =
        IntStream.range(0, 200).mapToObj(i -> i + " AS c" + i).collect(Collectors.joining(", "));
    Files.writeString(folder.resolve("wide.sql"), "CREATE VIEW wide AS SELECT " + columns);
    try (DunlinTerminal shell = shell(Map.of("PAGER", "tee pages | cut -c 1-40; echo paged"))) {
      shell.awaitPrompt(PROMPT).type("CREATE VIEW wide AS SELECT " + columns + ";" + ENTER);
      shell.awaitPrompt(PROMPT).type("FROM wide;" + ENTER).await("paged").awaitPrompt(PROMPT);
      List<String> pages = Files.readAllLines(folder.resolve("pages"));
      assertEquals(7, pages.size());
      assertTrue(pages.get(1).matches("│ +c0 +│.*│ +c199 +│"), pages.get(1));
      assertTrue(pages.get(4).matches("│ +0 │.*│ +199 │"), pages.get(4));
      shell.type("\\pager off" + ENTER).await("the pager is off").type("FROM wide;" + ENTER);
      shell.await("of 200 columns shown: for all of it use \\format csv").awaitPrompt(PROMPT);
    }
  }

  @Test
  void aResultOfAMillionRowsShowsItsFirstPageAndCanBeLeft() throws Exception {
    try (DunlinTerminal shell = shell(Map.of("PAGER", "more"))) {
      shell
          .awaitPrompt(PROMPT)
          .type("SELECT i AS n, i * 7 AS m FROM range(1000000) t(i);" + ENTER)
          .await("│     17 │")
          .await("--More--");
      shell.type(" ").await("│     36 │");
      shell.type("q").awaitPrompt(PROMPT);
      shell.type("SELECT 6 * 7 AS answer;" + ENTER).await(" 42 │").awaitPrompt(PROMPT);
      shell.type("\\q" + ENTER);
      assertEquals("0 same", shell.end());
    }
    assertNothingIsLeft();
  }

  @Test
  void ctrlCInThePagerIsThePagers() throws Exception {
    Path pager = Files.writeString(folder.resolve("pager.sh"), "head -n 1\nread key < /dev/tty\n");
    try (DunlinTerminal shell =
        shell(Map.of("PAGER", "trap 'echo mine' INT; sh " + pager + "; sh " + pager))) {
      shell.awaitPrompt(PROMPT).type("SELECT i AS n FROM range(1000) t(i);" + ENTER).await("┌");
      shell.type(CTRL_C).await("mine");
      shell.type(ENTER).awaitPrompt(PROMPT);
      shell.type("SELECT 6 * 7 AS answer;" + ENTER).await(" 42 │");
    }
  }

  /** Of more rows than a pipe holds, the last ones are written after the pager's end. */
  @ParameterizedTest
  @ValueSource(ints = {100, 1_000_000})
  void aPagerThatIsNotThereIsNamed(int rows) throws Exception {
    try (DunlinTerminal shell = shell(Map.of("PAGER", "no-such-pager"))) {
      shell.awaitPrompt(PROMPT).type("SELECT i FROM range(%d) t(i);".formatted(rows) + ENTER);
      shell.await("there is no pager 'no-such-pager'. Set PAGER to another").awaitPrompt(PROMPT);
    }
  }

  @Test
  void anErrorIsShownAtItsPlaceAndTheSessionGoesOn() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT).type("CREATE VIEW v AS SELECT 1 AS a;" + ENTER).awaitPrompt(PROMPT);
      shell.type("SELECT a," + ENTER).awaitPrompt("     ->");
      shell.type("  nope FROM v;" + ENTER).await("There is no column \"nope\"");
      shell.await("line 2, column 3:").await("  ^").awaitPrompt(PROMPT);
      shell
          .type("\\timeing" + ENTER)
          .await("There is no command \\timeing. Did you mean \\timing?");
      shell.awaitPrompt(PROMPT).type("\\explain SELECT a FROM v" + ENTER).await("Stage 0:");
      shell.awaitPrompt(PROMPT).type("\\timing on" + ENTER).await("timing is on");
      shell.type("SELECT a + 41 AS sum FROM v;" + ENTER).await(" 42 │").await("of it planning");
    }
  }

  @Test
  void sigtermAtThePromptGivesTheTerminalBack() throws Exception {
    try (DunlinTerminal shell = shell()) {
      shell.awaitPrompt(PROMPT).type("SELECT 1 AS one;" + ENTER).await(" 1 │").awaitPrompt(PROMPT);
      shell.signal("TERM");
      assertEquals("143 same", shell.end());
    }
    assertNothingIsLeft();
  }
}
