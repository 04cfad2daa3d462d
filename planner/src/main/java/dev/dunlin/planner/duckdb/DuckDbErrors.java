package dev.dunlin.planner.duckdb;

import dev.dunlin.core.failure.DuckDbAdvice;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's messages in the user's words. */
public final class DuckDbErrors {
  /** The error's type comes first: {@code Conversion Error: Could not …}. */
  private static final Pattern KIND = Pattern.compile("(?s)[A-Za-z ]+? Error: (.*)");

  /** A number as it stands in the text, before it has a type. */
  private static final Pattern LITERAL = Pattern.compile("\\b(INTEGER|STRING)_LITERAL\\b");

  private DuckDbErrors() {}

  private static final String CANDIDATES = "\n\tCandidate functions:";
  private static final int MAX_CANDIDATES = 5;

  /**
   * The message as a sentence: without the error's type, the excerpt of our own SQL, and a long
   * list of functions that might have been meant.
   */
  public static String message(SQLException e) {
    Matcher kind = KIND.matcher(String.valueOf(e.getMessage()));
    String message = kind.matches() ? kind.group(1) : String.valueOf(e.getMessage());
    int excerpt = message.indexOf("\nLINE ");
    return sentence(excerpt < 0 ? message : message.substring(0, excerpt));
  }

  /**
   * What DuckDB says, as a sentence without a long list of functions that might have been meant.
   */
  static String sentence(String message) {
    int candidates = message.indexOf(CANDIDATES);
    if (candidates >= 0
        && message.substring(candidates + CANDIDATES.length()).strip().lines().count()
            > MAX_CANDIDATES) {
      message = message.substring(0, candidates);
    }
    // How the planner asks whether two types go together.
    message = DuckDbAdvice.replacedIn(message).replace(" in CASE expression", "").strip();
    message =
        LITERAL
            .matcher(message)
            .replaceAll(m -> m.group(1).equals("STRING") ? "VARCHAR" : "INTEGER");
    return message.matches("(?s).*[.!?]") || message.contains("\n") ? message : message + ".";
  }
}
