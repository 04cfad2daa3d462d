package dev.dunlin.driver.cli.shell;

import dev.dunlin.planner.sql.SqlTokens;
import dev.dunlin.planner.sql.SqlTokens.Kind;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What may stand at the cursor, as far as the text tells.
 *
 * @param word the beginning of it that is there, without an opening quote
 * @param tables the tables of the statement around the cursor
 */
record Completion(Place place, String word, List<TableRef> tables) {
  private static final Set<String> TABLE_FOLLOWS =
      Set.of("FROM", "JOIN", "DESCRIBE", "DESC", "TABLE", "VIEW", "COPY");
  private static final Set<String> CLAUSES =
      Set.of("SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "ON", "USING", "BY", "LIMIT", "WINDOW");

  Completion {
    tables = List.copyOf(tables);
  }

  Completion(Place place, String word) {
    this(place, word, List.of());
  }

  /** A kind of thing. */
  sealed interface Place {}

  /** Nothing that is known. */
  record Nothing() implements Place {}

  /** A command's name, with its backslash. */
  record CommandName() implements Place {}

  /** An argument of a command. */
  record Argument(String command) implements Place {}

  /** A path, in single quotes. */
  record PathName() implements Place {}

  /** A configuration key. */
  record Key() implements Place {}

  /**
   * A table.
   *
   * @param quoted whether a double quote stands before the word
   */
  record Table(boolean quoted) implements Place {}

  /** A column of one table, given by its name or alias. */
  record ColumnOf(String table, boolean quoted) implements Place {}

  /** A keyword, function, column or table. */
  record Expression(boolean quoted) implements Place {}

  /**
   * A table in a FROM clause.
   *
   * @param name a name or path
   * @param alias what it is called; the name if it has no alias
   */
  record TableRef(String name, String alias) {}

  /** What may stand at a place in a text. */
  static Completion at(String text, int cursor) {
    String head = text.substring(0, cursor);
    int lineStart = head.lastIndexOf('\n') + 1;
    String line = head.substring(lineStart).stripLeading();
    if (line.startsWith("\\") && !SqlTokens.scan(head.substring(0, lineStart)).open()) {
      int space = line.indexOf(' ');
      if (space < 0) {
        return new Completion(new CommandName(), line);
      }
      if (!line.startsWith("\\explain ")) {
        return new Completion(
            new Argument(line.substring(0, space)), line.substring(line.lastIndexOf(' ') + 1));
      }
      int sql = cursor - line.length() + space;
      return at(text.substring(sql), cursor - sql);
    }
    return inSql(statement(text, cursor), head);
  }

  /** The tokens of the statement around the cursor; those at and behind it are whole. */
  private static List<Token> statement(String text, int cursor) {
    List<Token> statement = new ArrayList<>();
    for (Token token : SqlTokens.scan(text).tokens()) {
      if (token.is(";")) {
        if (token.start() >= cursor) {
          break;
        }
        statement.clear();
      } else if (token.kind() != Kind.COMMENT) {
        statement.add(token);
      }
    }
    return statement;
  }

  private static Completion inSql(List<Token> statement, String head) {
    SqlTokens.Scan scan = SqlTokens.scan(head);
    List<Token> before = new ArrayList<>();
    for (Token token : scan.tokens()) {
      if (token.is(";")) {
        before.clear();
      } else {
        before.add(token);
      }
    }
    Token last = before.isEmpty() ? null : before.getLast();
    boolean inComment =
        last != null
            && last.kind() == Kind.COMMENT
            && (scan.open() || (last.text().startsWith("--") && last.end() == head.length()));
    before.removeIf(token -> token.kind() == Kind.COMMENT);
    if (inComment || (scan.open() && last != null && last.text().startsWith("$"))) {
      return new Completion(new Nothing(), "");
    }
    String word = "";
    boolean quoted = false;
    if (last != null && scan.open()) {
      word = last.text().substring(1);
      if (last.kind() == Kind.STRING) {
        return new Completion(new PathName(), word);
      }
      quoted = true;
      before.removeLast();
    } else if (last != null && last.kind() == Kind.WORD && last.end() == head.length()) {
      word = last.text();
      before.removeLast();
    }
    if (!before.isEmpty() && before.getFirst().is("SET")) {
      boolean atKey = before.stream().noneMatch(token -> token.is("=") || token.is("TO"));
      String key = head.substring(before.getFirst().end()).strip();
      return atKey ? new Completion(new Key(), key) : new Completion(new Nothing(), word);
    }
    return new Completion(place(before, quoted), word, tables(statement));
  }

  private static Place place(List<Token> before, boolean quoted) {
    int size = before.size();
    if (size > 1 && before.getLast().is(".")) {
      return new ColumnOf(before.get(size - 2).value(), quoted);
    }
    if (size > 0 && isOneOf(before.getLast(), TABLE_FOLLOWS)) {
      return new Table(quoted);
    }
    if (size > 0 && before.getLast().is(",")) {
      int depth = 0;
      for (int i = size - 1; i >= 0 && depth >= 0; i--) {
        Token token = before.get(i);
        depth += token.is(")") ? 1 : token.is("(") ? -1 : 0;
        if (depth == 0 && token.is("FROM")) {
          return new Table(quoted);
        }
        if (depth == 0 && isOneOf(token, CLAUSES)) {
          break;
        }
      }
    }
    return new Expression(quoted);
  }

  private static boolean isOneOf(Token token, Set<String> words) {
    return token.kind() == Kind.WORD
        && words.contains(token.text().toUpperCase(java.util.Locale.ROOT));
  }

  private static List<TableRef> tables(List<Token> statement) {
    List<TableRef> tables = new ArrayList<>();
    for (int i = 0; i < statement.size(); i++) {
      boolean listed = statement.get(i).is("FROM") || statement.get(i).is("JOIN");
      while (listed && i + 1 < statement.size()) {
        i++;
        Token table = statement.get(i);
        if (isAt(statement, i + 1, "(") && i + 2 < statement.size()) {
          // A reader's call, read_csv('…'): what counts is the path.
          table = statement.get(i + 2);
          while (i + 1 < statement.size() && !statement.get(i).is(")")) {
            i++;
          }
        }
        boolean named = table.kind() != Kind.SYMBOL && !isKeyword(table);
        i += isAt(statement, i + 1, "AS") ? 1 : 0;
        boolean aliased =
            i + 1 < statement.size()
                && (statement.get(i + 1).kind() == Kind.WORD
                    || statement.get(i + 1).kind() == Kind.QUOTED)
                && !isKeyword(statement.get(i + 1));
        i += aliased ? 1 : 0;
        if (named) {
          tables.add(
              new TableRef(table.value(), aliased ? statement.get(i).value() : table.value()));
        }
        listed = named && isAt(statement, i + 1, ",");
        i += listed ? 1 : 0;
      }
    }
    return tables;
  }

  private static boolean isAt(List<Token> statement, int place, String symbol) {
    return place < statement.size() && statement.get(place).is(symbol);
  }

  private static boolean isKeyword(Token token) {
    return token.kind() == Kind.WORD && Keywords.contains(token.text());
  }
}
