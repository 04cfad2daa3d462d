package dev.dunlin.driver.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.driver.cli.output.StandardOutput;
import dev.dunlin.driver.cli.output.StreamedTable;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SampleRows;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
@Timeout(120)
final class PagerTest {
  @TempDir Path folder;

  private String fits(String text) throws Exception {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (Pager pager =
        new Pager("cat > '" + folder.resolve("paged") + "'", Size.of(10, 6), screen)) {
      pager.write(text.getBytes(UTF_8));
    }
    return screen.toString(UTF_8);
  }

  @Test
  void whatFitsTheScreenGoesThere() throws Exception {
    for (String text : new String[] {"", "a\nb\nc\nd\n", "┌────────┐\n"}) {
      assertEquals(text, fits(text));
      assertFalse(Files.exists(folder.resolve("paged")));
    }
  }

  @Test
  void whatIsTooLongOrTooWideGoesToThePagerFromItsFirstByteOn() throws Exception {
    for (String text : new String[] {"a\nb\nc\nd\ne\n", "12345678901"}) {
      assertEquals("", fits(text));
      assertEquals(text, Files.readString(folder.resolve("paged")));
    }
  }

  @Test
  void aPagerThatHasSeenEnoughEndsTheReadingOfRowsWithoutEnd() throws Exception {
    Path seen = folder.resolve("seen");
    try (Rows rows =
        SampleRows.counted(folder, Long.MAX_VALUE, "SELECT i FROM range(1000000000000000) t(i)")) {
      Pager pager = new Pager("head -n 5 > '" + seen + "'", Size.of(80, 24), System.out);
      Writer writer = new OutputStreamWriter(pager, UTF_8);
      assertThrows(StandardOutput.ClosedException.class, () -> StreamedTable.write(rows, writer));
      pager.close();
    }
    assertEquals("│ 0 │", Files.readAllLines(seen).getLast().replaceAll(" +", " "));
  }

  @Test
  void aColumnThatGrowsBeginsANewFrameAndNothingIsCut() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Rows rows =
            SampleRows.of(
                folder,
                "SELECT CASE WHEN i = 2500 THEN repeat('x', 30) ELSE 'y' END AS a FROM range(3000) t(i)");
        Writer writer = new OutputStreamWriter(out, UTF_8)) {
      StreamedTable.write(rows, writer);
    }
    String text = out.toString(UTF_8);
    assertEquals(2, text.lines().filter(line -> line.startsWith("┌")).count(), "frames");
    assertEquals(2, text.lines().filter(line -> line.startsWith("└")).count(), "frames");
    assertEquals(2999, text.lines().filter(line -> line.startsWith("│ y ")).count());
    assertEquals(1, text.lines().filter(line -> line.equals("│ " + "x".repeat(30) + " │")).count());
    assertEquals("3,000 rows", text.lines().reduce((_, last) -> last).orElseThrow());
  }

  @Test
  void thePagerIsTheEnvironmentsOrLess() throws Exception {
    assertEquals(Optional.of("most -w"), Pager.standard(Map.of("PAGER", "most -w")));
    assertEquals(Optional.empty(), Pager.standard(Map.of("PAGER", "")));
    assertEquals(Optional.empty(), Pager.standard(Map.of("PAGER", "cat")));
    assertEquals(Optional.empty(), Pager.standard(Map.of("PATH", folder.toString())));
    Path less = Files.createFile(folder.resolve("less"));
    assertEquals(true, less.toFile().setExecutable(true));
    assertEquals(Optional.of("less"), Pager.standard(Map.of("PATH", "/nowhere:" + folder)));
  }
}
