package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The first bytes of a text file, decompressed.
 *
 * @param text the bytes, each as one letter (Latin-1); none of a file that we cannot decompress
 *     (zstd)
 * @param stored how many bytes of the file they came from
 * @param complete whether they are all of it
 */
record TextHead(String text, long stored, boolean complete) {
  /** Enough for the header, and for an estimate of the length of a row. */
  private static final int HEAD_BYTES = 64 << 10;

  /** How a file is compressed. */
  enum Compression {
    NONE,
    GZIP,
    ZSTD
  }

  /**
   * How a file is compressed, by its name's end as in DuckDB.
   *
   * @param said what the option {@code compression} says, or {@code auto}
   */
  static Compression compression(ObjectStat file, String said) {
    String name = file.uri().name().toLowerCase(Locale.ROOT);
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "none", "uncompressed" -> Compression.NONE;
      case "gzip" -> Compression.GZIP;
      case "zstd" -> Compression.ZSTD;
      default ->
          name.endsWith(".gz")
              ? Compression.GZIP
              : name.endsWith(".zst") ? Compression.ZSTD : Compression.NONE;
    };
  }

  static TextHead read(ObjectStore store, ObjectStat file, Compression compression)
      throws IOException {
    if (compression == Compression.ZSTD) {
      return new TextHead("", 0, false);
    }
    byte[] stored;
    try (InputStream in = store.read(file, 0, Math.min(HEAD_BYTES, file.lengthBytes()))) {
      stored = in.readAllBytes();
    }
    byte[] text = compression == Compression.GZIP ? unzipped(stored) : stored;
    return new TextHead(
        new String(text, StandardCharsets.ISO_8859_1),
        stored.length,
        stored.length == file.lengthBytes());
  }

  /** As much as can be unzipped of a file's beginning. */
  private static byte[] unzipped(byte[] stored) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
      byte[] buffer = new byte[8 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        text.write(buffer, 0, read);
      }
    } catch (EOFException e) {
      // The beginning ends in the middle of a block; what came out before is good.
      return text.toByteArray();
    }
    return text.toByteArray();
  }

  /** Lines that begin in it. */
  long lines() {
    boolean another = !text.isEmpty() && !text.endsWith("\n");
    return text.chars().filter(c -> c == '\n').count() + (another ? 1 : 0);
  }
}
