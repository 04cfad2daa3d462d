package dev.dunlin.driver.cli.shell;

import dev.dunlin.planner.Statement;
import dev.dunlin.planner.sql.SqlTokens;
import dev.dunlin.planner.sql.SqlTokens.Kind;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What somebody has typed, cut into what can be done and what is still to be typed. A statement
 * ends with a semicolon, a command with its line.
 *
 * @param pieces what is complete
 * @param rest a statement that has no end yet; blank if there is none
 * @param restLine the line on which the rest begins
 * @param missing what the rest lacks: {@code '}, {@code "}, {@code $} or {@code *} for what is
 *     open, else {@code -}
 */
record Input(List<Piece> pieces, String rest, int restLine, char missing) {
  Input {
    pieces = List.copyOf(pieces);
  }

  /** Something to do. */
  sealed interface Piece {}

  /** Run a statement. */
  record Sql(Statement statement) implements Piece {}

  /** Do what a line that begins with a backslash says, here without the white space around it. */
  record Backslash(String line) implements Piece {}

  boolean isComplete() {
    return rest.isBlank();
  }

  /**
   * Cuts a text.
   *
   * @param firstLine the line on which the text begins, for the positions in messages
   */
  static Input cut(String text, int firstLine) {
    List<Piece> pieces = new ArrayList<>();
    String word = text.strip().toLowerCase(Locale.ROOT).replaceFirst("\\s*;$", "");
    switch (word) {
      case "exit", "quit" -> pieces.add(new Backslash("\\q"));
      case "help" -> pieces.add(new Backslash("\\help"));
      default -> {
        return cut(text, firstLine, pieces);
      }
    }
    return new Input(pieces, "", firstLine, '-');
  }

  private static Input cut(String typed, int firstLine, List<Piece> pieces) {
    String text = typed;
    int from = 0;
    while (true) {
      SqlTokens.Scan scan = SqlTokens.scan(text.substring(from));
      int start = -1;
      int command = -1;
      for (Token token : scan.tokens()) {
        int at = from + token.start();
        if (token.is("\\") && (start < 0 || beginsItsLine(text, at))) {
          command = at;
          break;
        }
        if (token.is(";")) {
          if (start >= 0) {
            int line = firstLine + SqlTokens.lineOf(text, start) - 1;
            pieces.add(new Sql(new Statement(text.substring(start, at).stripTrailing(), line)));
          }
          start = -1;
        } else if (start < 0 && (token.kind() != Kind.COMMENT || isOpen(token, scan))) {
          start = at;
        }
      }
      if (command < 0) {
        return start < 0
            ? new Input(pieces, "", firstLine, '-')
            : new Input(
                pieces,
                text.substring(start),
                firstLine + SqlTokens.lineOf(text, start) - 1,
                missing(scan));
      }
      int end = text.indexOf('\n', command);
      end = end < 0 ? text.length() : end;
      pieces.add(new Backslash(text.substring(command, end).strip()));
      if (start < 0) {
        from = end;
      } else {
        // The statement around it goes on, with an empty line in the command's place.
        text = text.substring(0, command) + text.substring(end);
        from = start;
      }
    }
  }

  private static boolean isOpen(Token token, SqlTokens.Scan scan) {
    return scan.open() && token.equals(scan.tokens().getLast());
  }

  private static char missing(SqlTokens.Scan scan) {
    if (!scan.open()) {
      return '-';
    }
    Token open = scan.tokens().getLast();
    return open.kind() == Kind.COMMENT ? '*' : open.text().charAt(0);
  }

  private static boolean beginsItsLine(String text, int index) {
    return text.substring(text.lastIndexOf('\n', index) + 1, index).isBlank();
  }
}
