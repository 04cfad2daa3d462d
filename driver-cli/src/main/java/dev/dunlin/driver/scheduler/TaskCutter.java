package dev.dunlin.driver.scheduler;

import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageInput.Reading;
import dev.dunlin.core.stage.StageOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Cuts a stage into tasks when all that it reads is committed, so that the cut can go by the bytes
 * that are really there.
 *
 * @param slots tasks that run at the same time; a stage gets at least as many tasks unless they
 *     would be tiny
 * @param targetBytes bytes of shuffled data that one task is to read
 */
record TaskCutter(int slots, long targetBytes) {
  /** A further task must have this much to read: its start costs about as much as reading it. */
  static final long LEAST_BYTES = 1L << 20;

  /**
   * The shares of a stage's tasks, in task order; at least one.
   *
   * @param outputs the output of each parent as it was planned
   * @param segments the committed segments of each parent
   */
  List<Share> cut(
      Stage stage, IntFunction<StageOutput> outputs, IntFunction<SegmentTable> segments) {
    List<StageInput.Shuffle> partitioned = new ArrayList<>();
    List<Share> shares = new ArrayList<>();
    boolean union = false;
    for (StageInput input : stage.inputs()) {
      switch (input) {
        case StageInput.Scan scan when scan.reading() == Reading.PARTITIONED -> {
          union = true;
          for (int i = 0; i < scan.tasks().size(); i++) {
            shares.add(new Share.Splits(scan.name(), i));
          }
        }
        case StageInput.Shuffle shuffle when shuffle.reading() == Reading.SPREAD -> {
          union = true;
          long[] bytes = segments.apply(shuffle.stage()).bytesByProducer();
          pack(bytes)
              .forEach(r -> shares.add(new Share.Producers(shuffle.name(), r.from(), r.to())));
        }
        case StageInput.Shuffle shuffle when shuffle.reading() == Reading.PARTITIONED ->
            partitioned.add(shuffle);
        case StageInput.Scan scan -> requireAll(stage, scan.name(), scan.reading());
        case StageInput.Shuffle shuffle -> requireAll(stage, shuffle.name(), shuffle.reading());
      }
    }
    if (!partitioned.isEmpty()) {
      if (union) {
        throw new IllegalArgumentException(
            "Stage %d reads partitions beside pieces of other inputs: no task can have both"
                .formatted(stage.number()));
      }
      long[] bytes = new long[partitions(stage, partitioned, outputs)];
      partitioned.forEach(shuffle -> segments.apply(shuffle.stage()).addBytesByPartition(bytes));
      pack(bytes).forEach(r -> shares.add(new Share.Partitions(r.from(), r.to())));
    }
    return shares.isEmpty() ? List.of(new Share.Common()) : List.copyOf(shares);
  }

  private static int partitions(
      Stage stage, List<StageInput.Shuffle> inputs, IntFunction<StageOutput> outputs) {
    List<Integer> counts = new ArrayList<>();
    for (StageInput.Shuffle input : inputs) {
      counts.add(
          switch (outputs.apply(input.stage())) {
            case StageOutput.Partitioned output -> output.partitions();
            case StageOutput.Single _, StageOutput.Rows _, StageOutput.Files _ ->
                throw new IllegalArgumentException(
                    "Stage %d reads partitions of stage %d, which makes none"
                        .formatted(stage.number(), input.stage()));
          });
    }
    if (counts.stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "Stage %d meets shuffles of different numbers of partitions: %s"
              .formatted(stage.number(), counts));
    }
    return counts.getFirst();
  }

  private static void requireAll(Stage stage, String input, Reading reading) {
    if (reading != Reading.ALL) {
      throw new IllegalArgumentException(
          "Stage %d cannot read input %s as %s".formatted(stage.number(), input, reading));
    }
  }

  /** Neighbours {@code [from, to)}. */
  record Range(int from, int to) {}

  /**
   * Groups neighbours into ranges of about equal weight that cover all places. A place belongs to
   * the range in which the middle of its weight falls, so that no range exceeds the mean by more
   * than its heaviest place.
   */
  List<Range> pack(long[] bytes) {
    long total = 0;
    for (long b : bytes) {
      total += b;
    }
    long bySize = Math.ceilDiv(total, Math.max(1, targetBytes));
    long forSlots = Math.min(slots, total / LEAST_BYTES);
    long ranges = Math.clamp(Math.max(bySize, forSlots), 1, Math.max(1, bytes.length));
    List<Range> packed = new ArrayList<>();
    int from = 0;
    long before = 0;
    long group = 0;
    for (int i = 0; i < bytes.length; i++) {
      double middle = before + bytes[i] / 2.0;
      long wanted = total == 0 ? 0 : (long) (middle * ranges / total);
      if (wanted > group && before > 0) {
        packed.add(new Range(from, i));
        from = i;
      }
      group = wanted;
      before += bytes[i];
    }
    if (bytes.length > 0) {
      packed.add(new Range(from, bytes.length));
    }
    return packed;
  }
}
