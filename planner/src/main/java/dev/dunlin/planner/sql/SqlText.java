package dev.dunlin.planner.sql;

import dev.dunlin.core.failure.UserErrorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The text of a statement, which knows where each node of its syntax tree stands. */
public final class SqlText {
  /** Letters of a line that are shown on each side of the caret. */
  private static final int MAX_SIDE = 200;

  private static final Pattern PLACE = Pattern.compile("\\R  line \\d+, column \\d+:\\R");

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

  /** Whether a node begins with a single quote, as paths do. */
  public boolean isInSingleQuotes(JsonNode node) {
    int offset = node.path("query_location").asInt(-1);
    return offset >= 0 && offset < utf8.length && utf8[offset] == '\'';
  }

  /** Where a node stands, to follow a message; empty if DuckDB does not tell. */
  public String at(JsonNode node) {
    JsonNode location = node.path("query_location");
    return location.isIntegralNumber() && location.canConvertToInt() ? at(location.intValue()) : "";
  }

  /** Where a character of a text stands among its bytes, as DuckDB counts. */
  public static int offsetBytes(String text, int character) {
    return text.substring(0, character).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether a message tells where in the text it applies. */
  public static boolean tellsPlace(String message) {
    return PLACE.matcher(message).find();
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
    String shownBefore = end(before);
    return "%n  line %d, column %d:%n  %s%s%n  %s^"
        .formatted(
            line,
            before.codePointCount(0, before.length()) + 1,
            shownBefore,
            beginning(text(offset, end).stripTrailing()),
            shownBefore.replaceAll("[^\t]", " "));
  }

  /** The last letters before the caret, of a long line. */
  private static String end(String before) {
    int letters = before.codePointCount(0, before.length());
    return letters <= MAX_SIDE
        ? before
        : "…" + before.substring(before.offsetByCodePoints(before.length(), -MAX_SIDE));
  }

  /** The first letters from the caret on, of a long line. */
  private static String beginning(String after) {
    return after.codePointCount(0, after.length()) <= MAX_SIDE
        ? after
        : after.substring(0, after.offsetByCodePoints(0, MAX_SIDE)) + "…";
  }

  private String text(int from, int to) {
    return new String(Arrays.copyOfRange(utf8, from, to), StandardCharsets.UTF_8)
        .replace('\0', '\u2400'); // The sign for it, which can be seen.
  }
}
