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

  /** What is read at once in search of a line's end; longer lines take several reads. */
  private static final int SEARCH_BYTES = 16 * 1024;

  private static final int NOT_FOUND = -1;

  /**
   * Finds the range of a split's lines.
   *
   * @param skippedLines lines at the object's beginning that belong to no range
   */
  static TextRange of(ObjectStore store, Split split, long skippedLines) throws IOException {
    long begin = afterLines(store, split, skippedLines);
    long from = split.from() <= begin ? begin : lineStart(store, split, split.from());
    long to = split.to() <= begin ? begin : lineStart(store, split, split.to());
    return new TextRange(split.file(), from, Math.max(from, to));
  }

  private static long afterLines(ObjectStore store, Split split, long lines) throws IOException {
    long position = 0;
    for (long i = 0; i < lines; i++) {
      position = lineStart(store, split, position + 1);
    }
    return position;
  }

  /** The first line that begins at or after a byte; the object's length if there is none. */
  private static long lineStart(ObjectStore store, Split split, long at) throws IOException {
    if (at == 0) {
      return 0;
    }
    byte[] buffer = new byte[SEARCH_BYTES];
    for (long position = at - 1; position < split.fileBytes(); ) {
      long length = Math.min(buffer.length, split.fileBytes() - position);
      int read;
      try (InputStream in = store.read(split.file(), position, length)) {
        read = in.readNBytes(buffer, 0, (int) length);
      }
      int found = indexOfLineFeed(buffer, read);
      if (found != NOT_FOUND) {
        return position + found + 1;
      }
      if (read < length) {
        throw new IOException(
            "Cannot read %s: it ends at byte %d instead of %d"
                .formatted(split.file(), position + read, split.fileBytes()));
      }
      position += read;
    }
    return split.fileBytes();
  }

  private static int indexOfLineFeed(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return NOT_FOUND;
  }

  long lengthBytes() {
    return to - from;
  }

  /** Copies the range into a new file. */
  void copy(ObjectStore store, Path target) throws IOException {
    try (InputStream in = store.read(file, from, lengthBytes());
        OutputStream out = Files.newOutputStream(target)) {
      long copied = in.transferTo(out);
      if (copied != lengthBytes()) {
        throw new IOException(
            "Cannot read %s: got %d of the %d bytes from byte %d"
                .formatted(file, copied, lengthBytes(), from));
      }
    }
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
