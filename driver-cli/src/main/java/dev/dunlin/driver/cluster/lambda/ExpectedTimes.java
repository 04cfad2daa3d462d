package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.id.StageId;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long attempts are expected to take: as long as it takes to read their inputs, or as the
 * longest so far of their stage, whichever is more. Thread-safe.
 */
final class ExpectedTimes {
  /** Of compressed input on one processor; less than most queries do. */
  private static final long BYTES_PER_SECOND = 20 * 1024 * 1024;

  private static final int MOST_STAGES = 1000;

  private final Map<StageId, Duration> longest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StageId, Duration> eldest) {
          return size() > MOST_STAGES;
        }
      };

  Duration of(TaskDescriptor task) {
    long bytes = task.inputs().stream().mapToLong(ExpectedTimes::bytes).sum();
    Duration reading = Duration.ofMillis(bytes * 1000 / BYTES_PER_SECOND);
    return longer(reading, longest(task.attempt().task().stage()));
  }

  private synchronized Duration longest(StageId stage) {
    return longest.getOrDefault(stage, Duration.ZERO);
  }

  /** An attempt of the stage has taken that long, to whatever end. */
  synchronized void took(StageId stage, Duration time) {
    longest.merge(stage, time, ExpectedTimes::longer);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static long bytes(TaskInput input) {
    return switch (input) {
      case TaskInput.Segments shuffle ->
          shuffle.segments().stream().mapToLong(Segment::lengthBytes).sum();
      case TaskInput.Scan scan -> scan.splits().stream().mapToLong(ExpectedTimes::bytes).sum();
    };
  }

  /** Of Parquet what is fetched; a piece of text counts bytes. */
  private static long bytes(Split split) {
    return split.needed().isEmpty()
        ? Math.min(split.fileBytes(), split.to() - split.from())
        : split.needed().stream().mapToLong(ByteRange::length).sum();
  }
}
