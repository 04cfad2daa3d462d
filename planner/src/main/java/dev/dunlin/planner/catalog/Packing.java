package dev.dunlin.planner.catalog;

import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Packs ranges of files into tasks, in the order of the files, so that a task's ranges are
 * neighbours.
 */
final class Packing {
  /**
   * A task's files at most, be they ever so small: opening one takes as long as reading some bytes
   * of it, at a request's 30 ms with 16 in flight as long as 150 KB.
   */
  private static final int MOST_FILES = 512;

  private Packing() {}

  /**
   * A range of a file.
   *
   * @param file the file's place in the table
   * @param from the first row or byte
   * @param to the one after the last
   * @param fileEnd the file's rows or bytes
   * @param bytes what reading it costs
   * @param leastPart the least rows or bytes worth a task of their own; the range is never cut into
   *     smaller ones
   * @param mostBytes it is cut until no part has more, where {@code leastPart} allows it
   * @param needed the bytes of the file that any part of it takes; none if that is no matter
   */
  record Range(
      int file,
      long from,
      long to,
      long fileEnd,
      long bytes,
      long leastPart,
      long mostBytes,
      List<ByteRange> needed) {
    private long mostParts() {
      return Math.max(1, (to - from) / leastPart);
    }
  }

  /** A range that is to be cut into some equal parts. */
  private static final class Cut {
    private final Range range;
    private final int place;
    private long parts;

    Cut(Range range, int place) {
      this.range = range;
      this.place = place;
      long wanted = Math.ceilDiv(range.bytes(), range.mostBytes());
      this.parts = Math.clamp(wanted, 1, range.mostParts());
    }

    double partSize() {
      return (double) (range.to() - range.from()) / parts;
    }

    void into(List<Range> ranges) {
      long length = range.to() - range.from();
      for (long i = 0; i < parts; i++) {
        long from = range.from() + length * i / parts;
        long to = range.from() + length * (i + 1) / parts;
        long bytes = range.bytes() * (i + 1) / parts - range.bytes() * i / parts;
        ranges.add(
            new Range(
                range.file(),
                from,
                to,
                range.fileEnd(),
                bytes,
                range.leastPart(),
                range.mostBytes(),
                range.needed()));
      }
    }
  }

  /**
   * The ranges of each task. No task has more than the target, but for a single range that cannot
   * be cut; and there are at least so many tasks as asked for, if the ranges can be cut into so
   * many.
   */
  static List<List<Range>> pack(List<Range> ranges, SplitSizing sizing) {
    List<Range> parts = cut(ranges, sizing.minSplits());
    long total = parts.stream().mapToLong(Range::bytes).sum();
    long files = parts.stream().mapToInt(Range::file).distinct().count();
    long count =
        Math.max(
            Math.max(sizing.minSplits(), Math.ceilDiv(total, sizing.targetBytes())),
            Math.ceilDiv(files, MOST_FILES));
    List<List<Range>> tasks = new ArrayList<>();
    List<Range> task = new ArrayList<>();
    long taskBytes = 0;
    int taskFiles = 0;
    long bytesBefore = 0;
    for (int i = 0; i < parts.size(); i++) {
      Range part = parts.get(i);
      double middle = bytesBefore + part.bytes() / 2.0;
      boolean full =
          taskBytes + part.bytes() > sizing.targetBytes()
              || (taskFiles == MOST_FILES && part.file() != task.getLast().file())
              || middle > (double) total * (tasks.size() + 1) / count;
      boolean scarce = parts.size() - i < sizing.minSplits() - tasks.size();
      if (!task.isEmpty() && (full || scarce)) {
        tasks.add(task);
        task = new ArrayList<>();
        taskBytes = 0;
        taskFiles = 0;
      }
      taskFiles += task.isEmpty() || part.file() != task.getLast().file() ? 1 : 0;
      task.add(part);
      taskBytes += part.bytes();
      bytesBefore += part.bytes();
    }
    if (!task.isEmpty()) {
      tasks.add(task);
    }
    return tasks;
  }

  private static List<Range> cut(List<Range> ranges, int minSplits) {
    List<Cut> cuts = new ArrayList<>();
    long parts = 0;
    for (Range range : ranges) {
      Cut cut = new Cut(range, cuts.size());
      cuts.add(cut);
      parts += cut.parts;
    }
    if (parts < minSplits) {
      PriorityQueue<Cut> largest =
          new PriorityQueue<>(
              Comparator.comparingDouble(Cut::partSize)
                  .reversed()
                  .thenComparingInt(cut -> cut.place));
      cuts.stream().filter(cut -> cut.parts < cut.range.mostParts()).forEach(largest::add);
      while (parts < minSplits && !largest.isEmpty()) {
        Cut cut = largest.remove();
        cut.parts++;
        parts++;
        if (cut.parts < cut.range.mostParts()) {
          largest.add(cut);
        }
      }
    }
    List<Range> result = new ArrayList<>();
    cuts.forEach(cut -> cut.into(result));
    return result;
  }

  /**
   * A task's ranges as splits; neighbours in one file become one split.
   *
   * @param fileAt the file at a place in the table
   * @param pathValues the values of a file's folders
   * @param layoutOf the place of a file's layout among the table's
   */
  static List<Split> splits(
      List<Range> task,
      IntFunction<TableFile> fileAt,
      Function<TableFile, List<String>> pathValues,
      ToIntFunction<TableFile> layoutOf) {
    List<Split> splits = new ArrayList<>();
    for (int i = 0; i < task.size(); i++) {
      Range first = task.get(i);
      long to = first.to();
      List<ByteRange> bytes = new ArrayList<>(first.needed());
      while (i + 1 < task.size()
          && task.get(i + 1).file() == first.file()
          && task.get(i + 1).from() == to) {
        i++;
        to = task.get(i).to();
        bytes.addAll(task.get(i).needed());
      }
      TableFile file = fileAt.apply(first.file());
      splits.add(
          new Split(
              file.stat().uri(),
              file.stat().lengthBytes(),
              file.stat().etag(),
              first.from(),
              to,
              first.from() == 0 && to == first.fileEnd(),
              pathValues.apply(file),
              ByteRange.merged(bytes, 0),
              layoutOf.applyAsInt(file)));
    }
    return splits;
  }
}
