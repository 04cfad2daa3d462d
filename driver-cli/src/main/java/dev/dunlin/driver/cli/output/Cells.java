package dev.dunlin.driver.cli.output;

import java.util.Locale;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/** Text for the cells of a table on a terminal, measured in columns of the screen. */
final class Cells {
  private Cells() {}

  /** A value for one line: NULL, or the text with its control characters made visible. */
  static String of(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    StringBuilder text = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isISOControl(c)) {
        if (text != null) {
          text.append(c);
        }
        continue;
      }
      if (text == null) {
        text = new StringBuilder(value.substring(0, i));
      }
      text.append(
          switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\x%02x", (int) c);
          });
    }
    return text == null ? value : text.toString();
  }

  /** Columns of the screen that a text takes; a Chinese character takes two, an accent none. */
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      width += width(text.codePointAt(i));
    }
    return width;
  }

  /** The text if it fits, else its beginning and an ellipsis. */
  static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int width = 0;
    int i = 0;
    while (width + width(text.codePointAt(i)) < columns) {
      width += width(text.codePointAt(i));
      i += Character.charCount(text.codePointAt(i));
    }
    return text.substring(0, i) + "…";
  }

  /** The text with spaces on its right. */
  static String left(String text, int columns) {
    return text + " ".repeat(columns - width(text));
  }

  /** The text with spaces on its left. */
  static String right(String text, int columns) {
    return " ".repeat(columns - width(text)) + text;
  }

  /** The text with spaces on both sides, an odd one on the right. */
  static String centred(String text, int columns) {
    return left(" ".repeat((columns - width(text)) / 2) + text, columns);
  }

  private static int width(int codePoint) {
    return codePoint < 0x300 ? 1 : Math.max(0, WCWidth.wcwidth(codePoint));
  }
}
