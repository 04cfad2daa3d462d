package dev.dunlin.driver.scheduler;

import dev.dunlin.core.task.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The committed segments of one stage. Spark calls it the map-output tracker. Immutable. */
final class SegmentTable {
  private final List<List<Segment>> byProducer;
  private final NavigableMap<Integer, List<Segment>> byPartition = new TreeMap<>();

  /**
   * A table.
   *
   * @param byProducer the segments of each task, in task order
   */
  SegmentTable(List<List<Segment>> byProducer) {
    this.byProducer = List.copyOf(byProducer);
    for (List<Segment> segments : byProducer) {
      for (Segment segment : segments) {
        byPartition.computeIfAbsent(segment.partition(), _ -> new ArrayList<>()).add(segment);
      }
    }
  }

  /** Every segment, in task order and by partition within a task. */
  List<Segment> all() {
    return ofProducers(0, byProducer.size());
  }

  /** The segments of the tasks {@code [from, to)}. */
  List<Segment> ofProducers(int from, int to) {
    return byProducer.subList(from, to).stream().flatMap(List::stream).toList();
  }

  /** The segments of the partitions {@code [from, to)}, in task order within a partition. */
  List<Segment> ofPartitions(int from, int to) {
    return byPartition.subMap(from, to).values().stream().flatMap(List::stream).toList();
  }

  /** Bytes that each task wrote. */
  long[] bytesByProducer() {
    return byProducer.stream().mapToLong(SegmentTable::bytes).toArray();
  }

  /** Adds the bytes of each partition to an array with a place for every partition. */
  void addBytesByPartition(long[] bytes) {
    byPartition.forEach((partition, segments) -> bytes[partition] += bytes(segments));
  }

  boolean contains(Segment segment) {
    return byPartition.getOrDefault(segment.partition(), List.of()).contains(segment);
  }

  private static long bytes(List<Segment> segments) {
    return segments.stream().mapToLong(Segment::lengthBytes).sum();
  }
}
