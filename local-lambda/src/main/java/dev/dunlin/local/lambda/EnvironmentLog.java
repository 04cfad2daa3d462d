package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What an environment prints: in a file, as in CloudWatch Logs, and the end of it for the
 * invocation that runs. Thread-safe.
 */
final class EnvironmentLog implements AutoCloseable {
  /** Lambda's Invoke: the last 4 KB. */
  private static final int TAIL_BYTES = 4096;

  private final Writer file;
  private final StringBuilder recent = new StringBuilder();

  EnvironmentLog(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Copies what a process prints until it ends. */
  void follow(BufferedReader output) {
    try (output) {
      for (String line; (line = output.readLine()) != null; ) {
        add(line);
      }
    } catch (IOException _) {
      // The process was killed, and its pipe broke.
    }
  }

  synchronized void add(String line) {
    recent.append(line).append('\n');
    int surplus = recent.length() - TAIL_BYTES;
    if (surplus > 0) {
      recent.delete(0, surplus);
    }
    try {
      file.write(line);
      file.write('\n');
      file.flush();
    } catch (IOException e) {
      recent.append("The log's file cannot be written: ").append(e).append('\n');
    }
  }

  /** Forgets the end, for the next invocation. */
  synchronized void begin() {
    recent.setLength(0);
  }

  /** The end of what was printed since {@link #begin}. */
  synchronized byte[] tail() {
    byte[] bytes = recent.toString().getBytes(UTF_8);
    return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - TAIL_BYTES), bytes.length);
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
