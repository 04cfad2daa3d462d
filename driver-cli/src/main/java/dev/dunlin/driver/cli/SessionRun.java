package dev.dunlin.driver.cli;

import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.cli.output.Screen;
import dev.dunlin.driver.cli.output.StandardOutput;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.planner.Statement;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** A command's life with a session: opened, given each statement of a script, and closed. */
final class SessionRun {
  /** Does what the command is for with one statement. */
  interface Each {
    void run(DunlinSession session, Statement statement, Status status, OutputStream out)
        throws IOException;
  }

  private SessionRun() {}

  /**
   * Runs a script; returns the exit code. The first statement that fails ends it. Interrupting the
   * process cancels the statement that runs.
   */
  static int run(CommonOptions options, ScriptOptions script, Each each) {
    PrintStream err = System.err;
    Interruption interruption = Interruption.install();
    try (Status status = status(options, err)) {
      String text = script.script(System.in, err);
      try (DunlinSession session = DunlinSession.open(options.config(), status);
          StandardOutput standardOutput = StandardOutput.open();
          OutputStream out = new BufferedOutputStream(standardOutput, 1 << 16)) {
        interruption.onInterrupt(
            () -> {
              session.cancel("interrupted");
              standardOutput.stop();
            },
            session::abandon);
        for (Statement statement : session.statements(text)) {
          each.run(session, statement, status, out);
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

  private static Status status(CommonOptions options, PrintStream err) {
    if (options.quiet()) {
      return new Status.Quiet(err);
    }
    return Screen.isError() ? Status.Live.start(err) : new Status.Plain(err);
  }
}
