package dev.dunlin.planner.sql;

import dev.dunlin.core.failure.UserErrorException;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL text into words, quoted pieces and symbols, without comments. */
public final class SqlTokens {
  private SqlTokens() {}

  /** What a token is. */
  public enum Kind {
    /** A name, keyword or number. */
    WORD,
    /** Text in single quotes or dollar quotes. */
    STRING,
    /** A name in double quotes. */
    QUOTED,
    /** One character of anything else. */
    SYMBOL
  }

  /**
   * A token.
   *
   * @param text as it stands in the SQL
   * @param start where it begins, in characters
   */
  public record Token(Kind kind, String text, int start) {
    public int end() {
      return start + text.length();
    }

    /** Whether it is this keyword, in any case. */
    public boolean is(String keyword) {
      return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(keyword);
    }

    /** A name or string without its quotes. */
    public String value() {
      return switch (kind) {
        case WORD, SYMBOL -> text;
        case QUOTED -> text.substring(1, text.length() - 1).replace("\"\"", "\"");
        case STRING -> {
          if (text.charAt(0) == '\'') {
            yield text.substring(1, text.length() - 1).replace("''", "'");
          }
          int tag = text.indexOf('$', 1) + 1;
          yield text.substring(tag, text.length() - tag);
        }
      };
    }
  }

  /**
   * The tokens of a text.
   *
   * @throws UserErrorException if a quote or comment is left open
   */
  public static List<Token> of(String sql) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (sql.startsWith("--", i)) {
        int end = sql.indexOf('\n', i);
        i = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", i)) {
        i = endOfComment(sql, i);
      } else if (c == '\'' || c == '"') {
        boolean escapes = c == '\'' && afterEscapePrefix(sql, i, tokens);
        int end = endOfQuote(sql, i, c, escapes);
        tokens.add(new Token(c == '"' ? Kind.QUOTED : Kind.STRING, sql.substring(i, end), i));
        i = end;
      } else if (c == '$' && dollarTag(sql, i) > 0) {
        String tag = sql.substring(i, dollarTag(sql, i));
        int end = sql.indexOf(tag, i + tag.length());
        if (end < 0) {
          throw open(sql, i, "The quoted text that begins with " + tag);
        }
        tokens.add(new Token(Kind.STRING, sql.substring(i, end + tag.length()), i));
        i = end + tag.length();
      } else if (isWordPart(c)) {
        int end = i;
        while (end < sql.length() && isWordPart(sql.charAt(end))) {
          end++;
        }
        tokens.add(new Token(Kind.WORD, sql.substring(i, end), i));
        i = end;
      } else {
        tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), i));
        i++;
      }
    }
    return tokens;
  }

  /** The line, from 1, on which this character stands. */
  public static int lineOf(String sql, int index) {
    return 1 + (int) sql.substring(0, index).chars().filter(c -> c == '\n').count();
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c);
  }

  /** {@code e'…'} takes backslash escapes. */
  private static boolean afterEscapePrefix(String sql, int quote, List<Token> tokens) {
    return !tokens.isEmpty()
        && tokens.getLast().end() == quote
        && tokens.getLast().is("e")
        && sql.charAt(quote) == '\'';
  }

  private static int endOfQuote(String sql, int start, char quote, boolean escapes) {
    for (int i = start + 1; i < sql.length(); i++) {
      if (escapes && sql.charAt(i) == '\\') {
        i++;
      } else if (sql.charAt(i) == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    throw open(sql, start, "The quote");
  }

  private static int endOfComment(String sql, int start) {
    int depth = 0;
    for (int i = start; i + 1 < sql.length(); i++) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i++;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i++;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    throw open(sql, start, "The comment");
  }

  /** The end of {@code $tag$} if one stands here, else −1. */
  private static int dollarTag(String sql, int start) {
    for (int i = start + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '$') {
        return i + 1;
      }
      if (!Character.isLetter(c) && c != '_') {
        return -1;
      }
    }
    return -1;
  }

  private static UserErrorException open(String sql, int start, String what) {
    return new UserErrorException(what + " on line " + lineOf(sql, start) + " is never closed.");
  }
}
