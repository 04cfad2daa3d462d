package dev.dunlin.core.task;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.StagedObject;
import io.avaje.jsonb.Json;
import java.util.List;

/** An executor's answer to one {@link TaskDescriptor}. */
@Json(typeProperty = "kind")
@Json.SubTypes({
  @Json.SubType(type = TaskOutcome.Succeeded.class, name = "succeeded"),
  @Json.SubType(type = TaskOutcome.Failed.class, name = "failed")
})
public sealed interface TaskOutcome {
  /** The wire form's version, {@link TaskWire#VERSION}. */
  int version();

  AttemptId attempt();

  TaskMetrics metrics();

  /** The same with these metrics. */
  TaskOutcome with(TaskMetrics other);

  /**
   * The attempt's output is complete. It is the task's output only once the driver commits it.
   *
   * @param segments what it wrote for other stages, or as the job's rows, by partition
   * @param files what it staged for the user
   */
  record Succeeded(
      int version,
      AttemptId attempt,
      List<Segment> segments,
      List<StagedObject> files,
      TaskMetrics metrics)
      implements TaskOutcome {
    public Succeeded {
      segments = List.copyOf(segments);
      files = List.copyOf(files);
    }

    @Override
    public Succeeded with(TaskMetrics other) {
      return new Succeeded(version, attempt, segments, files, other);
    }
  }

  /** The attempt has no output; what it had written is removed. */
  record Failed(int version, AttemptId attempt, TaskFailure failure, TaskMetrics metrics)
      implements TaskOutcome {
    /** A failure of an attempt that has done nothing that counts. */
    public static Failed of(AttemptId attempt, TaskFailure failure) {
      return new Failed(TaskWire.VERSION, attempt, failure, TaskMetrics.NONE);
    }

    @Override
    public Failed with(TaskMetrics other) {
      return new Failed(version, attempt, failure, other);
    }
  }
}
