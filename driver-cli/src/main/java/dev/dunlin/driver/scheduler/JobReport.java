package dev.dunlin.driver.scheduler;

import dev.dunlin.core.task.Billing;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How far a job is, or what it took.
 *
 * @param stages its stages by number
 * @param elapsedNanos time since the job started, up to its end or to the making of this report
 */
public record JobReport(List<StageReport> stages, long elapsedNanos) {
  public JobReport {
    stages = List.copyOf(stages);
  }

  /** Tasks of all stages. */
  public int tasks() {
    return Math.toIntExact(sum(StageReport::tasks));
  }

  /** Bytes that stages wrote for other stages; the result's rows are not among them. */
  public long shuffledBytes() {
    return stages.stream()
        .limit(stages.size() - 1L)
        .mapToLong(stage -> stage.metrics().shuffleWriteBytes())
        .sum();
  }

  /** What all stages' attempts were charged for. */
  public Billing billing() {
    return stages.stream()
        .map(stage -> stage.metrics().billing())
        .reduce(Billing.NONE, Billing::plus);
  }

  /** A sum over all stages. */
  public long sum(ToLongFunction<StageReport> value) {
    return stages.stream().mapToLong(value).sum();
  }
}
