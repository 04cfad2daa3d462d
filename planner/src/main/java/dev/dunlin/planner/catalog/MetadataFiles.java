package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.InParallel;
import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files that DuckDB can open to read an object's metadata: the object's own file where the store
 * has one, else a temporary copy of the part that matters. Closing removes the copies.
 */
final class MetadataFiles implements AutoCloseable {
  /** Requests at once. There is one driver, so that it may have more of them than a task. */
  static final int IN_FLIGHT = 32;

  /** Enough for the footer of nearly every Parquet file, so that it takes one request. */
  private static final long TAIL_BYTES = 64 << 10;

  /** More than DuckDB looks at to tell the types of a text file's columns. */
  private static final long HEAD_BYTES = 4 << 20;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final ObjectStore store;
  private final AtomicInteger copies = new AtomicInteger();
  private @Nullable Path folder;

  MetadataFiles(ObjectStore store) {
    this.store = store;
  }

  /** The same for many at once, in their order. */
  List<Path> footers(List<ObjectStat> objects) throws IOException {
    return InParallel.map(objects, IN_FLIGHT, this::footer);
  }

  /** A file with the object's length and its footer at the end; what lies before is a hole. */
  Path footer(ObjectStat object) throws IOException {
    Optional<Path> local = store.localPath(object.uri());
    if (local.isPresent()) {
      return local.get();
    }
    Path copy = newCopy(object);
    try (FileChannel file =
        FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long length = object.lengthBytes();
      long got = Math.min(TAIL_BYTES, length);
      byte[] tail = read(object, length - got, got);
      write(file, tail, length - got);
      if (got >= ParquetFooters.FOOTER_END_BYTES) {
        long footer =
            Integer.toUnsignedLong(
                    ByteBuffer.wrap(tail)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt(tail.length - ParquetFooters.FOOTER_END_BYTES))
                + ParquetFooters.FOOTER_END_BYTES;
        if (footer > got && footer <= length) {
          write(file, read(object, length - footer, footer - got), length - footer);
        }
        if (length > got) {
          write(file, MAGIC, 0); // It says nothing that the end does not say.
        }
      }
    }
    return copy;
  }

  /**
   * A file with the first lines of a text object; all of it if it is compressed or not longer.
   *
   * @param compressed whether only the whole of it can be read
   */
  Path lines(ObjectStat object, boolean compressed) throws IOException {
    Optional<Path> local = store.localPath(object.uri());
    if (local.isPresent()) {
      return local.get();
    }
    Path copy = newCopy(object);
    boolean whole = compressed || object.lengthBytes() <= HEAD_BYTES;
    byte[] bytes = read(object, 0, whole ? object.lengthBytes() : HEAD_BYTES);
    int length = bytes.length;
    while (!whole && length > 0 && bytes[length - 1] != '\n') {
      length--;
    }
    Files.write(copy, length == 0 ? bytes : Arrays.copyOf(bytes, length));
    return copy;
  }

  private byte[] read(ObjectStat object, long offset, long length) throws IOException {
    try (InputStream in = store.read(object, offset, length)) {
      byte[] bytes = in.readNBytes(Math.toIntExact(length));
      if (bytes.length < length) {
        throw new ObjectChangedException(
            object.uri(), "it is shorter than the %d bytes it had".formatted(object.lengthBytes()));
      }
      return bytes;
    }
  }

  private static void write(FileChannel file, byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      position += file.write(buffer, position);
    }
  }

  private Path newCopy(ObjectStat object) throws IOException {
    Path place = folder().resolve(Integer.toString(copies.incrementAndGet()));
    Files.createDirectory(place);
    // The name is kept for its extension, which tells DuckDB the compression.
    return place.resolve(object.uri().name());
  }

  private synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("dunlin-metadata");
    }
    return folder;
  }

  @Override
  public synchronized void close() throws IOException {
    if (folder != null) {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(folder)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
      folder = null;
    }
  }

  /** A path as DuckDB's readers take it: wildcards in it are letters. */
  static String escaped(Path path) {
    String text = path.toString();
    // A name with nothing but brackets is tried as it is before it is taken for a pattern.
    return text.contains("*") || text.contains("?") ? text.replaceAll("[\\[*?]", "[$0]") : text;
  }
}
