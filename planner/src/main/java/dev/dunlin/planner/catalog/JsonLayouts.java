package dev.dunlin.planner.catalog;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How the values stand in each of a table's JSON files. */
final class JsonLayouts {
  private static final String LINES = "newline_delimited";
  private static final String AUTO = "auto";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<TableFile, Boolean> byLine = new HashMap<>();
  private final String format;

  private JsonLayouts(TextFiles text, String said) {
    boolean all = true;
    for (TableFile file : text.filled()) {
      boolean lines = said.equals(AUTO) ? isByLine(text.head(file)) : said.equals(LINES);
      byLine.put(file, lines);
      all &= lines;
    }
    format = !said.equals(AUTO) ? said : all ? LINES : AUTO;
  }

  /**
   * @param said what the option {@code format} says, or {@code auto}
   */
  static JsonLayouts of(TextFiles text, String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return new JsonLayouts(text, lower.equals("nd") ? LINES : lower);
  }

  /** What DuckDB is to be told: one layout for all files, or to find it for each. */
  String format() {
    return format;
  }

  /** Whether each value of a file has a line of its own. */
  boolean aValueALine(TableFile file) {
    return byLine.getOrDefault(file, false);
  }

  /** An object that ends in its first line; what begins like an array is one. */
  private static boolean isByLine(TextHead head) {
    String text = head.text().stripLeading();
    int end = text.indexOf('\n');
    if (!text.startsWith("{") || (end < 0 && !head.complete())) {
      return false;
    }
    try {
      String line = end < 0 ? text : text.substring(0, end);
      return JSON.readTree(line.getBytes(StandardCharsets.ISO_8859_1)).isObject();
    } catch (JacksonException e) {
      // The object goes on in the next line, or it is wrong, which DuckDB will say.
      return false;
    }
  }

  /** Lines, or the outermost objects where they do not have lines of their own. */
  long rows(TextHead head) {
    if (isByLine(head)) {
      return head.lines();
    }
    long rows = 0;
    int depth = 0;
    boolean string = false;
    boolean escaped = false;
    for (char b : head.text().toCharArray()) {
      if (escaped) {
        escaped = false;
      } else if (string) {
        escaped = b == '\\';
        string = b != '"';
      } else if (b == '"') {
        string = true;
      } else if (b == '{') {
        rows += depth++ == 0 ? 1 : 0;
      } else if (b == '}') {
        depth--;
      }
    }
    return rows;
  }
}
