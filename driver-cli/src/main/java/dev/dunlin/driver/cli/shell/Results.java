package dev.dunlin.driver.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.Explained;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.output.Screen;
import dev.dunlin.driver.cli.output.StandardOutput;
import dev.dunlin.driver.cli.output.StatementRun;
import dev.dunlin.driver.cli.output.Status;
import dev.dunlin.driver.cli.output.StreamedTable;
import dev.dunlin.driver.cli.output.TableFormat;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.planner.Statement;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs statements and shows what they give, as the shell's user wants to see it. */
final class Results {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Status status;
  private final PrintStream err;
  private final @Nullable Console console;
  private Optional<String> pager;
  private OutputFormat format = OutputFormat.TABLE;
  private boolean timing;

  /**
   * @param console the terminal; null if there is nobody to interrupt anything
   * @param pager the pager's command line, if there is one
   */
  Results(Status status, PrintStream err, @Nullable Console console, Optional<String> pager) {
    this.status = status;
    this.err = err;
    this.console = console;
    this.pager = pager;
  }

  OutputFormat format() {
    return format;
  }

  void format(OutputFormat chosen) {
    format = chosen;
  }

  Optional<String> pager() {
    return pager;
  }

  void pager(Optional<String> chosen) {
    pager = chosen;
  }

  boolean timing() {
    return timing;
  }

  void timing(boolean wanted) {
    timing = wanted;
  }

  /** Runs a statement; Ctrl-C cancels it, or ends the printing of its rows. */
  void run(DunlinSession session, Statement statement) throws IOException {
    StandardOutput out = StandardOutput.open();
    Runnable showKeys = console == null ? () -> {} : console.hideKeys();
    if (console != null) {
      console.onInterrupt(
          () -> {
            session.interrupt("interrupted");
            out.stop();
          });
    }
    try {
      StatementRun run =
          StatementRun.of(
              session,
              statement,
              status,
              rows -> {
                showKeys.run();
                print(rows, Explained.orRows(statement, rows, format), out);
              });
      if (timing) {
        err.println(run.times());
      }
    } finally {
      showKeys.run();
      if (console != null) {
        console.onInterrupt(() -> {});
      }
    }
  }

  /** Shows rows that took no statement. */
  void show(Rows rows) throws IOException {
    print(rows, format, StandardOutput.open());
  }

  /** Shows a text. */
  void show(String text) throws IOException {
    print(out -> out.write(text.getBytes(UTF_8)), StandardOutput.open());
  }

  private void print(Rows rows, OutputFormat form, StandardOutput out) throws IOException {
    Console terminal = console;
    if (form != OutputFormat.TABLE || terminal == null || !Screen.isOutput()) {
      print(to -> form.write(rows, to), out);
      return;
    }
    print(
        to -> {
          Writer writer = new BufferedWriter(new OutputStreamWriter(to, UTF_8), BUFFER_BYTES);
          if (pager.isPresent()) {
            StreamedTable.write(rows, writer);
          } else {
            int columns = terminal.size().getColumns();
            new TableFormat(TableFormat.TERMINAL_ROWS, columns, "\\format csv, or \\pager on")
                .write(rows, writer);
          }
          writer.flush();
        },
        out);
  }

  private interface Printing {
    void to(OutputStream out) throws IOException;
  }

  private void print(Printing printing, StandardOutput standardOutput) throws IOException {
    try (OutputStream out = paged(standardOutput)) {
      printing.to(out);
      out.flush();
    } catch (StandardOutput.ClosedException e) {
      for (Throwable atClosing : e.getSuppressed()) {
        if (atClosing instanceof UserErrorException why) {
          throw why; // The pager did not quit: it has never been there.
        }
      }
      if (console == null) {
        throw e; // The reader has gone. Of a terminal: somebody has seen enough.
      }
    }
  }

  private OutputStream paged(StandardOutput out) {
    Console terminal = console;
    // A terminal that does not tell its size has no screen to be filled.
    return terminal != null
            && pager.isPresent()
            && Screen.isOutput()
            && terminal.size().getRows() > 0
        ? new Pager(pager.get(), terminal.size(), out)
        : new BufferedOutputStream(out, BUFFER_BYTES);
  }
}
