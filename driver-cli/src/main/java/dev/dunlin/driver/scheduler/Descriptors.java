package dev.dunlin.driver.scheduler;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageInput.Reading;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Writes out what an executor needs to run an attempt, from the outputs committed by then. */
record Descriptors(Job job, IntFunction<SegmentTable> segments) {

  /**
   * What a task may use, if it has not turned out to need more.
   *
   * @param tasks the number of tasks of its stage
   */
  static Resources resources(int tasks, Capacity capacity) {
    // A stage with fewer tasks than slots leaves cores idle, which its tasks may use where slots
    // share a machine. The memory stays a slot's share, for other stages' tasks may take the other
    // slots.
    int threads = Math.max(capacity.threadsPerTask(), capacity.sharedThreads() / tasks);
    return new Resources(threads, capacity.memoryPerTaskBytes());
  }

  /** The descriptor of an attempt. */
  TaskDescriptor of(AttemptId attempt, Stage stage, Share share, Resources resources) {
    String zone = job.config().value(ConfigKeys.SQL_TIME_ZONE).getId();
    return new TaskDescriptor(
        TaskWire.VERSION,
        attempt,
        stage.sql(),
        stage.schema(),
        stage.inputs().stream().map(input -> input(input, share)).toList(),
        output(attempt, stage),
        resources(stage, resources),
        Map.of("TimeZone", "'" + zone.replace("'", "''") + "'"));
  }

  /** One thread, where several would take the rows in turns that chance decides. */
  private static Resources resources(Stage stage, Resources given) {
    return switch (stage.repetition()) {
      case SAME_ROWS -> given;
      case SAME_ORDER -> new Resources(1, given.memoryBytes());
    };
  }

  private TaskInput input(StageInput input, Share share) {
    return switch (input) {
      case StageInput.Scan scan ->
          new TaskInput.Scan(scan.name(), scan.source(), splits(scan, share));
      case StageInput.Shuffle shuffle ->
          new TaskInput.Segments(
              shuffle.name(),
              job.graph().stages().get(shuffle.stage()).schema(),
              segments(shuffle, share));
    };
  }

  private static List<Split> splits(StageInput.Scan scan, Share share) {
    if (scan.reading() == Reading.ALL) {
      return scan.tasks().stream().flatMap(List::stream).toList();
    }
    return switch (share) {
      case Share.Splits(String input, int entry) when input.equals(scan.name()) ->
          scan.tasks().get(entry);
      case Share.Splits _, Share.Common _, Share.Partitions _, Share.Producers _ -> List.of();
    };
  }

  private List<Segment> segments(StageInput.Shuffle shuffle, Share share) {
    SegmentTable table = segments.apply(shuffle.stage());
    return switch (shuffle.reading()) {
      case ALL -> table.all();
      case PARTITIONED ->
          share instanceof Share.Partitions(int from, int to)
              ? table.ofPartitions(from, to)
              : List.of();
      case SPREAD ->
          share instanceof Share.Producers(String input, int from, int to)
                  && input.equals(shuffle.name())
              ? table.ofProducers(from, to)
              : List.of();
    };
  }

  private TaskOutput output(AttemptId attempt, Stage stage) {
    ObjectUri prefix = job.prefix(attempt);
    String compression = job.config().value(ConfigKeys.SHUFFLE_COMPRESSION);
    return switch (stage.output()) {
      case StageOutput.Partitioned(String expression, String _, int partitions) ->
          new TaskOutput.Partitions(
              expression.replace(StageOutput.PARTITIONS, Integer.toString(partitions)),
              partitions,
              prefix,
              compression);
      case StageOutput.Single _, StageOutput.Rows _ -> new TaskOutput.Single(prefix, compression);
      case StageOutput.Files files ->
          new TaskOutput.Files(
              files.folder(),
              files.format(),
              files.options(),
              files.partitionBy(),
              stage.schema().names());
    };
  }
}
