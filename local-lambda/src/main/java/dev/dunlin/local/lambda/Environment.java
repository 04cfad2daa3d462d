package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.local.lambda.Invocation.Answer;
import dev.dunlin.local.lambda.Runtime25.Initialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An execution environment: a process with the function's package, its own Runtime API and its own
 * {@code /tmp}. One invocation at a time.
 */
final class Environment implements AutoCloseable {
  private static final Duration SLOW_START = Duration.ofSeconds(2);
  private static final Duration STANDSTILL = Duration.ofMillis(50);

  private final FunctionSettings function;
  private final LambdaFaults faults;
  private final Path folder;
  private final RuntimeApi api;
  private final EnvironmentLog log;
  private final Process process;
  private final long startedNanos;
  private long idleSinceNanos;
  private boolean used;
  private volatile @Nullable Invocation current;
  private volatile boolean outOfMemory;
  private volatile long peakKb;

  private Environment(
      FunctionSettings function,
      LambdaFaults faults,
      Path folder,
      RuntimeApi api,
      EnvironmentLog log,
      Process process,
      long startedNanos) {
    this.function = function;
    this.faults = faults;
    this.folder = folder;
    this.api = api;
    this.log = log;
    this.process = process;
    this.startedNanos = startedNanos;
  }

  /**
   * What an invocation came to.
   *
   * @param logTail the end of its log, the REPORT line last
   * @param isCold whether the environment was started for it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Result(Answer answer, byte[] logTail, Report report, boolean isCold) {}

  /**
   * Starts one for an invocation.
   *
   * @param folder a folder of its own, made here
   * @param logFile where its log is kept
   */
  static Environment start(
      FunctionSettings function,
      Runtime25 runtime,
      LambdaFaults faults,
      long invocation,
      Path folder,
      Path logFile)
      throws IOException {
    long began = System.nanoTime();
    if (faults.happens(LambdaFault.SLOW_START, invocation)) {
      pause(SLOW_START);
    }
    Path tmp = Files.createDirectories(folder.resolve("tmp"));
    RuntimeApi api = RuntimeApi.open(function);
    EnvironmentLog log = new EnvironmentLog(logFile);
    Process process = runtime.start(function, Initialization.ON_DEMAND, api, tmp);
    Thread.ofVirtual().name("log " + folder).start(() -> log.follow(process.inputReader()));
    Environment environment = new Environment(function, faults, folder, api, log, process, began);
    var unused = process.onExit().thenRun(environment::ended);
    return environment;
  }

  /** Runs one invocation to its end, whatever that is. */
  Result run(Invocation invocation) throws InterruptedException {
    log.begin();
    boolean cold = !used;
    used = true;
    current = invocation;
    if (!process.isAlive()) {
      ended();
    }
    Optional<Answer> failedInit = cold ? awaitReady(invocation) : Optional.empty();
    long init = cold ? System.nanoTime() - startedNanos : 0;
    log.add("START RequestId: " + invocation.id() + " Version: " + LambdaServer.VERSION);
    long began = System.nanoTime();
    Answer result;
    if (failedInit.isPresent()) {
      result = failedInit.get();
      process.destroyForcibly();
    } else {
      if (faults.happens(LambdaFault.KILL_BEFORE, invocation.number())) {
        process.destroyForcibly().onExit().join();
      }
      api.hand(invocation, System.currentTimeMillis() + function.timeout().toMillis());
      disturb(invocation);
      result = await(invocation);
      if (faults.happens(LambdaFault.KILL_AFTER, invocation.number()) && !result.isError()) {
        process.destroyForcibly().onExit().join();
        result = died(invocation);
      }
    }
    Report report =
        new Report(
            invocation.id(),
            System.nanoTime() - began,
            function.memoryMb(),
            Math.max(peakKb, memoryKb("VmHWM:")) / 1024,
            init);
    log.add("END RequestId: " + invocation.id());
    log.add(report.toString());
    idleSinceNanos = System.nanoTime();
    return new Result(result, log.tail(), report, cold);
  }

