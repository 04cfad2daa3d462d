package dev.dunlin.driver.cli.output;

import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.StageReport;
import dev.dunlin.driver.session.SessionListener;
import dev.dunlin.driver.session.SqlResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the command says on standard error while it works. Thread-safe. */
public interface Status extends SessionListener, AutoCloseable {
  /** What to say where standard error leads: only warnings, or progress as it can be shown. */
  static Status open(Verbosity verbosity, PrintStream err) {
    return switch (verbosity) {
      case QUIET -> new Quiet(err);
      case NORMAL -> Screen.isError() ? Live.start(err) : new Plain(err);
    };
  }

  /** How much is said. */
  enum Verbosity {
    QUIET,
    NORMAL
  }

  /** A statement has begun. */
  default void began() {}

  /** A job has given rows, which are about to be printed. */
  default void rows(JobReport report, Requests asked, long nanos) {}

  /** A line that somebody may want to know. */
  default void noted(String line) {}

  /** A job has written files. */
  default void files(SqlResult.Written files, Requests asked, long nanos) {}

  @Override
  default void close() {}

  /** Warnings alone. */
  record Quiet(PrintStream err) implements Status {
    @Override
    public void warned(String message) {
      err.println("warning: " + message);
    }
  }

  /** A line for each stage when it is committed, and one for each job. */
  final class Plain implements Status {
    private final PrintStream err;
    private final Set<Integer> said = new HashSet<>();

    public Plain(PrintStream err) {
      this.err = err;
    }

    @Override
    public void noted(String line) {
      err.println(line);
    }

    @Override
    public void began() {
      said.clear();
    }

    @Override
    public void progressed(JobReport report) {
      for (StageReport stage : report.stages()) {
        if (stage.state() == StageReport.State.COMMITTED && said.add(stage.number())) {
          err.println(StatusLines.committed(stage));
        }
      }
    }

    @Override
    public void warned(String message) {
      err.println("warning: " + message);
    }

    @Override
    public void rows(JobReport report, Requests asked, long nanos) {
      err.println(StatusLines.closing(report, asked, nanos));
    }

    @Override
    public void files(SqlResult.Written files, Requests asked, long nanos) {
      err.println(StatusLines.files(files));
      err.println(StatusLines.closing(files.report(), asked, nanos));
    }
  }

  /**
   * On a terminal: a line for each running stage, drawn again in place, gone when the job is over.
   */
  final class Live implements Status {
    private static final long FIRST_NANOS = 300_000_000;
    private static final long REDRAW_MILLIS = 100;
    private static final int MOST_LINES = 8;

    private final PrintStream err;
    private JobReport report = new JobReport(List.of(), 0);
    private Optional<Supplier<Requests>> asked = Optional.empty();
    private long reportedNanos;
    private int drawn;
    private boolean closed;

    private Live(PrintStream err) {
      this.err = err;
    }

    /** A display with a thread that draws it. */
    public static Live start(PrintStream err) {
      Live live = new Live(err);
      Thread.ofPlatform().daemon().name("progress").start(live::redraw);
      return live;
    }

    @Override
    public synchronized void noted(String line) {
      err.println(line);
    }

    @Override
    public synchronized void planning(Supplier<Requests> requests) {
      asked = Optional.of(requests);
      reportedNanos = System.nanoTime();
      notifyAll();
    }

    @Override
    public synchronized void planned() {
      asked = Optional.empty();
      erase();
    }

    @Override
    public synchronized void progressed(JobReport now) {
      if (report.stages().isEmpty()) {
        notifyAll(); // The drawing thread sleeps until there is something to draw.
      }
      report = now;
      reportedNanos = System.nanoTime();
    }

    @Override
    public synchronized void ended() {
      report = new JobReport(List.of(), 0);
      erase();
    }

    @Override
    public synchronized void warned(String message) {
      erase();
      err.println("warning: " + message);
    }

    @Override
    public synchronized void rows(JobReport job, Requests asked, long nanos) {
      err.println(StatusLines.closing(job, asked, nanos));
    }

    @Override
    public synchronized void files(SqlResult.Written files, Requests asked, long nanos) {
      err.println(StatusLines.files(files));
      err.println(StatusLines.closing(files.report(), asked, nanos));
    }

    private synchronized void redraw() {
      try {
        while (!closed) {
          draw();
          wait(report.stages().isEmpty() && asked.isEmpty() ? 0 : REDRAW_MILLIS);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("The progress thread is nobody else's to interrupt", e);
      }
    }

    private void draw() {
      long since = System.nanoTime() - reportedNanos;
      List<String> lines = lines(since);
      if (lines.isEmpty() || report.elapsedNanos() + since < FIRST_NANOS) {
        return;
      }
      int columns = Screen.errorColumns() - 1;
      StringBuilder text = new StringBuilder(home());
      lines.forEach(line -> text.append(Cells.fit(line, columns)).append("\n"));
      drawn = lines.size();
      err.print(text);
      err.flush();
    }

    private List<String> lines(long sinceNanos) {
      if (asked.isPresent()) {
        Requests soFar = asked.get().get();
        return soFar.total() == 0 ? List.of() : List.of(StatusLines.planning(soFar));
      }
      List<String> lines =
          report.stages().stream()
              .filter(stage -> stage.state() == StageReport.State.OPEN)
              .limit(MOST_LINES)
              .map(stage -> StatusLines.running(stage, sinceNanos))
              .collect(Collectors.toCollection(ArrayList::new));
      if (report.billing().calls() > 0) {
        lines.add(StatusLines.functions(report.billing()));
      }
      return lines;
    }

    private void erase() {
      if (drawn > 0) {
        err.print(home());
        err.flush();
        drawn = 0;
      }
    }

    /** To the start of what is drawn, and the screen empty from there on. */
    private String home() {
      return drawn == 0 ? "" : "\u001b[" + drawn + "A\r\u001b[J";
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        erase();
        notifyAll();
      }
    }
  }
}
