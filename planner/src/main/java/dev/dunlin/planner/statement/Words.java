package dev.dunlin.planner.statement;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.sql.SqlTokens;
import dev.dunlin.planner.sql.SqlTokens.Kind;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words of a statement, read from left to right. */
final class Words {
  private final String text;
  private final int line;
  private final List<Token> tokens;
  private int next;

  Words(String text, int line) {
    this.text = text;
    this.line = line;
    this.tokens = SqlTokens.of(text);
  }

  boolean isAtEnd() {
    return next == tokens.size();
  }

  /** Whether these keywords come next; takes them if so. */
  boolean take(String... keywords) {
    if (next + keywords.length > tokens.size()) {
      return false;
    }
    for (int i = 0; i < keywords.length; i++) {
      if (!tokens.get(next + i).is(keywords[i])) {
        return false;
      }
    }
    next += keywords.length;
    return true;
  }

  void expect(String keyword) {
    if (!take(keyword)) {
      throw error("Expected " + keyword + " here");
    }
  }

  boolean isNext(String keyword) {
    return next < tokens.size() && tokens.get(next).is(keyword);
  }

  /** A name, quoted or not. */
  String name() {
    if (isAtEnd() || tokens.get(next).kind() == Kind.SYMBOL) {
      throw error("Expected a name here");
    }
    return tokens.get(next++).value();
  }

  /** The next word or symbol, whatever it is. */
  String takeAny() {
    return tokens.get(next++).text();
  }

  /** A text in quotes. */
  String string(String what) {
    if (isAtEnd() || tokens.get(next).kind() != Kind.STRING) {
      throw error("Expected " + what + " in quotes here");
    }
    return tokens.get(next++).value();
  }

  /** Names in parentheses. */
  List<String> names() {
    expect("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(name());
    } while (take(","));
    expect(")");
    return names;
  }

  /**
   * Options in parentheses, {@code (name value, name := value, name (a, b), name)}: values as SQL,
   * a list as {@code [a, b]}, an option without a value as {@code true}. Names in upper case.
   */
  Map<String, String> options() {
    expect("(");
    Map<String, String> options = new TreeMap<>();
    do {
      String name = name().toUpperCase(java.util.Locale.ROOT);
      if (take(":")) {
        expect("=");
      } else {
        boolean unused = take("=");
      }
      if (options.put(name, isNext(",") || isNext(")") ? "true" : value()) != null) {
        throw error("The option " + name + " is given twice");
      }
    } while (take(","));
    expect(")");
    return options;
  }

  private String value() {
    int start = tokens.get(next).start();
    boolean list = isNext("(");
    int depth = 0;
    while (!isAtEnd() && !(depth == 0 && (isNext(",") || isNext(")")))) {
      Token token = tokens.get(next++);
      depth +=
          token.is("(") || token.is("[") || token.is("{")
              ? 1
              : token.is(")") || token.is("]") || token.is("}") ? -1 : 0;
    }
    if (isAtEnd()) {
      throw error("The options never end");
    }
    String sql = text.substring(start, tokens.get(next - 1).end());
    return list ? "[" + sql.substring(1, sql.length() - 1) + "]" : sql;
  }

  /** A query in parentheses, or a table's name as {@code FROM} it. */
  Command.Query queryOrTable() {
    if (isAtEnd()) {
      throw error("Expected a table's name, or a query in parentheses here");
    }
    if (!isNext("(")) {
      Token table = tokens.get(next);
      String unused = name();
      // The statement's first word, COPY or DESCRIBE, is long enough to write FROM over it.
      return query("FROM" + blank(table.start()).substring("FROM".length()) + table.text());
    }
    int start = tokens.get(next).end();
    int depth = 0;
    do {
      if (isAtEnd()) {
        throw error("The query's parenthesis is never closed");
      }
      depth += isNext("(") ? 1 : isNext(")") ? -1 : 0;
      next++;
    } while (depth > 0);
    return query(blank(start) + text.substring(start, tokens.get(next - 1).start()));
  }

  /** All that is left, as a query. */
  Command.Query query() {
    int start = isAtEnd() ? text.length() : tokens.get(next).start();
    return query(blank(start) + rest());
  }

  private Command.Query query(String sql) {
    return new Command.Query(sql, new SqlText(text, line));
  }

  /** As many bytes of blanks, with line ends where the statement has them. */
  private String blank(int end) {
    byte[] bytes = text.substring(0, end).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '\n' ? (byte) '\n' : (byte) ' ';
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** All that is left, as it stands. */
  String rest() {
    if (isAtEnd()) {
      throw error("Expected more here");
    }
    String rest = text.substring(tokens.get(next).start());
    next = tokens.size();
    return rest;
  }

  void expectEnd() {
    if (!isAtEnd()) {
      throw error("The statement should end here");
    }
  }

  UserErrorException error(String message) {
    int at = isAtEnd() ? text.length() : tokens.get(next).start();
    return new UserErrorException(
        message + "." + new SqlText(text, line).at(SqlText.offsetBytes(text, at)));
  }
}
