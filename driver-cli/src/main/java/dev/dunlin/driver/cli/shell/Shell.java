package dev.dunlin.driver.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.cli.output.Screen;
import dev.dunlin.driver.cli.output.StandardOutput;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.SessionListener;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.sql.SqlTokens;
import java.io.BufferedReader;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * A session at work for somebody at a terminal, or for a script on standard input. At a terminal an
 * error is told and the next statement awaited; in a script it is the end.
 */
public final class Shell implements AutoCloseable {
  private static final String GREETING =
      "A statement ends with a semicolon. \\help tells what else there is; \\q or Ctrl-D leaves.";

  private final PrintStream err = System.err;
  private final Status status;
  private final @Nullable Console console;
  private final Commands commands;
  private final CompletableFuture<DunlinSession> session;
  private volatile boolean stopped;
  private volatile boolean busy;

  private Shell(Config config, Status.Verbosity verbosity) throws IOException {
    if (Screen.isInput()) {
      Path home = UserFolders.home();
      Optional<Path> history = HistoryFile.in(home);
      this.console = Console.open(history, new Suggestions(() -> session().catalog()));
      if (history.isEmpty()) {
        err.println("No history is kept: it cannot be written in " + home.resolve(".dunlin"));
      }
    } else {
      this.console = null;
    }
    this.status = Status.open(verbosity, err);
    this.commands =
        new Commands(new Results(status, err, console, Pager.standard(System.getenv())), err);
    // The prompt comes first: what a session takes to open is done while somebody reads and types.
    this.session =
        CompletableFuture.supplyAsync(
            () -> DunlinSession.open(config, new Listener()),
            task -> Thread.ofPlatform().daemon().name("session").start(task));
    if (console != null && verbosity == Status.Verbosity.NORMAL) {
      err.println(GREETING);
    }
  }

  /** Opens a shell on this process's standard input and output. */
  public static Shell open(Config config, Status.Verbosity verbosity) {
    try {
      return new Shell(config, verbosity);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open the shell: " + Errors.describe(e), e);
    }
  }

  /** Passes on what the session does; a warning must not run into what somebody types. */
  private final class Listener implements SessionListener {
    @Override
    public void planning(Supplier<Requests> asked) {
      status.planning(asked);
    }

    @Override
    public void planned() {
      status.planned();
    }

    @Override
    public void progressed(JobReport report) {
      status.progressed(report);
    }

    @Override
    public void ended() {
      status.ended();
    }

    @Override
    public void warned(String message) {
      if (console == null || !console.printedAbove("warning: " + message)) {
        status.warned(message);
      }
    }
  }

  private DunlinSession session() {
    try {
      return session.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Reads and does what is read, to the end; returns the exit code. */
  public int run() {
    return console == null ? runScript() : runTerminal(console);
  }

  private int runTerminal(Console terminal) {
    String begun = "";
    while (true) {
      String text;
      try {
        text = terminal.read(begun);
      } catch (UserInterruptException _) {
        begun = "";
        continue;
      } catch (EndOfFileException _) {
        return 0;
      } catch (IOError e) {
        if (stopped) {
          return 0; // The terminal was closed while it was read from, and that was the intention.
        }
        throw e;
      }
      Input input = Input.cut(text, 1);
      begun = input.rest();
      try {
        if (perform(input) == Then.LEAVE) {
          return 0;
        }
      } catch (IOException | RuntimeException e) {
        int code = report(e);
        if (stopped || session.isCompletedExceptionally()) {
          return code;
        }
        begun = "";
      }
    }
  }

  /** Runs each statement when it is complete: whoever writes to a pipe may wait for its answer. */
  private int runScript() {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    StringBuilder pending = new StringBuilder();
    int firstLine = 1;
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        boolean mayEndHere = pending.isEmpty() || line.indexOf(';') >= 0 || line.indexOf('\\') >= 0;
        pending.append(line).append('\n');
        if (!mayEndHere) {
          continue;
        }
        Input input = Input.cut(pending.toString(), firstLine);
        if (perform(input) == Then.LEAVE) {
          return 0;
        }
        if (input.isComplete()) {
          firstLine += SqlTokens.lineOf(pending.toString(), pending.length()) - 1;
          pending.setLength(0);
        } else if (!input.pieces().isEmpty()) {
          firstLine = input.restLine();
          pending.replace(0, pending.length(), input.rest());
        }
      }
      // With as many lines before it as were read before it, for the positions in messages.
      String last = "\n".repeat(firstLine - 1) + pending;
      for (Statement statement : session().statements(last)) {
        perform(new Input.Sql(statement));
      }
      return 0;
    } catch (StandardOutput.ClosedException _) {
      return 0; // The reader has what it wanted.
    } catch (IOException | RuntimeException e) {
      return report(e);
    }
  }

  private enum Then {
    GO_ON,
    LEAVE
  }

  private Then perform(Input input) throws IOException {
    for (Input.Piece piece : input.pieces()) {
      if (perform(piece) == Then.LEAVE) {
        return Then.LEAVE;
      }
    }
    return Then.GO_ON;
  }

  private Then perform(Input.Piece piece) throws IOException {
    if (piece instanceof Input.Backslash(String line) && Backslash.of(line) == Backslash.Q) {
      return Then.LEAVE;
    }
    busy = true;
    try {
      DunlinSession open = session();
      switch (piece) {
        case Input.Sql(Statement statement) -> commands.run(open, statement);
        case Input.Backslash(String line) -> commands.run(open, line);
      }
    } finally {
      busy = false;
    }
    return Then.GO_ON;
  }

  private int report(Exception e) {
    return Errors.report(
        e instanceof RuntimeException known
            ? known
            : new UncheckedIOException(e.getMessage(), (IOException) e),
        err);
  }

  /**
   * Ends the shell at the end of the process, from another thread. Returns whether that is all
   * there is to wait for; if not, the shell is at something and will close itself.
   */
  public boolean stop() {
    stopped = true;
    if (busy) {
      withSession(open -> open.cancel("interrupted"));
      return false;
    }
    closeConsole();
    abandon();
    return true;
  }

  /** Removes what the session keeps on disk, if {@link #stop} could not make the shell do it. */
  public void abandon() {
    withSession(DunlinSession::abandon);
  }

  private void closeConsole() {
    if (console != null) {
      try {
        console.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot give the terminal back: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    status.close();
    closeConsole();
    // Even one that nobody has used has a folder to remove.
    withSession(DunlinSession::close);
  }

  /** Waits for the session to be open, which takes no longer than a moment; it may have failed. */
  private void withSession(Consumer<DunlinSession> action) {
    session
        .handle((open, _) -> Optional.ofNullable(open))
        .thenAccept(open -> open.ifPresent(action))
        .join();
  }
}
