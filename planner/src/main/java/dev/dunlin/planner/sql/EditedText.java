package dev.dunlin.planner.sql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A text some parts of which are replaced, which knows where its bytes stood in the original.
 *
 * @param original the text as it was
 * @param edits in the order of the text, none overlapping another
 */
public record EditedText(String original, List<Edit> edits) {
  public EditedText {
    edits = List.copyOf(edits);
  }

  /**
   * A replacement.
   *
   * @param from the first byte replaced, in the original's UTF-8
   * @param to the byte after the last one
   */
  public record Edit(int from, int to, String replacement) {
    private int growth() {
      return utf8(replacement).length - (to - from);
    }
  }

  /** The text with its replacements. */
  public String text() {
    byte[] old = utf8(original);
    ByteArrayOutputStream text = new ByteArrayOutputStream(old.length);
    int copied = 0;
    for (Edit edit : edits) {
      text.write(old, copied, edit.from() - copied);
      text.writeBytes(utf8(edit.replacement()));
      copied = edit.to();
    }
    text.write(old, copied, old.length - copied);
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Where this byte of the text stood in the original; for a replacement, its beginning. */
  public int originalOffset(int offsetBytes) {
    int growth = 0;
    for (Edit edit : edits) {
      if (offsetBytes < edit.from() + growth) {
        break;
      }
      if (offsetBytes < edit.to() + growth + edit.growth()) {
        return edit.from();
      }
      growth += edit.growth();
    }
    return offsetBytes - growth;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
