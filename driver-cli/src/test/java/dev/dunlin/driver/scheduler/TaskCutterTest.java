package dev.dunlin.driver.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageInput.Reading;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.task.Segment;
import dev.dunlin.driver.scheduler.TaskCutter.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class TaskCutterTest {
  private static final long MIB = 1 << 20;
  private static final TaskCutter CUTTER = new TaskCutter(2, 32 * MIB);

  private static List<Share> cut(
      Stage stage, Map<Integer, StageOutput> outputs, Map<Integer, SegmentTable> segments) {
    return CUTTER.cut(stage, outputs::get, segments::get);
  }

  /** A table in which each producer has written the given bytes to partitions 0, 1, … */
  private static SegmentTable table(long[]... bytes) {
    List<List<Segment>> producers = new ArrayList<>();
    for (long[] producer : bytes) {
      List<Segment> segments = new ArrayList<>();
      for (int partition = 0; partition < producer.length; partition++) {
        if (producer[partition] > 0) {
          String name = "s0/t" + producers.size();
          segments.add(
              new Segment(
                  name,
                  partition,
                  Graphs.WORK.resolve(name + "/p" + partition),
                  0,
                  producer[partition],
                  1,
                  0));
        }
      }
      producers.add(segments);
    }
    return new SegmentTable(producers);
  }

  @Test
  void aScanHasATaskForEachOfItsEntries() {
    Stage stage = Graphs.stage(0, new StageOutput.Rows(), Graphs.scan(3));
    assertEquals(
        List.of(new Share.Splits("t", 0), new Share.Splits("t", 1), new Share.Splits("t", 2)),
        cut(stage, Map.of(), Map.of()));
  }

  @Test
  void aScanOfNothingHasOneTask() {
    Stage stage = Graphs.stage(0, new StageOutput.Rows(), Graphs.scan(0));
    assertEquals(List.of(new Share.Common()), cut(stage, Map.of(), Map.of()));
  }

  @Test
  void aStageThatReadsAllOfItsInputsHasOneTask() {
    Stage stage =
        Graphs.stage(
            1,
            new StageOutput.Rows(),
            Graphs.shuffle(0, Reading.ALL),
            Graphs.scan("d", 4, Reading.ALL));
    assertEquals(
        List.of(new Share.Common()),
        cut(stage, Map.of(), Map.of(0, table(new long[] {900 * MIB}))));
  }

  @Test
  void smallPartitionsAreReadTogether() {
    long[] bytes = new long[64];
    Arrays.fill(bytes, 1000);
    assertEquals(
        List.of(new Share.Partitions(0, 64)),
        cut(
            Graphs.stage(1, new StageOutput.Rows(), Graphs.shuffle(0, Reading.PARTITIONED)),
            Map.of(0, Graphs.partitioned(64)),
            Map.of(0, table(bytes))));
  }

  @Test
  void everySlotGetsATaskOnceThereIsEnoughToRead() {
    long[] bytes = new long[8];
    Arrays.fill(bytes, MIB);
    assertEquals(List.of(new Range(0, 4), new Range(4, 8)), CUTTER.pack(bytes));
  }

  @Test
  void tasksGrowToTheTargetAndNotBeyond() {
    long[] bytes = new long[64];
    Arrays.fill(bytes, 4 * MIB);
    List<Range> ranges = CUTTER.pack(bytes);
    assertEquals(8, ranges.size());
    ranges.forEach(range -> assertEquals(8, range.to() - range.from()));
  }

  @Test
  void aHeavyPartitionIsATaskByItself() {
    long[] bytes = {MIB, MIB, MIB, 200 * MIB, MIB, MIB, MIB};
    assertTrue(CUTTER.pack(bytes).contains(new Range(3, 4)), () -> CUTTER.pack(bytes).toString());
  }

  @Test
  void thePartitionsOfBothSidesOfAJoinCountTogetherAndAreCutAlike() {
    Stage join =
        Graphs.stage(
            2,
            new StageOutput.Rows(),
            Graphs.shuffle(0, Reading.PARTITIONED),
            Graphs.shuffle(1, Reading.PARTITIONED));
    List<Share> shares =
        cut(
            join,
            Map.of(0, Graphs.partitioned(4), 1, Graphs.partitioned(4)),
            Map.of(
                0,
                table(new long[] {32 * MIB, 0, 0, 0}),
                1,
                table(new long[] {0, 0, 0, 32 * MIB})));
    assertEquals(List.of(new Share.Partitions(0, 1), new Share.Partitions(1, 4)), shares);
  }

  @Test
  void aShuffleWithNoRowsHasOneTaskForAllPartitions() {
    assertEquals(
        List.of(new Share.Partitions(0, 7)),
        cut(
            Graphs.stage(1, new StageOutput.Rows(), Graphs.shuffle(0, Reading.PARTITIONED)),
            Map.of(0, Graphs.partitioned(7)),
            Map.of(0, table(new long[7]))));
  }

  @Test
  void aUnionHasTasksThatReadOneInputEach() {
    Stage union =
        Graphs.stage(
            2,
            new StageOutput.Rows(),
            Graphs.scan(2),
            Graphs.shuffle(0, Reading.SPREAD),
            Graphs.shuffle(1, Reading.SPREAD),
            Graphs.scan("d", 3, Reading.ALL));
    long[] large = {40 * MIB};
    long[] small = {1};
    assertEquals(
        List.of(
            new Share.Splits("t", 0),
            new Share.Splits("t", 1),
            new Share.Producers("in0", 0, 1),
            new Share.Producers("in0", 1, 2),
            new Share.Producers("in1", 0, 3)),
        cut(
            union,
            Map.of(0, new StageOutput.Single(), 1, new StageOutput.Single()),
            Map.of(0, table(large, large), 1, table(small, small, small))));
  }

  @Test
  void shufflesOfDifferentNumbersOfPartitionsCannotMeet() {
    Stage join =
        Graphs.stage(
            2,
            new StageOutput.Rows(),
            Graphs.shuffle(0, Reading.PARTITIONED),
            Graphs.shuffle(1, Reading.PARTITIONED));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            cut(
                join,
                Map.of(0, Graphs.partitioned(4), 1, Graphs.partitioned(5)),
                Map.of(0, table(), 1, table())));
  }

  @Test
  void everyCutCoversAllPlacesOnceAndIsBalanced() {
    Random random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      long[] bytes = new long[1 + random.nextInt(40)];
      long heaviest = 0;
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) == 0 ? 0 : random.nextLong(60 * MIB);
        heaviest = Math.max(heaviest, bytes[i]);
      }
      int next = 0;
      for (Range range : CUTTER.pack(bytes)) {
        assertEquals(next, range.from());
        assertTrue(range.to() > range.from());
        long sum = Arrays.stream(bytes, range.from(), range.to()).sum();
        assertTrue(sum <= 32 * MIB + heaviest, () -> Arrays.toString(bytes) + " " + range);
        next = range.to();
      }
      assertEquals(bytes.length, next);
    }
  }
}
