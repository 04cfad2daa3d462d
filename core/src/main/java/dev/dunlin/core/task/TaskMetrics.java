package dev.dunlin.core.task;

import dev.dunlin.core.store.Requests;

/**
 * What an attempt did.
 *
 * @param rowsOut rows written
 * @param inputBytes bytes of input files read
 * @param shuffleReadBytes bytes of segments read
 * @param shuffleWriteBytes bytes of segments written
 * @param outputBytes bytes of files for the user written
 * @param peakMemoryBytes the most memory DuckDB held at once
 * @param spilledBytes the most bytes DuckDB had spilled at once
 * @param bindNanos time to check and bind inputs
 * @param runNanos time to run the fragment, its reading and writing included, as DuckDB streams
 * @param finishNanos time to check sum and hand over what was written
 * @param requests what was asked of S3
 * @param billing what its invocation was charged for; a cluster of functions fills it in
 */
public record TaskMetrics(
    long rowsOut,
    long inputBytes,
    long shuffleReadBytes,
    long shuffleWriteBytes,
    long outputBytes,
    long peakMemoryBytes,
    long spilledBytes,
    long bindNanos,
    long runNanos,
    long finishNanos,
    Requests requests,
    Billing billing) {
  /** An attempt that did nothing. */
  public static final TaskMetrics NONE =
      new TaskMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Requests.NONE, Billing.NONE);

  /** The same, and what the call took beside the task itself. */
  public TaskMetrics plus(Requests asked, Billing billed) {
    return with(requests.plus(asked)).with(billing.plus(billed));
  }

  /** The same with these requests. */
  public TaskMetrics with(Requests counted) {
    return new TaskMetrics(
        rowsOut,
        inputBytes,
        shuffleReadBytes,
        shuffleWriteBytes,
        outputBytes,
        peakMemoryBytes,
        spilledBytes,
        bindNanos,
        runNanos,
        finishNanos,
        counted,
        billing);
  }

  /** The same with this bill. */
  public TaskMetrics with(Billing billed) {
    return new TaskMetrics(
        rowsOut,
        inputBytes,
        shuffleReadBytes,
        shuffleWriteBytes,
        outputBytes,
        peakMemoryBytes,
        spilledBytes,
        bindNanos,
        runNanos,
        finishNanos,
        requests,
        billed);
  }
}
