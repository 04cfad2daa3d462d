package dev.dunlin.driver.cli;

import dev.dunlin.core.config.Config;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.cli.output.StandardOutput;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.planner.Statement;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** A command's life with a session: opened, given each statement of a script, and closed. */
final class SessionRun {
  /** Does what the command is for with one statement. */
  interface Each {
    void run(DunlinSession session, Statement statement, Status status, OutputStream out)
        throws IOException;
  }

  /** Does what the command is for. */
  interface Work {
    void run(DunlinSession session, Status status, OutputStream out) throws IOException;
  }

  private SessionRun() {}

  /**
   * Runs a script; returns the exit code. The first statement that fails ends it. Interrupting the
   * process cancels the statement that runs.
   */
  static int run(CommonOptions options, ScriptOptions script, Each each) {
    return run(
        options,
        WarmUp::start,
        () -> script.script(System.in, System.err),
        (text, session, status, out) -> {
          for (Statement statement : session.statements(text)) {
            each.run(session, statement, status, out);
          }
        });
  }

  /** Does a command's work; returns the exit code. */
  static int run(CommonOptions options, Work work) {
    return run(
        options,
        WarmUp::none,
        () -> "",
        (_, session, status, out) -> work.run(session, status, out));
  }

  private interface TextWork {
    void run(String text, DunlinSession session, Status status, OutputStream out)
        throws IOException;
  }

  private static int run(
      CommonOptions options, Supplier<WarmUp> warmUp, Supplier<String> script, TextWork work) {
    PrintStream err = System.err;
    Interruption interruption = Interruption.install();
    try (Status status = Status.open(options.verbosity(), err)) {
      Config config = options.config();
      try (WarmUp _ = warmUp.get()) {
        String text = script.get(); // Before there is a session, for it may be long in coming.
        try (DunlinSession session = DunlinSession.open(config, status);
            StandardOutput standardOutput = StandardOutput.open();
            OutputStream out = new BufferedOutputStream(standardOutput, 1 << 16)) {
          interruption.onInterrupt(
              () -> {
                session.cancel("interrupted");
                standardOutput.stop();
              },
              session::abandon);
          work.run(text, session, status, out);
        }
      }
      return 0;
    } catch (StandardOutput.ClosedException e) {
      return 0; // The reader has what it wanted.
    } catch (IOException e) {
      return Errors.report(new UncheckedIOException(e.getMessage(), e), err);
    } catch (RuntimeException e) {
      return Errors.report(e, err);
    } finally {
      interruption.finished();
    }
  }
}
