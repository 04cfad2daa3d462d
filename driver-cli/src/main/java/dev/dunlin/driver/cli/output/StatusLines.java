package dev.dunlin.driver.cli.output;

import dev.dunlin.core.store.Requests;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.driver.cost.LambdaPrices;
import dev.dunlin.driver.cost.S3Prices;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.StageReport;
import dev.dunlin.driver.session.SqlResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** What the command says about a job, a line at a time. */
final class StatusLines {
  private static final int BAR_COLUMNS = 20;

  private StatusLines() {}

  /** A stage that runs: a bar, tasks done and running, rows, bytes and time. */
  static String running(StageReport stage, long sinceNanos) {
    int done = stage.tasks() == 0 ? 0 : BAR_COLUMNS * stage.committed() / stage.tasks();
    return "stage %d %s%s %d/%d tasks, %d running, %s, %s, %s  %s"
        .formatted(
            stage.number(),
            "█".repeat(done),
            "░".repeat(BAR_COLUMNS - done),
            stage.committed(),
            stage.tasks(),
            stage.running(),
            Texts.count(stage.metrics().rowsOut(), "row"),
            Texts.bytes(read(stage.metrics())),
            Texts.time(stage.elapsedNanos() + sinceNanos),
            stage.name());
  }

  /** A stage that is committed, by the number that EXPLAIN gives it. */
  static String committed(StageReport stage) {
    int retries = stage.attempts() - stage.tasks();
    return "stage %d done: %s%s, %s, %s read, %s  (%s)"
        .formatted(
            stage.number(),
            Texts.count(stage.tasks(), "task"),
            retries == 0 ? "" : " (" + retries + " retried)",
            Texts.count(stage.metrics().rowsOut(), "row"),
            Texts.bytes(read(stage.metrics())),
            Texts.time(stage.elapsedNanos()),
            stage.name());
  }

  /**
   * A job that is over.
   *
   * @param asked what the statement has asked of S3, planning and publishing included
   * @param nanos the statement's time, planning included
   */
  static String closing(JobReport job, Requests asked, long nanos) {
    return "%s, %s, %s read, %s shuffled, %s written, %s%s"
        .formatted(
            Texts.count(job.stages().size(), "stage"),
            Texts.count(job.tasks(), "task"),
            Texts.bytes(job.sum(stage -> stage.metrics().inputBytes())),
            Texts.bytes(job.shuffledBytes()),
            Texts.bytes(job.sum(stage -> stage.metrics().outputBytes())),
            Texts.time(nanos),
            (asked.total() == 0 ? "" : ", " + requests(asked))
                + (job.billing().calls() == 0 ? "" : ", " + calls(job.billing())));
  }

  /** What a job's functions have done and cost so far. */
  static String functions(Billing billing) {
    return "functions: %s so far, %s started"
        .formatted(calls(billing), Texts.count(billing.coldStarts(), "environment"));
  }

  /** How many calls of functions and how long, and their prices. */
  private static String calls(Billing billing) {
    return "%s ($%s), %s%s GB-s ($%s)%s"
        .formatted(
            Texts.count(billing.calls(), "call"),
            dollars(LambdaPrices.ofCalls(billing)),
            billing.estimatedCalls() == 0 ? "" : "at least ",
            LambdaPrices.gigabyteSeconds(billing).setScale(1, RoundingMode.HALF_UP),
            dollars(LambdaPrices.ofTime(billing)),
            billing.estimatedCalls() == 0
                ? ""
                : " (the time of %s is an estimate)"
                    .formatted(Texts.count(billing.estimatedCalls(), "call")));
  }

  private static String dollars(BigDecimal amount) {
    return amount.round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  /** What a statement that is being planned has asked of S3 so far. */
  static String planning(Requests asked) {
    return "planning: %s, %s read".formatted(requests(asked), Texts.bytes(asked.bytesRead()));
  }

  /** How many requests to S3, and their price. */
  private static String requests(Requests asked) {
    return "%s to S3 ($%s)"
        .formatted(Texts.count(asked.total(), "request"), dollars(S3Prices.of(asked)));
  }

  /** Where a job's files are. */
  static String files(SqlResult.Written files) {
    return "%s in %s (%s) written to %s"
        .formatted(
            Texts.count(files.rows(), "row"),
            Texts.count(files.files().size(), "file"),
            Texts.bytes(files.bytes()),
            files.folder());
  }

  private static long read(TaskMetrics metrics) {
    return metrics.inputBytes() + metrics.shuffleReadBytes();
  }
}
