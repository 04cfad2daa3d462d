package dev.dunlin.local.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * The head of an HTTP/1.1 request or answer as it came.
 *
 * @param first the first line
 * @param headers the other lines
 */
record HttpHead(String first, List<String> headers) {
  HttpHead {
    headers = List.copyOf(headers);
  }

  /** Reads a head; empty where the other side has hung up instead. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    return Optional.of(new HttpHead(first, headers));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (line.isEmpty()) {
          return "";
        }
        throw new EOFException("a head ended early: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  Optional<String> header(String name) {
    String start = name + ":";
    return headers.stream()
        .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
        .findFirst()
        .map(line -> line.substring(start.length()).strip());
  }

  private boolean says(String name, String value) {
    return header(name).map(v -> v.toLowerCase(Locale.ROOT)).filter(value::equals).isPresent();
  }

  HttpHead without(String name) {
    String start = name + ":";
    return new HttpHead(
        first,
        headers.stream()
            .filter(line -> !line.regionMatches(true, 0, start, 0, start.length()))
            .toList());
  }

  boolean isLast() {
    return says("connection", "close");
  }

  boolean expectsContinue() {
    return says("expect", "100-continue");
  }

  boolean isChunked() {
    return says("transfer-encoding", "chunked");
  }

  /** The length of what follows, if it is said. */
  OptionalLong length() {
    return header("content-length")
        .map(Long::parseLong)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /** An answer's. */
  int status() {
    return Integer.parseInt(first.split(" ", 3)[1]);
  }

  void write(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder(first).append("\r\n");
    headers.forEach(line -> text.append(line).append("\r\n"));
    out.write(text.append("\r\n").toString().getBytes(ISO_8859_1));
    out.flush();
  }

  /**
   * Copies the chunks of a body as they are, and what follows them.
   *
   * @param copied is told of bytes of content as they are copied
   */
  static void copyChunks(InputStream in, OutputStream out, LongConsumer copied) throws IOException {
    while (true) {
      String size = line(in);
      out.write((size + "\r\n").getBytes(ISO_8859_1));
      int extension = size.indexOf(';');
      long length = Long.parseLong(extension < 0 ? size : size.substring(0, extension), 16);
      if (length == 0) {
        for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
          out.write((trailer + "\r\n").getBytes(ISO_8859_1));
        }
        out.write("\r\n".getBytes(ISO_8859_1));
        out.flush();
        return;
      }
      copy(in, out, length, copied);
      copy(in, out, 2, _ -> {});
    }
  }

  /** Copies so many bytes. */
  static void copy(InputStream in, OutputStream out, long length, LongConsumer copied)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(length, 64 * 1024)];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("a body ended %d bytes early".formatted(left));
      }
      out.write(buffer, 0, read);
      copied.accept(read);
      left -= read;
    }
    out.flush();
  }
}
