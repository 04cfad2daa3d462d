package dev.dunlin.driver.cli.output;

import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.StageReport;
import dev.dunlin.driver.session.SqlResult;

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
   * @param nanos the statement's time, planning included
   */
  static String closing(JobReport job, long nanos) {
    return "%s, %s, %s read, %s shuffled, %s written, %s"
        .formatted(
            Texts.count(job.stages().size(), "stage"),
            Texts.count(job.tasks(), "task"),
            Texts.bytes(job.sum(stage -> stage.metrics().inputBytes())),
            Texts.bytes(job.shuffledBytes()),
            Texts.bytes(job.sum(stage -> stage.metrics().outputBytes())),
            Texts.time(nanos));
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
