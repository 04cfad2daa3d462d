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
import java.util.Optional;

/**
 * Hands the partitions of one attempt over to a store, below the attempt's own prefix. Where the
 * store keeps files, each partition is a file of its own, written where it is to be read; elsewhere
 * all go in partition order into one object, {@code PREFIX/segments}, so that an attempt costs one
 * PUT. Nothing is listed, then or later: the segments returned say where all is.
 */
public final class SegmentWriter {
  private final ObjectStore store;
  private final TaskId producer;
  private final ObjectUri prefix;

  /**
   * A writer for one attempt.
   *
   * @param producer the task, which the segments name
   * @param prefix the attempt's own prefix
   */
  public SegmentWriter(ObjectStore store, TaskId producer, ObjectUri prefix) {
    this.store = store;
    this.producer = producer;
    this.prefix = prefix;
  }

  /**
   * A finished Parquet file that holds rows of one partition.
   *
   * @param rows its number of rows
   */
  public record PartitionFile(int partition, Path file, long rows) {}

  /** The folder to write partition files to, where the store keeps files; it may not exist yet. */
  public Optional<Path> folder() {
    return store.localPath(prefix);
  }

  /**
   * Hands partitions over, once.
   *
   * @param files in any order, several of one partition allowed; directly in {@link #folder} where
   *     there is one. They belong to this method from here on
   * @return a segment for each file, by partition
   */
  public List<Segment> write(List<PartitionFile> files) throws IOException {
    List<PartitionFile> sorted =
        files.stream()
            .sorted(
                Comparator.comparingInt(PartitionFile::partition)
                    .thenComparing(PartitionFile::file))
            .toList();
    if (sorted.isEmpty()) {
      return List.of();
    }
    return folder().isPresent() ? inPlace(sorted) : asOneObject(sorted);
  }

  /** Removes what the attempt has written, if anything, be it whole or not. */
  public void discard() throws IOException {
    if (folder().isPresent()) {
      store.deleteFolder(prefix);
    } else {
      store.delete(List.of(object()));
    }
  }

  private ObjectUri object() {
    return object(prefix);
  }

  /** The one object of an attempt, where the store keeps no files. */
  public static ObjectUri object(ObjectUri prefix) {
    return prefix.resolve(WorkObjects.SEGMENTS);
  }

  private Segment segment(PartitionFile file, ObjectUri object, long offset) throws IOException {
    return new Segment(
        "s" + producer.stage().number() + "/t" + producer.number(),
        file.partition(),
        object,
        offset,
        Files.size(file.file()),
        file.rows(),
        Checksums.ofFile(file.file()));
  }

  private List<Segment> inPlace(List<PartitionFile> files) throws IOException {
    List<Segment> segments = new ArrayList<>(files.size());
    for (PartitionFile file : files) {
      segments.add(segment(file, prefix.resolve(file.file().getFileName().toString()), 0));
    }
    return List.copyOf(segments);
  }

  private List<Segment> asOneObject(List<PartitionFile> files) throws IOException {
    List<Segment> segments = new ArrayList<>(files.size());
    // Appended to the first file, which is the one whose bytes need no copy.
    Path first = files.getFirst().file();
    long offset = 0;
    try (FileChannel all = FileChannel.open(first, StandardOpenOption.APPEND)) {
      for (PartitionFile file : files) {
        Segment segment = segment(file, object(), offset);
        segments.add(segment);
        if (!file.file().equals(first)) {
          append(file.file(), segment.lengthBytes(), all);
          Files.delete(file.file());
        }
        offset += segment.lengthBytes();
      }
    }
    long written = store.put(object(), first).lengthBytes();
    if (written != offset) {
      throw new IOException(
          "Cannot write %s: stored %d of %d bytes".formatted(object(), written, offset));
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
