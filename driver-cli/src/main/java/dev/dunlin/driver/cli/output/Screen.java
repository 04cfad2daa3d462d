package dev.dunlin.driver.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.terminal.impl.ffm.FfmTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** What is known of the terminal that standard output or standard error may be. Thread-safe. */
public final class Screen {
  private static final int STANDARD_COLUMNS = 80;

  /**
   * The terminal that a stream is; asked only where it may be one, for the library loads slowly.
   */
  private static final class Library {
    static final FfmTerminalProvider PROVIDER = new FfmTerminalProvider();
  }

  private Screen() {}

  /** Whether standard input is a terminal. */
  public static boolean isInput() {
    return isTerminal(SystemStream.Input, 0);
  }

  /** Whether standard output is a terminal. */
  public static boolean isOutput() {
    return isTerminal(SystemStream.Output, 1);
  }

  /** Whether standard error is a terminal that can move its cursor. */
  public static boolean isError() {
    return !"dumb".equals(System.getenv("TERM")) && isTerminal(SystemStream.Error, 2);
  }

  /** The width of the terminal that standard output is, now. */
  public static int outputColumns() {
    return columns(SystemStream.Output);
  }

  /** The width of the terminal that standard error is, now. */
  public static int errorColumns() {
    return columns(SystemStream.Error);
  }

  private static boolean isTerminal(SystemStream stream, int descriptor) {
    return mayBeTerminal(descriptor) && Library.PROVIDER.isSystemStream(stream);
  }

  /** False where Linux says at once that a stream is a file or a pipe. */
  private static boolean mayBeTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
    if (!Files.isSymbolicLink(link)) {
      return true;
    }
    try {
      Path target = Files.readSymbolicLink(link);
      return target.startsWith("/dev") && !target.endsWith("null");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + link + ": " + e.getMessage(), e);
    }
  }

  private static int columns(SystemStream stream) {
    int columns = Library.PROVIDER.systemStreamWidth(stream);
    return columns > 0 ? columns : STANDARD_COLUMNS;
  }
}
