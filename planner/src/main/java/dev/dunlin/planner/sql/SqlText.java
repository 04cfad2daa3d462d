package dev.dunlin.planner.sql;

import dev.dunlin.core.failure.UserErrorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/** The text of a statement, which knows where each node of its syntax tree stands. */
public final class SqlText {
  private final byte[] utf8;
  private final int firstLine;

  /**
   * @param text the text that was parsed
   * @param firstLine the line of the script on which it begins, from 1
   */
  public SqlText(String text, int firstLine) {
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    this.firstLine = firstLine;
  }

  /** An error at a node: the message, then the line of SQL with a caret below. */
  public UserErrorException error(JsonNode node, String message) {
    return new UserErrorException(message + at(node));
  }

  /** Where a node stands, to follow a message; empty if DuckDB does not tell. */
  public String at(JsonNode node) {
    JsonNode location = node.path("query_location");
    return location.isIntegralNumber() && location.canConvertToInt() ? at(location.intValue()) : "";
  }

  /** Where a byte of the text stands, to follow a message. */
  public String at(int offsetBytes) {
    int offset = Math.min(Math.max(0, offsetBytes), utf8.length);
    int start = offset;
    while (start > 0 && utf8[start - 1] != '\n') {
      start--;
    }
    int end = offset;
    while (end < utf8.length && utf8[end] != '\n') {
      end++;
    }
    int line = firstLine;
    for (int i = 0; i < start; i++) {
      line += utf8[i] == '\n' ? 1 : 0;
    }
    String before = text(start, offset);
    return "%n  line %d, column %d:%n  %s%n  %s^"
        .formatted(
            line,
            before.codePointCount(0, before.length()) + 1,
            text(start, end).stripTrailing(),
            before.replaceAll("[^\t]", " "));
  }

  private String text(int from, int to) {
    return new String(Arrays.copyOfRange(utf8, from, to), StandardCharsets.UTF_8);
  }
}
