package dev.dunlin.benchmarks.runner;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * The protocol of an engine's process, a line each way. It first says {@code ready VERSION}. To
 * {@code run SQL} it answers {@code ok NANOS ROWS CHECKSUM name=number …} or {@code error MESSAGE}.
 * It ends with its standard input. Its standard output belongs to the protocol; what else is
 * printed goes to standard error.
 */
public final class RunnerLoop {
  private RunnerLoop() {}

  /** Serves until standard input ends. */
  public static void serve(Callable<Engine> opening) throws Exception {
    PrintStream protocol =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try (Engine engine = opening.call();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      protocol.println("ready " + oneLine(engine.version()));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("run ")) {
          throw new IOException("Expected 'run SQL', got: " + line);
        }
        protocol.println(answer(engine, line.substring("run ".length())));
      }
    }
  }

  // An engine may throw anything at all: it is the answer, and the benchmark goes on.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private static String answer(Engine engine, String sql) {
    Checksum checksum = new Checksum();
    try {
      long start = System.nanoTime();
      engine.run(sql, checksum::add);
      long nanos = System.nanoTime() - start;
      return write(
          new Engine.Answer(nanos, checksum.rows(), checksum.toString(), engine.counters()));
    } catch (Exception e) {
      e.printStackTrace();
      return "error " + oneLine(String.valueOf(e.getMessage()));
    }
  }

  /** An answer as a line. */
  static String write(Engine.Answer answer) {
    StringBuilder line =
        new StringBuilder("ok ")
            .append(answer.nanos())
            .append(' ')
            .append(answer.rows())
            .append(' ')
            .append(answer.checksum());
    answer
        .counters()
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.toString();
  }

  /**
   * The inverse of {@link #write}.
   *
   * @throws IOException if the line is an error, with its message, or nothing of the protocol
   */
  public static Engine.Answer read(String line) throws IOException {
    if (line.startsWith("error ")) {
      throw new IOException(line.substring("error ".length()));
    }
    String[] words = line.split(" ", -1);
    if (words.length < 4 || !words[0].equals("ok")) {
      throw new IOException("Not an answer: " + line);
    }
    Map<String, Long> counters = new TreeMap<>();
    for (int i = 4; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      counters.put(words[i].substring(0, equals), Long.valueOf(words[i].substring(equals + 1)));
    }
    return new Engine.Answer(
        Long.parseLong(words[1]), Long.parseLong(words[2]), words[3], counters);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