  /** The error of a runtime that could not load the handler or has died; empty if it is ready. */
  private Optional<Answer> awaitReady(Invocation invocation) throws InterruptedException {
    try {
      Object first =
          CompletableFuture.anyOf(api.ready(), invocation.answer())
              .get(function.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (first instanceof Answer died) {
        return Optional.of(died);
      }
      return api.ready().join().map(error -> new Answer(true, error));
    } catch (TimeoutException e) {
      return Optional.of(timedOut(invocation));
    } catch (ExecutionException e) {
      throw new IllegalStateException("Neither is ever completed with an exception", e);
    }
  }

  private Answer await(Invocation invocation) throws InterruptedException {
    try {
      return invocation.answer().get(function.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      Answer timedOut = timedOut(invocation);
      process.destroyForcibly().onExit().join();
      return timedOut;
    } catch (ExecutionException e) {
      throw new IllegalStateException("It is never completed with an exception", e);
    }
  }

  private Answer timedOut(Invocation invocation) {
    return Answer.error(
        "Sandbox.Timedout",
        "RequestId: %s Error: Task timed out after %.2f seconds"
            .formatted(invocation.id(), function.timeout().toMillis() / 1000.0));
  }

  /** The process has: whoever waits for its answer need not wait any longer. */
  private void ended() {
    Invocation invocation = current;
    if (invocation != null) {
      invocation.answer().complete(died(invocation));
    }
  }

  private Answer died(Invocation invocation) {
    int code = process.exitValue();
    // Java gives 128 + the number for a process that a signal has ended.
    String how = code == 128 + 9 ? "signal: killed" : "exit status " + code;
    return Answer.error(
        outOfMemory ? "Runtime.OutOfMemory" : "Runtime.ExitError",
        "RequestId: %s Error: Runtime exited with error: %s".formatted(invocation.id(), how));
  }

  /** Starts what the faults ask for while the handler works. */
  private void disturb(Invocation invocation) {
    if (faults.happens(LambdaFault.KILL_DURING, invocation.number())) {
      double part = faults.random(LambdaFault.KILL_AFTER, invocation.number());
      Thread.ofVirtual()
          .start(
              () -> {
                pause(Duration.ofMillis((long) (part * 400)));
                if (!invocation.answer().isDone()) {
                  process.destroyForcibly();
                }
              });
    }
    if (faults.happens(LambdaFault.FREEZE, invocation.number())) {
      signal("STOP");
    }
    if (faults.happens(LambdaFault.SLOW, invocation.number())) {
      Thread.ofVirtual().start(() -> slowDown(invocation));
    }
  }

  private void slowDown(Invocation invocation) {
    while (!invocation.answer().isDone()) {
      signal("STOP");
      pause(STANDSTILL);
      signal("CONT");
      pause(STANDSTILL);
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot send signals here: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("This thread is nobody else's to interrupt", e);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException("This thread is nobody else's to interrupt", e);
    }
  }

  /** Kills the process if it holds more memory than the function has, as Lambda would. */
  void checkMemory() {
    peakKb = Math.max(peakKb, memoryKb("VmHWM:"));
    if (memoryKb("VmRSS:") > function.memoryMb() * 1024L) {
      outOfMemory = true;
      process.destroyForcibly();
    }
  }

  /** A figure of Linux's account of the process; 0 once it is gone. */
  private long memoryKb(String name) {
    try {
      List<String> status =
          Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"), UTF_8);
      return status.stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }

  /** Ends the process at once; an invocation that runs comes back with an error. */
  void kill() {
    process.destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean isIdleFor(Duration time) {
    return System.nanoTime() - idleSinceNanos > time.toNanos();
  }

  /** Ends the process and removes its folder. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    api.close();
    log.close();
    delete(folder);
  }

  /** Removes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
