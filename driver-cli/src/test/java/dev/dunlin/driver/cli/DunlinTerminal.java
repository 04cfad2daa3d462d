package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.utils.ScreenTerminal;

/**
 * The dunlin command at a pseudo-terminal, and the screen that somebody before it would see. The
 * pseudo-terminal is made by {@code script} of util-linux, which every Debian has; it is the
 * command's controlling terminal, so Ctrl-C is a signal as in life.
 */
final class DunlinTerminal implements AutoCloseable {
  static final String ENTER = "\r";
  static final String TAB = "\t";
  static final String UP = "\u001bOA";
  static final String CTRL_C = "\u0003";
  static final String CTRL_D = "\u0004";

  private static final int COLUMNS = 100;
  private static final int LINES = 24;
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path end;
  private final OutputStream keys;
  private final ScreenTerminal emulator = new ScreenTerminal(COLUMNS, LINES);
  private boolean over;

  private DunlinTerminal(Process process, Path end) {
    this.process = process;
    this.end = end;
    this.keys = process.getOutputStream();
  }

  /** Starts the command in a folder that is also its home; see {@link DunlinProcess#start}. */
  static DunlinTerminal start(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    Path end = folder.resolve("end-" + System.nanoTime());
    Path run = Files.createTempFile(folder, "run", ".sh");
    String command =
        DunlinProcess.command(folder, args).stream()
            .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    // The state of the terminal before and after, so that a test can see what was left behind.
    Files.writeString(
        run,
        """
        trap : INT
        stty rows %d cols %d
        before=$(stty -g)
        %s
        echo "$? $([ "$(stty -g)" = "$before" ] && echo same || echo changed)" > '%s'
        """
            .formatted(LINES, COLUMNS, command, end));
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qfec", "sh '" + run + "'", "/dev/null")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("PAGER", "LESS", "NO_COLOR"));
    builder.environment().putAll(Map.of("TERM", "xterm-256color", "SHELL", "/bin/sh"));
    builder.environment().putAll(environment);
    DunlinTerminal terminal = new DunlinTerminal(builder.start(), end);
    Thread.ofPlatform().daemon().name("terminal").start(terminal::show);
    return terminal;
  }

  private void show() {
    try (Reader out = new InputStreamReader(process.getInputStream(), UTF_8)) {
      char[] buffer = new char[8192];
      for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
        synchronized (this) {
          emulator.write(new String(buffer, 0, n));
          notifyAll();
          // What a terminal answers when it is asked where its cursor is, and the like.
          String answer = emulator.read();
          if (!answer.isEmpty()) {
            type(answer);
          }
        }
      }
    } catch (IOException _) {
      // As at its end.
    }
    synchronized (this) {
      over = true;
      notifyAll();
    }
  }

  /** Presses keys. */
  DunlinTerminal type(String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
    return this;
  }

  /** The lines of the screen, without blanks at their ends. */
  synchronized List<String> screen() {
    long[] cells = new long[COLUMNS * LINES];
    emulator.dump(cells, new int[2]);
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < LINES; line++) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < COLUMNS; column++) {
        text.appendCodePoint(
            Math.max(' ', ScreenTerminal.cellCodePoint(cells[line * COLUMNS + column])));
      }
      lines.add(text.toString().stripTrailing());
    }
    return lines;
  }

  /** Waits until the screen shows a text. */
  DunlinTerminal await(String text) throws InterruptedException {
    return await("'" + text + "'", lines -> String.join("\n", lines).contains(text));
  }

  /**
   * Waits until the last line that is not empty is this one: a prompt, with what is typed at it.
   */
  DunlinTerminal awaitPrompt(String line) throws InterruptedException {
    return await(
        "the prompt '" + line + "'",
        lines ->
            lines.stream()
                .filter(shown -> !shown.isEmpty())
                .reduce((_, last) -> last)
                .equals(java.util.Optional.of(line)));
  }

  /** Waits until the screen is as it should be. */
  synchronized DunlinTerminal await(String what, Predicate<List<String>> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!wanted.test(screen())) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || over) {
        throw new AssertionError(
            "%s is not on the screen%s:%n%s"
                .formatted(
                    what, over ? ", and the command has ended" : "", String.join("\n", screen())));
      }
      wait(left);
    }
    return this;
  }

  /** Sends a signal to the command. */
  void signal(String name) throws Exception {
    ProcessHandle java =
        process
            .descendants()
            .filter(child -> child.info().command().orElse("").endsWith("java"))
            .findFirst()
            .orElseThrow();
    new ProcessBuilder("kill", "-" + name, Long.toString(java.pid())).start().waitFor();
  }

  /** The exit code, and whether the terminal is as it was before: {@code 0 same}. */
  String end() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The command does not end:\n" + String.join("\n", screen()));
    }
    return Files.readString(end).strip();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
