package dev.dunlin.driver.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns JSON lines that are written to it into one array: a comma goes where a line ends and
 * another follows. JSON text has no line breaks but those between values.
 */
final class JsonArrayStream extends FilterOutputStream {
  private boolean any;
  private boolean lineEnded;

  JsonArrayStream(OutputStream out) throws IOException {
    super(out);
    out.write('[');
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (lineEnded || !any) {
        out.write(any ? ',' : '\n');
        if (any) {
          out.write('\n');
        }
        any = true;
        lineEnded = false;
      }
      if (bytes[i] == '\n') {
        out.write(bytes, from, i - from);
        from = i + 1;
        lineEnded = true;
      }
    }
    out.write(bytes, from, end - from);
  }

  /** Ends the array; the stream below stays open. */
  void finish() throws IOException {
    out.write((any ? "\n]\n" : "]\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
