package dev.dunlin.driver.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** The terminal: reads statements from it, and tells when somebody wants to interrupt one. */
final class Console implements AutoCloseable {
  private static final String PROMPT = "dunlin> ";

  /** As wide as the prompt; in it what is missing: a quote, or just more. */
  private static final String PROMPT_FOR_MORE = "     %M> ";

  private static final int HISTORY_ENTRIES = 10_000;

  private final Terminal terminal;
  private final LineReader reader;
  private volatile Runnable onInterrupt = () -> {};

  private Console(Terminal terminal, LineReader reader) {
    this.terminal = terminal;
    this.reader = reader;
  }

  /**
   * Takes the terminal that standard input and output are.
   *
   * @param history the file that keeps what is typed; empty to forget it
   */
  static Console open(Optional<Path> history, Completer completer) throws IOException {
    // Else one Ctrl-C can be taken twice: as a signal, by the reading that it ends, and as a key,
    // by the next one, which ends too: a second prompt, and what is typed meanwhile is seen raw.
    System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
    // Not asked about the width of its letters: what is typed ahead would be taken for the answer.
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .provider("ffm")
            .nativeSignals(true)
            .graphemeCluster(false)
            .build();
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("dunlin")
            .parser(new Typed.Reader())
            .completer(completer)
            .history(new DefaultHistory())
            .variable(LineReader.HISTORY_SIZE, HISTORY_ENTRIES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_ENTRIES)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, PROMPT_FOR_MORE)
            .variable(LineReader.BELL_STYLE, "none")
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.CASE_INSENSITIVE, true)
            .option(Option.HISTORY_IGNORE_DUPS, true)
            .option(Option.HISTORY_TIMESTAMPED, false)
            .option(Option.INSERT_TAB, false);
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    if (System.getenv("NO_COLOR") == null) {
      builder.highlighter(new Colours());
    } else {
      builder.option(Option.DISABLE_HIGHLIGHTER, true);
    }
    Console console = new Console(terminal, builder.build());
    terminal.handle(Signal.INT, _ -> console.onInterrupt.run());
    return console;
  }

  /**
   * Reads until what is typed is complete.
   *
   * @param begun stands there already
   * @throws org.jline.reader.UserInterruptException at Ctrl-C
   * @throws org.jline.reader.EndOfFileException at Ctrl-D, or if the terminal is gone
   */
  String read(String begun) {
    return reader.readLine(PROMPT, null, (Character) null, begun);
  }

  Size size() {
    return terminal.getSize();
  }

  /** Says something while somebody may be typing: above what is typed, which stays whole. */
  boolean printedAbove(String line) {
    if (!reader.isReading()) {
      return false;
    }
    reader.printAbove(line);
    return true;
  }

  /**
   * What Ctrl-C does from now on.
   *
   * @param action is run on another thread
   */
  void onInterrupt(Runnable action) {
    onInterrupt = action;
  }

  /**
   * Lets keys wait for the next prompt without being seen, so that they do not mix with what is
   * drawn; Ctrl-C works all the same. Returns what ends that.
   */
  Runnable hideKeys() {
    Attributes before = terminal.getAttributes();
    Attributes hidden = new Attributes(before);
    hidden.setLocalFlags(EnumSet.of(LocalFlag.ECHO, LocalFlag.ICANON), false);
    hidden.setControlChar(ControlChar.VMIN, 1);
    hidden.setControlChar(ControlChar.VTIME, 0);
    terminal.setAttributes(hidden);
    return () -> terminal.setAttributes(before);
  }

  /** Gives the terminal back as it was; ends a reading that another thread is at. */
  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
