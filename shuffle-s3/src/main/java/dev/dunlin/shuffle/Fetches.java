package dev.dunlin.shuffle;

import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that one task copies to its machine: named first, then fetched together, so that no request
 * waits for another that it does not need. For one thread.
 */
public final class Fetches {
  /** Requests at once: more do not make one function's network any faster (Starling, SIGMOD'20). */
  public static final int IN_FLIGHT = 16;

  /**
   * Ranges that are closer than this are fetched as one. At 75 MiB/s they take 3 ms; to fetch them
   * costs a small function about a quarter of what a request costs.
   */
  private static final long GAP_BYTES = 256 << 10;

  /** Larger ranges are fetched in parts ("Performance Guidelines", Amazon S3 User Guide). */
  private static final long PART_BYTES = 8 << 20;

  private static final int BUFFER_BYTES = 256 << 10;

  /** One thing to fetch. */
  public interface Fetch {
    void run() throws IOException;
  }

  private final ObjectStore store;
  private final List<Fetch> fetches = new ArrayList<>();

  public Fetches(ObjectStore store) {
    this.store = store;
  }

  /** To be fetched with all others. */
  public void add(Fetch fetch) {
    fetches.add(fetch);
  }

  /**
   * Part of an object is to be copied to where it is in the object; the rest of the copy is a hole.
   *
   * @param ranges what is needed, in any order; more may be copied
   * @param copy a file that is not there yet, in a folder that may not be either
   */
  public void add(ObjectStat object, List<ByteRange> ranges, Path copy) throws IOException {
    Files.createDirectories(copy.getParent());
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.setLength(object.lengthBytes());
    }
    for (ByteRange range : ByteRange.merged(ranges, GAP_BYTES)) {
      long parts = Math.ceilDiv(range.length(), PART_BYTES);
      for (long i = 0; i < parts; i++) {
        long from = range.offset() + range.length() * i / parts;
        long to = range.offset() + range.length() * (i + 1) / parts;
        add(() -> copy(object, new ByteRange(from, to - from), copy));
      }
    }
  }

  private void copy(ObjectStat object, ByteRange range, Path copy) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, range.length())];
    long left = range.length();
    try (InputStream in = store.read(object, range.offset(), range.length());
        RandomAccessFile out = new RandomAccessFile(copy.toFile(), "rw")) {
      out.seek(range.offset());
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException(
              "Cannot read %s: it ends %d bytes before the end of %s"
                  .formatted(object.uri(), left, range));
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  /**
   * Fetches all that was named since the last call. Nothing is being fetched any more when this
   * returns or throws.
   *
   * @throws IOException the first failure; {@link java.io.InterruptedIOException} if this thread is
   *     interrupted
   */
  public void run() throws IOException {
    List<Fetch> all = List.copyOf(fetches);
    fetches.clear();
    if (!all.isEmpty()) {
      List<Boolean> unused =
          InParallel.map(
              all,
              IN_FLIGHT,
              fetch -> {
                fetch.run();
                return true;
              });
    }
  }
}
