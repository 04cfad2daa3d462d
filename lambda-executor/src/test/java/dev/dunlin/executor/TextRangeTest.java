package dev.dunlin.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class TextRangeTest {
  private static final ObjectUri FILE = ObjectUri.parse("memory://b/lines.txt");

  @TempDir Path folder;
  private final ObjectStore store = new MemoryObjectStore();

  private String lines(String text, int from, int to, int skipped) throws IOException {
    Split split =
        new Split(
            FILE, text.length(), store.stat(FILE).etag(), from, to, false, List.of(), List.of());
    Path copy = folder.resolve("copy");
    TextRange range = TextRange.copy(store, split, skipped, copy);
    String copied = Files.readString(copy);
    assertEquals(range.lengthBytes(), copied.length());
    String before = text.substring(0, (int) range.from());
    assertEquals(before.chars().filter(c -> c == '\n').count(), range.linesBefore(store));
    return copied;
  }

  private void everyCutGivesEachLineOnce(String text) throws IOException {
    store.put(FILE, text.getBytes(UTF_8));
    for (int a = 0; a <= text.length(); a++) {
      for (int b = a; b <= text.length(); b++) {
        assertEquals(
            text,
            lines(text, 0, a, 0) + lines(text, a, b, 0) + lines(text, b, text.length(), 0),
            "cut at " + a + " and " + b);
      }
    }
  }

  @Test
  void rangesThatMeetGiveEachLineExactlyOnce() throws IOException {
    everyCutGivesEachLineOnce("");
    everyCutGivesEachLineOnce("\n");
    everyCutGivesEachLineOnce("no end");
    everyCutGivesEachLineOnce("a\n\n\nbc\r\ndef\n");
    everyCutGivesEachLineOnce("a,b\n1,2\n33,44\n,\n5,6");
  }

  @Test
  void randomTextsAreCutRightToo() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 10; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); text.length() < length; ) {
        text.append("ab\n".charAt(random.nextInt(3)));
      }
      everyCutGivesEachLineOnce(text.toString());
    }
  }

  @Test
  void aLineBelongsToTheRangeOfItsFirstByte() throws IOException {
    String text = "aaa\nbbb\nccc\n";
    store.put(FILE, text.getBytes(UTF_8));

    assertEquals("aaa\n", lines(text, 0, 1, 0));
    assertEquals("", lines(text, 1, 4, 0));
    assertEquals("bbb\n", lines(text, 1, 5, 0));
    assertEquals("bbb\n", lines(text, 4, 8, 0));
  }

  @Test
  void skippedLinesAreInNoRangeWhereverItIsCut() throws IOException {
    String text = "junk\nmore junk\nheader\n1\n2\n3\n";
    store.put(FILE, text.getBytes(UTF_8));
    for (int cut = 0; cut <= text.length(); cut++) {
      assertEquals(
          "1\n2\n3\n",
          lines(text, 0, cut, 3) + lines(text, cut, text.length(), 3),
          "cut at " + cut);
    }
  }

  @Test
  void aLineLongerThanTheBufferIsFoundWhole() throws IOException {
    String text = "x".repeat(300_000) + "\n" + "y".repeat(600_000) + "\nz\n";
    store.put(FILE, text.getBytes(UTF_8));

    assertEquals("z\n", lines(text, 300_002, text.length(), 0));
    assertEquals("y".repeat(600_000) + "\n", lines(text, 10, 300_002, 0));
  }
}
