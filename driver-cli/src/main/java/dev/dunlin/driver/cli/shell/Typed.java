package dev.dunlin.driver.cli.shell;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * What is typed, as the line editor sees it: its text up to the cursor, and the word there.
 *
 * @param line all of it
 * @param word the beginning of a word that stands before the cursor
 */
record Typed(String line, int cursor, String word) implements CompletingParsedLine {
  /** Tells the line editor where words are and whether another line is needed. */
  static final class Reader implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE || context == ParseContext.SECONDARY_PROMPT) {
        Input input = Input.cut(line, 1);
        boolean command =
            !input.pieces().isEmpty() && input.pieces().getLast() instanceof Input.Backslash;
        if (!input.isComplete() && !command) {
          throw new EOFError(-1, -1, "The statement has no end", String.valueOf(input.missing()));
        }
      }
      return new Typed(line, cursor, Completion.at(line, cursor).word());
    }
  }

  @Override
  public List<String> words() {
    return List.of(word);
  }

  @Override
  public int wordIndex() {
    return 0;
  }

  @Override
  public int wordCursor() {
    return word.length();
  }

  @Override
  public int rawWordCursor() {
    return word.length();
  }

  @Override
  public int rawWordLength() {
    return word.length();
  }

  /** Candidates stand as they are to be inserted. */
  @Override
  public CharSequence escape(CharSequence candidate, boolean complete) {
    return candidate;
  }
}
