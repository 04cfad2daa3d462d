package dev.dunlin.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {
  @Test
  void everyByteIsInOneTaskWhateverTheSizes() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      List<Packing.Range> ranges = new ArrayList<>();
      int files = random.nextInt(6);
      for (int file = 0; file < files; file++) {
        long at = 0;
        int groups = 1 + random.nextInt(4);
        for (int g = 0; g < groups; g++) {
          long length = 1L + random.nextInt(300);
          ranges.add(
              new Packing.Range(
                  file,
                  at,
                  at + length,
                  10_000,
                  random.nextInt(500),
                  1 + random.nextInt(200),
                  1 + random.nextInt(400),
                  List.of()));
          at += length;
        }
      }
      SplitSizing sizing = new SplitSizing(1 + random.nextInt(1000), 1 + random.nextInt(12));
      List<List<Packing.Range>> tasks = Packing.pack(ranges, sizing);
      List<Packing.Range> parts = tasks.stream().flatMap(List::stream).toList();
      assertEquals(merged(ranges), merged(parts));
      assertEquals(
          ranges.stream().mapToLong(Packing.Range::bytes).sum(),
          parts.stream().mapToLong(Packing.Range::bytes).sum());
      long mostTasks =
          ranges.stream().mapToLong(r -> Math.max(1, (r.to() - r.from()) / r.leastPart())).sum();
      assertTrue(tasks.size() >= Math.min(sizing.minSplits(), mostTasks), "too few tasks");
      for (List<Packing.Range> task : tasks) {
        assertTrue(
            task.size() == 1
                || task.stream().mapToLong(Packing.Range::bytes).sum() <= sizing.targetBytes(),
            "too large a task");
      }
    }
  }

  private static List<List<Long>> merged(List<Packing.Range> ranges) {
    List<List<Long>> merged = new ArrayList<>();
    for (Packing.Range range : ranges) {
      List<Long> last = merged.isEmpty() ? List.of(-1L, 0L, 0L) : merged.getLast();
      if (last.get(0) == range.file() && last.get(2) == range.from()) {
        merged.set(merged.size() - 1, List.of(last.get(0), last.get(1), range.to()));
      } else {
        merged.add(List.of((long) range.file(), range.from(), range.to()));
      }
    }
    return merged;
  }

  @Test
  void tasksAreOfAboutTheSameSize() {
    List<Packing.Range> ranges = new ArrayList<>();
    for (long i = 0; i < 10; i++) {
      ranges.add(new Packing.Range(0, i * 100, i * 100 + 100, 1000, 10, 1000, 1000, List.of()));
    }
    // 100 bytes, at most 64 in a task: two of 50, not 60 and 40.
    assertEquals(
        List.of(5, 5),
        Packing.pack(ranges, new SplitSizing(64, 1)).stream().map(List::size).toList());
  }
}
