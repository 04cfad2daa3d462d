package dev.dunlin.driver.cli.shell;

import dev.dunlin.planner.sql.SqlTokens;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.util.List;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** The colours of what is typed. They are the terminal's own, so its theme decides their shade. */
final class Colours implements Highlighter {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle KEYWORD = PLAIN.foreground(AttributedStyle.BLUE).bold();
  private static final AttributedStyle FUNCTION = PLAIN.foreground(AttributedStyle.CYAN);
  private static final AttributedStyle NUMBER = PLAIN.foreground(AttributedStyle.MAGENTA);
  private static final AttributedStyle STRING = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle QUOTED = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle COMMENT =
      PLAIN.foreground(AttributedStyle.BRIGHT + AttributedStyle.BLACK);

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    AttributedStringBuilder text = new AttributedStringBuilder(buffer.length());
    if (buffer.stripLeading().startsWith("\\")) {
      return text.append(buffer).toAttributedString();
    }
    List<Token> tokens = SqlTokens.scan(buffer).tokens();
    int done = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      text.append(buffer, done, token.start());
      boolean called =
          i + 1 < tokens.size()
              && tokens.get(i + 1).is("(")
              && tokens.get(i + 1).start() == token.end();
      text.styled(style(token, called), token.text());
      done = token.end();
    }
    return text.append(buffer, done, buffer.length()).toAttributedString();
  }

  private static AttributedStyle style(Token token, boolean called) {
    return switch (token.kind()) {
      case STRING -> STRING;
      case QUOTED -> QUOTED;
      case COMMENT -> COMMENT;
      case SYMBOL -> PLAIN;
      case WORD -> {
        if (Character.isDigit(token.text().charAt(0))) {
          yield NUMBER;
        }
        yield Keywords.contains(token.text()) ? KEYWORD : called ? FUNCTION : PLAIN;
      }
    };
  }
}
