package dev.dunlin.driver.cli.output;

import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.planner.Statement;
import java.io.IOException;
import java.util.Optional;

/**
 * A statement that was run and whose result was told.
 *
 * @param nanos the statement's time, planning included and printing not
 * @param report what its job took; empty if there was none
 */
public record StatementRun(long nanos, Optional<JobReport> report) {
  /** Prints rows. */
  public interface Printer {
    void print(Rows rows) throws IOException;
  }

  /** Runs a statement, prints its rows, and says what it took. */
  public static StatementRun of(
      DunlinSession session, Statement statement, Status status, Printer printer)
      throws IOException {
    status.began();
    long started = System.nanoTime();
    Requests before = session.requests();
    try (SqlResult result = session.run(statement)) {
      long nanos = System.nanoTime() - started;
      Optional<JobReport> report = Optional.empty();
      switch (result) {
        case SqlResult.Done _ -> {}
        case SqlResult.Written files -> {
          status.files(files, session.requests().minus(before), nanos);
          report = Optional.of(files.report());
        }
        case Rows rows -> {
          printer.print(rows);
          report = rows.report();
          Requests asked = session.requests().minus(before);
          report.ifPresent(job -> status.rows(job, asked, nanos));
        }
      }
      return new StatementRun(nanos, report);
    }
  }

  /** Where the time went, in a line. */
  public String times() {
    return report
        .map(
            job ->
                "%s, %s of it planning and %s running"
                    .formatted(
                        Texts.time(nanos),
                        Texts.time(Math.max(0, nanos - job.elapsedNanos())),
                        Texts.time(job.elapsedNanos())))
        .orElseGet(() -> Texts.time(nanos));
  }
}
