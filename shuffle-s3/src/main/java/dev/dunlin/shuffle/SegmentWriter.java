package dev.dunlin.shuffle;

import dev.dunlin.core.id.TaskId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Hands the partitions of one attempt over to a store, below the attempt's own prefix. Where the
 * store keeps files, each partition stays a file, {@code PREFIX/p00013.parquet}, to be read in
 * place; elsewhere all go in partition order into one object, {@code PREFIX/segments}, so that an
 * attempt costs one PUT. Nothing is listed, then or later: the segments returned say where all is.
 */
public final class SegmentWriter {
  private final ObjectStore store;

  public SegmentWriter(ObjectStore store) {
    this.store = store;
  }

  /**
   * A finished Parquet file that holds rows of one partition.
   *
   * @param rows its number of rows
   */
  public record PartitionFile(int partition, Path file, long rows) {}

  /**
   * Writes the partitions of one attempt.
   *
   * @param producer the task, which the segments name
   * @param prefix the attempt's own prefix
   * @param files in any order, several of one partition allowed; they belong to this method from
   *     here on
   * @return a segment for each file, by partition
   */
  public List<Segment> write(TaskId producer, ObjectUri prefix, List<PartitionFile> files)
      throws IOException {
    List<PartitionFile> sorted =
        files.stream()
            .sorted(
                Comparator.comparingInt(PartitionFile::partition)
                    .thenComparing(PartitionFile::file))
            .toList();
    String name = "s" + producer.stage().number() + "/t" + producer.number();
    if (sorted.isEmpty()) {
      return List.of();
    }
    return store.localPath(prefix).isPresent()
        ? asFiles(name, prefix, sorted)
        : asOneObject(name, prefix, sorted);
  }

  private List<Segment> asFiles(String producer, ObjectUri prefix, List<PartitionFile> files)
      throws IOException {
    List<Segment> segments = new ArrayList<>(files.size());
    int again = 0;
    for (int i = 0; i < files.size(); i++) {
      PartitionFile file = files.get(i);
      again = i > 0 && files.get(i - 1).partition() == file.partition() ? again + 1 : 0;
      ObjectUri object =
          prefix.resolve(
              "p%05d%s.parquet".formatted(file.partition(), again == 0 ? "" : "-" + again));
      int crc = Checksums.ofFile(file.file());
      long length = store.put(object, file.file()).lengthBytes();
      segments.add(new Segment(producer, file.partition(), object, 0, length, file.rows(), crc));
    }
    return List.copyOf(segments);
  }

  private List<Segment> asOneObject(String producer, ObjectUri prefix, List<PartitionFile> files)
      throws IOException {
    ObjectUri object = prefix.resolve("segments");
    List<Segment> segments = new ArrayList<>(files.size());
    // Appended to the first file, which is the one whose bytes need no copy.
    Path first = files.getFirst().file();
    long offset = 0;
    try (FileChannel all = FileChannel.open(first, StandardOpenOption.APPEND)) {
      for (PartitionFile file : files) {
        long length = Files.size(file.file());
        int crc = Checksums.ofFile(file.file());
        segments.add(
            new Segment(producer, file.partition(), object, offset, length, file.rows(), crc));
        if (!file.file().equals(first)) {
          append(file.file(), length, all);
          Files.delete(file.file());
        }
        offset += length;
      }
    }
    long written = store.put(object, first).lengthBytes();
    if (written != offset) {
      throw new IOException(
          "Cannot write %s: stored %d of %d bytes".formatted(object, written, offset));
    }
    return List.copyOf(segments);
  }

  private static void append(Path from, long length, FileChannel to) throws IOException {
    try (FileChannel channel = FileChannel.open(from, StandardOpenOption.READ)) {
      long done = 0;
      while (done < length) {
        long moved = channel.transferTo(done, length - done, to);
        if (moved <= 0) {
          throw new IOException("Cannot append " + from + ": it ends at byte " + done);
        }
        done += moved;
      }
    }
  }
}
