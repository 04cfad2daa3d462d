package dev.dunlin.localstack;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** The process that the function's handler runs in. Thread-safe. */
final class RuntimeProcess {
  private static final String BOOTSTRAP = "/var/runtime/bootstrap";
  private static final File TASK_ROOT = new File("/var/task");

  private final BlockingQueue<Invocation> next = new LinkedBlockingQueue<>();
  private final long started = System.nanoTime();
  private final Process process;
  private volatile Invocation invocation;
  private volatile Duration init = Duration.ZERO;
  private volatile boolean initialised;

  private RuntimeProcess(Process process) {
    this.process = process;
  }

  static RuntimeProcess start(String runtimeApi, FunctionLog log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(BOOTSTRAP).directory(TASK_ROOT);
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    Process process = builder.redirectErrorStream(true).start();
    Thread.ofVirtual().start(() -> copy(process, log));
    return new RuntimeProcess(process);
  }

  private static void copy(Process process, FunctionLog log) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        System.out.println(line);
        log.line(line);
      }
    } catch (IOException e) {
      log.line("The runtime's output ended: " + e);
    }
  }

  /** Gives the runtime its next invocation, which it fetches when it is ready. */
  void hand(Invocation invocation) {
    this.invocation = invocation;
    next.add(invocation);
  }

  /** Waits for the next invocation. */
  Invocation next() throws InterruptedException {
    if (!initialised) {
      initialised = true;
      init = Duration.ofNanos(System.nanoTime() - started);
    }
    return next.take();
  }

  /** The one that was handed over last. */
  Optional<Invocation> invocation() {
    return Optional.ofNullable(invocation);
  }

  /** The time from start to the first call of {@link #next}; later calls give zero. */
  Duration takeInit() {
    Duration taken = init;
    init = Duration.ZERO;
    return taken;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Completes with the exit status. */
  CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** The most memory that the process has used; 0 if it has ended. */
  long peakMemoryMb() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    }
  }
}
