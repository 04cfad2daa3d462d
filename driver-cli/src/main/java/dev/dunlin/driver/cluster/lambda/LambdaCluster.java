package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster whose slots are invocations of AWS Lambda functions: each attempt is a call, on a
 * virtual thread that waits for the answer, or looks for it in S3 where the attempt is expected to
 * take long. All attempts begin on one function; others with more memory are for those that need
 * it. Thread-safe.
 *
 * <p>A call that is cancelled is not waited for: the function itself cannot be stopped from here,
 * runs to its end and is paid for, and what it writes is nobody's.
 */
public final class LambdaCluster implements Cluster {
  private static final int MOST_SLOTS = 1000;

  private final List<TaskFunction> functions;
  private final ObjectStore store;
  private final ObjectUri work;
  private final Capacity capacity;
  private final Duration asynchronousAfter;
  private final ExpectedTimes times = new ExpectedTimes();
  private final Map<AttemptId, Thread> running = new HashMap<>();

  /** Kept until the end: a call that is run once more, however late, is to find its claim. */
  private final List<ObjectUri> claims = new ArrayList<>();

  private boolean closed;

  private LambdaCluster(
      List<TaskFunction> functions,
      int slots,
      Duration asynchronousAfter,
      ObjectStore store,
      ObjectUri work) {
    this.functions = functions;
    this.asynchronousAfter = asynchronousAfter;
    this.store = store;
    this.work = work;
    Resources resources = functions.getFirst().resources();
    this.capacity =
        new Capacity(slots, resources.threads(), resources.memoryBytes(), resources.threads());
  }

  /**
   * Asks Lambda what the functions are and how many calls the account has room for.
   *
   * @param store for descriptors and outcomes that are too large for a call
   * @param work the prefix they are put under
   * @throws UserErrorException if a function cannot be used
   */
  public static LambdaCluster open(
      LambdaSettings settings, Map<String, String> environment, ObjectStore store, ObjectUri work) {
    int most = settings.concurrency().orElse(MOST_SLOTS);
    LambdaFunction first = LambdaFunction.open(settings, environment, most);
    try {
      Future<TaskFunction> smallest;
      List<Future<TaskFunction>> others;
      Future<Integer> free;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        smallest = threads.submit(() -> TaskFunction.ask(first));
        others =
            settings.largerFunctions().stream()
                .map(name -> threads.submit(() -> TaskFunction.ask(first.sibling(name))))
                .toList();
        free = threads.submit(() -> TaskFunction.freeConcurrency(first));
      }
      return new LambdaCluster(
          rising(result(smallest), others.stream().map(LambdaCluster::result).toList()),
          Math.max(1, Math.min(most, result(free))),
          settings.asynchronousAfter(),
          store,
          work);
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  /** What has come of a future that is done. */
  private static <T> T result(Future<T> done) {
    if (done.state() == Future.State.SUCCESS) {
      return done.resultNow();
    }
    throw done.exceptionNow() instanceof RuntimeException e
        ? e
        : new IllegalStateException(done.exceptionNow());
  }

  /** The first, and those of the others that are larger, by their memory. */
  private static List<TaskFunction> rising(TaskFunction first, List<TaskFunction> others) {
    return Stream.concat(
            Stream.of(first),
            others.stream()
                .filter(other -> other.facts().memoryMb() > first.facts().memoryMb())
                .sorted(Comparator.comparingInt(other -> other.facts().memoryMb())))
        .toList();
  }

  @Override
  public Capacity capacity() {
    return capacity;
  }

  @Override
  public Optional<Resources> larger(Resources tooLittle) {
    return functions.stream()
        .map(TaskFunction::resources)
        .filter(resources -> resources.memoryBytes() > tooLittle.memoryBytes())
        .findFirst();
  }

  @Override
  public String memoryAdvice() {
    return "use a function with more memory (lambda.function), or name one to go on with (lambda.larger-functions)";
  }

  /** The smallest that has what the task may use. */
  private TaskFunction function(TaskDescriptor task) {
    return functions.stream()
        .filter(f -> f.resources().memoryBytes() >= task.resources().memoryBytes())
        .findFirst()
        .orElse(functions.getLast());
  }

  @Override
  public void start(AttemptId attempt, String descriptor, Consumer<String> outcome) {
    Thread thread =
        Thread.ofVirtual()
            .name("call " + attempt)
            .unstarted(
                () -> {
                  String result = run(attempt, descriptor);
                  synchronized (this) {
                    running.remove(attempt);
                  }
                  outcome.accept(result);
                });
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The cluster is closed and cannot run " + attempt);
      }
      running.put(attempt, thread);
    }
    thread.start();
  }

  /** The attempt's outcome, whatever goes wrong, so that its job never waits for one in vain. */
  private String run(AttemptId attempt, String descriptor) {
    try {
      return TaskWire.write(run(TaskWire.readDescriptor(descriptor)));
    } catch (RuntimeException | Error e) {
      return TaskWire.write(TaskOutcome.Failed.of(attempt, TaskFailure.Bug.of(e)));
    }
  }

  private TaskOutcome run(TaskDescriptor task) {
    AttemptCall call = new AttemptCall(task, function(task), store, work, Pace.SYSTEM);
    long begun = System.nanoTime();
    TaskOutcome outcome;
    if (times.of(task).compareTo(asynchronousAfter) < 0) {
      outcome = call.run();
    } else {
      synchronized (this) {
        claims.add(call.claim());
      }
      outcome = call.runDetached();
    }
    times.took(task.attempt().task().stage(), Duration.ofNanos(System.nanoTime() - begun));
    return outcome;
  }

  @Override
  public synchronized void cancel(AttemptId attempt) {
    Thread thread = running.get(attempt);
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    List<Thread> threads;
    synchronized (this) {
      closed = true;
      threads = new ArrayList<>(running.values());
    }
    threads.forEach(Thread::interrupt);
    Threads.joinThen(
        threads,
        () -> {
          removeClaims();
          functions.getFirst().function().close();
        });
  }

  private void removeClaims() {
    if (!claims.isEmpty()) {
      try {
        store.delete(claims);
      } catch (IOException _) {
        // They expire with all that is in the work prefix.
      }
    }
  }
}
