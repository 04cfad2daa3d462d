package dev.dunlin.planner.sql;

import dev.dunlin.core.failure.UserErrorException;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL text into words, quoted pieces, symbols and comments. */
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
    SYMBOL,
    /** A comment; one of the kind that ends with its line has no line end in it. */
    COMMENT
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
        case WORD, SYMBOL, COMMENT -> text;
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
   * What stands in a text, which may be one that somebody is still typing.
   *
   * @param tokens all tokens, with the comments
   * @param open whether the last token is a quote or comment that is not closed
   */
  public record Scan(List<Token> tokens, boolean open) {
    public Scan {
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * The tokens of a text, without the comments.
   *
   * @throws UserErrorException if a quote or comment is left open, or a NUL character is in it
   */
  public static List<Token> of(String sql) {
    int nul = sql.indexOf('\0');
    if (nul >= 0) {
      // DuckDB would take the text for ended there.
      throw new UserErrorException(
          "There is a NUL character in the SQL, which no name and no text in quotes can have: write"
              + " 'a' || chr(0) || 'b'."
              + new SqlText(sql, 1).at(SqlText.offsetBytes(sql, nul)));
    }
    Scan scan = scan(sql);
    if (scan.open()) {
      throw open(sql, scan.tokens().getLast());
    }
    return scan.tokens().stream().filter(token -> token.kind() != Kind.COMMENT).toList();
  }

  /** The tokens of a text, whatever it is. */
  public static Scan scan(String sql) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < sql.length()) {
      int start = i;
      char c = sql.charAt(i);
      Kind kind;
      int end;
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      } else if (sql.startsWith("--", i)) {
        kind = Kind.COMMENT;
        end = sql.indexOf('\n', i);
        end = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", i)) {
        kind = Kind.COMMENT;
        end = endOfComment(sql, i);
      } else if (c == '\'' || c == '"') {
        kind = c == '"' ? Kind.QUOTED : Kind.STRING;
        end = endOfQuote(sql, i, c, c == '\'' && afterEscapePrefix(i, tokens));
      } else if (c == '$' && dollarTag(sql, i) > 0) {
        kind = Kind.STRING;
        String tag = sql.substring(i, dollarTag(sql, i));
        end = sql.indexOf(tag, i + tag.length());
        end = end < 0 ? -1 : end + tag.length();
      } else if (isWordPart(c)) {
        kind = Kind.WORD;
        end = i + 1;
        while (end < sql.length() && isWordPart(sql.charAt(end))) {
          end++;
        }
      } else {
        kind = Kind.SYMBOL;
        end = i + 1;
      }
      i = end < 0 ? sql.length() : end;
      tokens.add(new Token(kind, sql.substring(start, i), start));
      if (end < 0) {
        return new Scan(tokens, true);
      }
    }
    return new Scan(tokens, false);
  }

  /** The line, from 1, on which this character stands. */
  public static int lineOf(String sql, int index) {
    return 1 + (int) sql.substring(0, index).chars().filter(c -> c == '\n').count();
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c);
  }

  /** {@code e'…'} takes backslash escapes. */
  private static boolean afterEscapePrefix(int quote, List<Token> tokens) {
    return !tokens.isEmpty() && tokens.getLast().end() == quote && tokens.getLast().is("e");
  }

  /** The end of a quote, or −1 if it has none. */
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
    return -1;
  }

  /** The end of a comment, or −1 if it has none. */
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
    return -1;
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

  private static UserErrorException open(String sql, Token token) {
    String what =
        token.kind() == Kind.COMMENT
            ? "The comment"
            : token.text().startsWith("$")
                ? "The quoted text that begins with "
                    + token.text().substring(0, dollarTag(token.text(), 0))
                : "The quote";
    return new UserErrorException(
        what + " on line " + lineOf(sql, token.start()) + " is never closed.");
  }
}
