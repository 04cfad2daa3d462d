package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Brings segments to this machine and checks them: length and CRC-32C. Where the store keeps files
 * they are checked and read in place; elsewhere the neighbours among them in one object come by one
 * GET, at most one per producer for a range of partitions, and a second one where a check fails,
 * since bytes can change on their way. Nothing is listed or asked for its length.
 */
public final class SegmentReader {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final ObjectStore store;

  public SegmentReader(ObjectStore store) {
    this.store = store;
  }

  /**
   * Fetches segments.
   *
   * @param segments in any order
   * @param folder for copies, made if need be; the caller removes it
   * @return the Parquet file of each segment, in the order given
   * @throws SegmentLostException if one is missing, short or altered
   */
  public List<Path> fetch(List<Segment> segments, Path folder) throws IOException {
    Fetches fetches = new Fetches(store);
    List<Path> files = fetch(segments, folder, fetches);
    fetches.run();
    return files;
  }

  /**
   * The same, but that what must be copied is only named.
   *
   * @param fetches will bring the files, and throw {@link SegmentLostException} as said above
   */
  public List<Path> fetch(List<Segment> segments, Path folder, Fetches fetches) throws IOException {
    Path[] files = new Path[segments.size()];
    Map<ObjectUri, List<Integer>> remote = new HashMap<>();
    for (int i = 0; i < files.length; i++) {
      Segment segment = segments.get(i);
      Optional<Path> local = store.localPath(segment.object());
      if (local.isPresent() && segment.offsetBytes() == 0) {
        files[i] = checked(segment, local.get());
      } else {
        remote.computeIfAbsent(segment.object(), _ -> new ArrayList<>()).add(i);
      }
    }
    for (List<Integer> places : remote.values()) {
      places.sort(
          (a, b) -> Long.compare(segments.get(a).offsetBytes(), segments.get(b).offsetBytes()));
      int from = 0;
      while (from < places.size()) {
        int to = from + 1;
        while (to < places.size()
            && segments.get(places.get(to)).offsetBytes()
                == end(segments.get(places.get(to - 1)))) {
          to++;
        }
        List<Segment> neighbours = new ArrayList<>();
        List<Path> copies = new ArrayList<>();
        for (int place : places.subList(from, to)) {
          Files.createDirectories(folder);
          files[place] = Files.createTempFile(folder, "segment-", ".parquet");
          neighbours.add(segments.get(place));
          copies.add(files[place]);
        }
        fetches.add(() -> get(neighbours, copies));
        from = to;
      }
    }
    return List.of(files);
  }

  private static long end(Segment segment) {
    return segment.offsetBytes() + segment.lengthBytes();
  }

  private static Path checked(Segment segment, Path file) throws IOException {
    long length;
    int crc;
    try {
      length = Files.size(file);
      if (length != segment.lengthBytes()) {
        throw cutShort(segment, length);
      }
      crc = Checksums.ofFile(file);
    } catch (NoSuchFileException e) {
      throw missing(segment, e);
    }
    if (crc != segment.crc32c()) {
      throw altered(segment, crc);
    }
    return file;
  }

  /** Segments that follow one another in one object. */
  private void get(List<Segment> segments, List<Path> files) throws IOException {
    try {
      try {
        getOnce(segments, files);
      } catch (SegmentLostException _) {
        getOnce(segments, files);
      }
    } catch (NoSuchFileException e) {
      throw missing(segments.getFirst(), e);
    }
  }

  private void getOnce(List<Segment> segments, List<Path> files) throws IOException {
    Segment first = segments.getFirst();
    long length = end(segments.getLast()) - first.offsetBytes();
    try (InputStream in = store.read(first.object(), first.offsetBytes(), length)) {
      for (int i = 0; i < files.size(); i++) {
        copy(segments.get(i), in, files.get(i));
      }
    }
  }

  private static void copy(Segment segment, InputStream in, Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, segment.lengthBytes())];
    long left = segment.lengthBytes();
    try (OutputStream out = Files.newOutputStream(file)) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw cutShort(segment, segment.lengthBytes() - left);
        }
        crc.update(buffer, 0, read);
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    if ((int) crc.getValue() != segment.crc32c()) {
      throw altered(segment, (int) crc.getValue());
    }
  }

  private static SegmentLostException missing(Segment segment, IOException cause) {
    SegmentLostException lost = new SegmentLostException(segment, "there is no such object");
    lost.initCause(cause);
    return lost;
  }

  private static SegmentLostException cutShort(Segment segment, long length) {
    return new SegmentLostException(
        segment, "got %d of %d bytes".formatted(length, segment.lengthBytes()));
  }

  private static SegmentLostException altered(Segment segment, int crc) {
    return new SegmentLostException(
        segment, "checksum %08x instead of %08x".formatted(crc, segment.crc32c()));
  }
}
