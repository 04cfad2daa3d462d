package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form of expressions: text with holes.
 *
 * @param construct what it shows
 * @param tokens in order; one that stands alone (a call, a list) needs no parentheses around it
 */
record Form(String construct, List<Token> tokens) {
  private static final Pattern HOLE =
      Pattern.compile("\\$(\\?|~|[A-Z]+|filter|by|total|peers|query|rows|row)(?:\\(([^)]*)\\))?");
  private static final Pattern CLOSED =
      Pattern.compile("[\\w ]*\\(.*\\)|\\[.*]|\\{.*}|\\w+|MAP \\{.*}|CASE .* END");
  private static final Set<String> VARIABLE = Set.of("BOOLEAN", "INTEGER", "VARCHAR");

  /** A part of a form. */
  sealed interface Token {}

  /** What always stands there. */
  record Words(String text) implements Token {}

  /**
   * What is filled in.
   *
   * @param kind a sort's name, {@code ?}, {@code ~}, {@code NUMBER}, or a word that the reader of
   *     the form knows
   * @param argument the words in parentheses behind it; empty if there are none
   */
  record Hole(String kind, String argument) implements Token {}

  Form {
    tokens = List.copyOf(tokens);
  }

  static Form parse(String construct, String text) {
    String whole = isClosed(text) ? text : "(" + text + ")";
    List<Token> tokens = new ArrayList<>();
    Matcher hole = HOLE.matcher(whole);
    int end = 0;
    while (hole.find()) {
      if (hole.start() > end) {
        tokens.add(new Words(whole.substring(end, hole.start())));
      }
      String argument = hole.group(2);
      boolean takesArgument =
          VARIABLE.contains(hole.group(1))
              || hole.group(1).equals("query")
              || hole.group(1).equals("row");
      if (argument != null && !takesArgument) {
        tokens.add(new Hole(hole.group(1), ""));
        end = hole.end(1);
        hole.region(end, whole.length());
      } else {
        tokens.add(new Hole(hole.group(1), argument == null ? "" : argument));
        end = hole.end();
      }
    }
    if (end < whole.length()) {
      tokens.add(new Words(whole.substring(end)));
    }
    return new Form(construct, tokens);
  }

  /** Whether it can stand beside an operator as it is. */
  private static boolean isClosed(String text) {
    if (!CLOSED.matcher(text).matches()) {
      return false;
    }
    // The first bracket has to be closed by the last.
    int depth = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      if (depth == 0 && ")]}".indexOf(c) >= 0) {
        return text.startsWith("CASE ");
      }
    }
    return true;
  }
}
