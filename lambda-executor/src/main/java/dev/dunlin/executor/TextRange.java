package dev.dunlin.executor;

import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The lines of a text object whose first byte lies in a byte range. A line ends with a line feed;
 * what is quoted is not looked at. Ranges that meet give each line of the object exactly once.
 *
 * @param file the object
 * @param from the first byte of the first line
 * @param to the byte after the last line's line feed; equal to {@code from} where there is no line
 */
record TextRange(ObjectUri file, long from, long to) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** What is read beyond a range for the end of its last line; longer lines take more reads. */
  private static final int BEYOND_BYTES = 16 * 1024;

  private static final int NOT_FOUND = -1;

  /**
   * Copies a split's lines into a new file, by one reading unless a line is very long.
   *
   * @param skippedLines lines at the object's beginning that belong to no range
   */
  static TextRange copy(ObjectStore store, Split split, long skippedLines, Path target)
      throws IOException {
    long begin = 0;
    for (long i = 0; i < skippedLines; i++) {
      begin = new Lines(store, split, begin, begin + 1).copy(OutputStream.nullOutputStream()).to();
    }
    try (OutputStream out = Files.newOutputStream(target)) {
      return split.to() <= begin
          ? new TextRange(split.file(), begin, begin)
          : new Lines(store, split, Math.max(begin, split.from()), split.to(), begin).copy(out);
    }
  }

  /** One pass over the lines that begin in a range. */
  private static final class Lines {
    private final ObjectStore store;
    private final Split split;
    private final long to;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long position;

    /** Where the first line begins, once that is known. */
    private long from;

    Lines(ObjectStore store, Split split, long from, long to) {
      this(store, split, from, to, from);
    }

    /** Lines that begin in {@code [from, to)}, where it is known that one begins at a byte. */
    Lines(ObjectStore store, Split split, long from, long to, long lineStart) {
      this.store = store;
      this.split = split;
      this.to = to;
      this.from = from == lineStart ? from : NOT_FOUND;
      this.position = from == lineStart ? from : from - 1;
    }

    TextRange copy(OutputStream out) throws IOException {
      long length = to + BEYOND_BYTES - position;
      while (position < split.fileBytes()) {
        length = Math.min(length, split.fileBytes() - position);
        try (InputStream in = store.read(split.version(), position, length)) {
          for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
              throw new IOException(
                  "Cannot read %s: it ends at byte %d instead of %d"
                      .formatted(split.file(), position, split.fileBytes()));
            }
            if (take(read, out)) {
              return new TextRange(split.file(), from, position);
            }
            left -= read;
          }
        }
        length = BUFFER_BYTES;
      }
      return new TextRange(split.file(), from == NOT_FOUND ? position : from, position);
    }

    /** Takes bytes that were read, up to the end of the last line; whether that was among them. */
    private boolean take(int read, OutputStream out) throws IOException {
      int start = 0;
      if (from == NOT_FOUND) {
        int found = lineFeed(0, read);
        if (found == NOT_FOUND) {
          position += read;
          return false;
        }
        start = found + 1;
        from = position + start;
        if (from >= to) {
          position = from;
          return true;
        }
      }
      // The last line ends with the first line feed that is not before the range's last byte.
      int found = lineFeed(Math.clamp(to - 1 - position, start, read), read);
      int end = found == NOT_FOUND ? read : found + 1;
      out.write(buffer, start, end - start);
      position += end;
      return found != NOT_FOUND;
    }

    private int lineFeed(int at, int length) {
      for (int i = at; i < length; i++) {
        if (buffer[i] == '\n') {
          return i;
        }
      }
      return NOT_FOUND;
    }
  }

  long lengthBytes() {
    return to - from;
  }

  /** How many lines lie before the range: what a line number in it must be raised by. */
  long linesBefore(ObjectStore store) throws IOException {
    long lines = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = store.read(file, 0, from)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    return lines;
  }
}
