package dev.dunlin.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An execution environment: one runtime at a time, one invocation at a time. A runtime that has
 * ended is started again by the next invocation. Thread-safe.
 */
final class Environment {
  private final LocalStack localStack;
  private final FunctionLog log;
  private final Duration timeout;
  private final String runtimeApi;
  private volatile RuntimeProcess runtime;
  private volatile boolean announced;

  /**
   * An environment without a runtime.
   *
   * @param timeout the function's
   * @param runtimeApi where its runtime finds the Runtime API, {@code host:port}
   */
  Environment(LocalStack localStack, FunctionLog log, Duration timeout, String runtimeApi) {
    this.localStack = localStack;
    this.log = log;
    this.timeout = timeout;
    this.runtimeApi = runtimeApi;
  }

  RuntimeProcess runtime() {
    return runtime;
  }

  void startRuntime() throws IOException {
    RuntimeProcess started = RuntimeProcess.start(runtimeApi, log);
    runtime = started;
    started
        .onExit()
        .thenAccept(
            exitStatus -> {
              String message = "Runtime exited with error: exit status " + exitStatus;
              failedToStart(Json.object("errorType", "Runtime.ExitError", "errorMessage", message));
              started
                  .invocation()
                  .ifPresent(
                      i -> i.answer().complete(Answer.error("Runtime.ExitError", i.id(), message)));
            });
  }

  /** A runtime has asked for its first invocation. */
  void initialised() {
    if (!announced) {
      announced = true;
      localStack.ready();
    }
  }

  /** A runtime cannot be initialised; said once, and not of one that was started again. */
  void failedToStart(byte[] error) {
    if (!announced) {
      announced = true;
      localStack.failedToStart(error);
    }
  }

  /** LocalStack hands an invocation over; its answer goes back in requests of ours. */
  void invoke(HttpExchange exchange) throws IOException {
    Instant deadline = Instant.now().plus(timeout);
    Invocation invocation = Invocation.of(exchange.getRequestBody().readAllBytes(), deadline);
    RuntimeApi.reply(exchange, 200, "OK");
    run(invocation);
  }

  private synchronized void run(Invocation invocation) throws IOException {
    log.started(invocation.id());
    if (!runtime.isAlive()) {
      startRuntime();
    }
    long start = System.nanoTime();
    RuntimeProcess running = runtime;
    running.hand(invocation);
    Answer answer = await(invocation);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Duration init = running.takeInit();
    String text = log.ended(invocation.id(), took, init, running.peakMemoryMb());
    localStack.ended(invocation.id(), text, answer);
  }

  private Answer await(Invocation invocation) {
    try {
      return invocation.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      runtime.kill();
      String message = "Task timed out after %d.00 seconds".formatted(timeout.toSeconds());
      return Answer.error("Sandbox.Timedout", invocation.id(), message);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
