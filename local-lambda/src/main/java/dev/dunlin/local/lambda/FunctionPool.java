package dev.dunlin.local.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The environments of one function: warm ones are used again, the last used first. Thread-safe. */
final class FunctionPool implements AutoCloseable {
  private final FunctionSettings function;
  private final Runtime25 runtime;
  private final LambdaFaults faults;
  private final Path folder;
  private final Set<Environment> busy = new HashSet<>();
  private final Deque<Environment> idle = new ArrayDeque<>();
  private int started;
  private boolean closed;
  private volatile boolean deleted;

  FunctionPool(FunctionSettings function, Runtime25 runtime, LambdaFaults faults, Path folder)
      throws IOException {
    this.function = function;
    this.runtime = runtime;
    this.faults = faults;
    this.folder = Files.createDirectories(folder);
  }

  FunctionSettings function() {
    return function;
  }

  /** From now on nobody finds the function. */
  void delete() {
    deleted = true;
  }

  boolean isDeleted() {
    return deleted;
  }

  /** Environments started so far. */
  synchronized int started() {
    return started;
  }

  /** Runs an invocation in a warm environment if there is one, else in a new one. */
  Environment.Result run(Invocation invocation) throws IOException, InterruptedException {
    Environment environment = take(invocation);
    try {
      return environment.run(invocation);
    } finally {
      giveBack(environment);
    }
  }

  private Environment take(Invocation invocation) throws IOException {
    int number;
    synchronized (this) {
      if (closed) {
        throw new IOException("The server is being closed");
      }
      for (Environment warm = idle.poll(); warm != null; warm = idle.poll()) {
        if (warm.isAlive()) {
          busy.add(warm);
          return warm;
        }
        warm.close();
      }
      number = started++;
    }
    String name = function.name() + "-" + number;
    Environment environment =
        Environment.start(
            function,
            runtime,
            faults,
            invocation.number(),
            folder.resolve(name),
            folder.resolve(name + ".log"));
    synchronized (this) {
      busy.add(environment);
    }
    return environment;
  }

  private void giveBack(Environment environment) throws IOException {
    synchronized (this) {
      busy.remove(environment);
      if (!closed && environment.isAlive()) {
        idle.addFirst(environment);
        return;
      }
    }
    environment.close();
  }

  /** Kills environments that hold too much. */
  void checkMemory() {
    List<Environment> all;
    synchronized (this) {
      all = new ArrayList<>(busy);
      all.addAll(idle);
    }
    all.forEach(Environment::checkMemory);
  }

  /** Ends environments that nobody has used for that long. */
  void expire(Duration time) throws IOException {
    List<Environment> expired = new ArrayList<>();
    synchronized (this) {
      while (!idle.isEmpty() && idle.getLast().isIdleFor(time)) {
        expired.add(idle.removeLast());
      }
    }
    for (Environment environment : expired) {
      environment.close();
    }
  }

  /** Ends all environments; what still runs there dies. */
  @Override
  public void close() throws IOException {
    List<Environment> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(idle);
      idle.clear();
      busy.forEach(Environment::kill);
    }
    for (Environment environment : all) {
      environment.close();
    }
  }
}
