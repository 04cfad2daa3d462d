package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.runner.Engine;
import dev.dunlin.benchmarks.runner.RunnerLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine's process. One query at a time; its standard error goes to a log file. Between queries
 * the process is stopped by signal: an engine that still compiles or collects garbage after its
 * answer would slow down the one that runs next.
 */
final class RunnerProcess implements AutoCloseable {
  private final Contender contender;
  private final Duration patience;
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final String version;
  private final Duration startUp;

  /**
   * Starts an engine and waits until it is ready.
   *
   * @param log where its standard error goes, at the end of what is there
   * @param patience how long it may take to start, and for one query
   */
  RunnerProcess(Contender contender, Path log, Duration patience) throws IOException {
    this.contender = contender;
    this.patience = patience;
    long start = System.nanoTime();
    this.process =
        new ProcessBuilder(contender.command())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    this.in = process.outputWriter();
    this.out = process.inputReader();
    String first = line("start (its log is " + log + ")");
    if (!first.startsWith("ready ")) {
      close();
      throw new IOException(contender.name() + " said '" + first + "' and not that it is ready");
    }
    this.version = first.substring("ready ".length());
    this.startUp = Duration.ofNanos(System.nanoTime() - start);
    signal("STOP");
  }

  String version() {
    return version;
  }

  /** From the process's start to its being ready. */
  Duration startUp() {
    return startUp;
  }

  /** Whether it can be asked for more. */
  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Runs a query.
   *
   * @throws IOException if it fails, with the engine's message; if the process dies; if it takes
   *     too long, after which the process is dead
   */
  Engine.Answer run(String sql) throws IOException {
    signal("CONT");
    in.write("run " + sql.replaceAll("\\s+", " ") + "\n");
    in.flush();
    String answer = line("answer");
    signal("STOP");
    return RunnerLoop.read(answer);
  }

  private void signal(String name) throws IOException {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0 && process.isAlive()) {
        throw new IOException("Cannot send SIG%s to %s".formatted(name, contender.name()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for " + contender.name(), e);
    }
  }

  private String line(String what) throws IOException {
    CompletableFuture<Optional<String>> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Optional.ofNullable(out.readLine());
              } catch (IOException _) {
                return Optional.empty();
              }
            },
            task -> Thread.ofVirtual().start(task));
    try {
      return line.get(patience.toSeconds(), TimeUnit.SECONDS)
          .orElseThrow(
              () -> {
                process.destroyForcibly();
                return new IOException(contender.name() + " died before it could " + what);
              });
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(
          "%s did not %s within %d s and was stopped"
              .formatted(contender.name(), what, patience.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("Interrupted while waiting for " + contender.name(), e);
    }
  }

  /** The most memory that the process has held at once, in bytes; 0 where Linux does not say. */
  long peakMemoryBytes() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }

  /** Ends the process: by the end of its input, and by force if that does not do. */
  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive()) {
        signal("CONT");
        in.close();
      }
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
