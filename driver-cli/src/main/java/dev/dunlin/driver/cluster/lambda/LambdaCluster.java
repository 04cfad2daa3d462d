package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.Threads;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Answer;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A cluster whose slots are invocations of one AWS Lambda function: each attempt is a synchronous
 * call, on a virtual thread that waits for the answer. Thread-safe.
 *
 * <p>A call that is cancelled is not waited for: the function itself cannot be stopped from here,
 * runs to its end and is paid for, and what it writes is nobody's.
 */
public final class LambdaCluster implements Cluster {
  private static final int MB_PER_CPU = 1769;
  private static final long MIB = 1024 * 1024;

  /** The JVM, its heap and code, DuckDB's library and what it holds outside of its limit. */
  private static final long RESERVED_MB = 384;

  private static final int PERCENT_FOR_DUCKDB = 80;
  private static final int MOST_SLOTS = 1000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_THROTTLING = Duration.ofMinutes(10);

  private final LambdaFunction function;
  private final ObjectStore store;
  private final ObjectUri work;
  private final LambdaRefusals refusals;
  private final Capacity capacity;
  private final boolean isArm;
  private final Map<AttemptId, Thread> running = new HashMap<>();
  private boolean closed;

  private LambdaCluster(
      LambdaFunction function, Facts facts, int most, ObjectStore store, ObjectUri work) {
    this.function = function;
    this.store = store;
    this.work = work;
    this.capacity = capacity(facts, most);
    this.isArm = facts.isArm();
    this.refusals = new LambdaRefusals(function.name(), function.region().id());
  }

  /**
   * Asks Lambda what the function is and how many calls the account has room for.
   *
   * @param store for descriptors and outcomes that are too large for a call
   * @param work the prefix they are put under
   * @throws UserErrorException if the function cannot be used
   */
  public static LambdaCluster open(
      LambdaSettings settings, Map<String, String> environment, ObjectStore store, ObjectUri work) {
    int most = settings.concurrency().orElse(MOST_SLOTS);
    LambdaFunction function = LambdaFunction.open(settings, environment, most);
    try {
      return new LambdaCluster(function, function.facts(), most, store, work);
    } catch (SdkException e) {
      function.close();
      throw new UserErrorException(
          new LambdaRefusals(function.name(), function.region().id()).message(e), e);
    }
  }

  private static Capacity capacity(Facts facts, int most) {
    int slots = Math.max(1, Math.min(most, facts.freeConcurrency()));
    int threads = Math.max(1, (facts.memoryMb() + MB_PER_CPU / 2) / MB_PER_CPU);
    long free = MIB * Math.max(facts.memoryMb() / 4, facts.memoryMb() - RESERVED_MB);
    return new Capacity(slots, threads, free / 100 * PERCENT_FOR_DUCKDB, threads);
  }

  @Override
  public Capacity capacity() {
    return capacity;
  }

  @Override
  public String memoryAdvice() {
    return "use a function with more memory (lambda.function)";
  }

  @Override
  public void start(AttemptId attempt, String descriptor, Consumer<String> outcome) {
    Thread thread =
        Thread.ofVirtual()
            .name("call " + attempt)
            .unstarted(
                () -> {
                  TaskOutcome result = run(attempt, descriptor);
                  synchronized (this) {
                    running.remove(attempt);
                  }
                  outcome.accept(TaskWire.write(result));
                });
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The cluster is closed and cannot run " + attempt);
      }
      running.put(attempt, thread);
    }
    thread.start();
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
    Threads.joinThen(threads, function::close);
  }

  /** The attempt's outcome, whatever goes wrong. */
  private TaskOutcome run(AttemptId attempt, String descriptor) {
    try {
      return call(attempt, descriptor);
    } catch (InterruptedException | AbortedException e) {
      return cancelled(attempt);
    } catch (SdkException e) {
      return Thread.currentThread().isInterrupted()
          ? cancelled(attempt)
          : failed(attempt, refusals.failure(e), Billing.NONE);
    } catch (IOException e) {
      return failed(
          attempt, new TaskFailure.Transient(String.valueOf(e.getMessage())), Billing.NONE);
    } catch (RuntimeException e) {
      StringWriter stack = new StringWriter();
      e.printStackTrace(new PrintWriter(stack));
      return failed(attempt, new TaskFailure.Bug(e.toString(), stack.toString()), Billing.NONE);
    }
  }

  private static TaskOutcome cancelled(AttemptId attempt) {
    return failed(
        attempt, new TaskFailure.Cancelled("its answer was not waited for"), Billing.NONE);
  }

  private static TaskOutcome failed(AttemptId attempt, TaskFailure failure, Billing billing) {
    return new TaskOutcome.Failed(
        TaskWire.VERSION, attempt, failure, TaskMetrics.NONE.with(billing));
  }

  private TaskOutcome call(AttemptId attempt, String descriptor)
      throws IOException, InterruptedException {
    ObjectUri folder = work.resolve(attempt.toString());
    ObjectUri outcomeObject = folder.resolve("outcome");
    TaskDescriptor task = TaskWire.readDescriptor(descriptor);
    String payload = TaskWire.write(new FunctionCall.Task(Release.CURRENT, task, outcomeObject));
    Optional<ObjectUri> stored = Optional.empty();
    if (payload.getBytes(UTF_8).length > FunctionCall.MOST_BYTES) {
      ObjectUri object = folder.resolve("descriptor");
      ObjectStat unused = store.put(object, descriptor.getBytes(UTF_8));
      stored = Optional.of(object);
      payload = TaskWire.write(new FunctionCall.StoredTask(Release.CURRENT, object, outcomeObject));
    }
    try {
      Answer answer = answer(payload);
      Billing billing =
          answer
              .report()
              .map(report -> report.billing(isArm))
              .orElse(new Billing(1, 0, 0, 0, 0, 0));
      if (answer.isError()) {
        return failed(attempt, FunctionErrors.of(answer.payload(), answer.report()), billing);
      }
      return outcome(attempt, TaskWire.readAnswer(answer.payload()), billing);
    } finally {
      if (stored.isPresent()) {
        store.delete(List.of(stored.get()));
      }
    }
  }

  private TaskOutcome outcome(AttemptId attempt, FunctionAnswer answer, Billing billing)
      throws IOException {
    return switch (answer) {
      case FunctionAnswer.Done(TaskOutcome outcome) -> outcome.with(billing);
      case FunctionAnswer.Stored(ObjectUri object) -> {
        ObjectStat version = store.stat(object);
        String text;
        try (InputStream in = store.read(version, 0, version.lengthBytes())) {
          text = new String(in.readAllBytes(), UTF_8);
        }
        store.delete(List.of(object));
        yield TaskWire.readOutcome(text).with(billing);
      }
      case FunctionAnswer.Refused(String release) ->
          failed(
              attempt,
              new TaskFailure.UserError(
                  "The function %s is of Dunlin %s, and this is Dunlin %s: bring it up to date with dunlin deploy"
                      .formatted(function.name(), release, Release.CURRENT)),
              billing);
      case FunctionAnswer.Pong _ ->
          failed(attempt, new TaskFailure.Bug("A task was answered as a ping", ""), billing);
    };
  }

  /** The answer to a call, which waits as long as Lambda has no room for it. */
  private Answer answer(String payload) throws InterruptedException {
    long begun = System.nanoTime();
    for (long bound = 100; ; bound = Math.min(2 * bound, LONGEST_WAIT.toMillis())) {
      try {
        return function.call(payload);
      } catch (SdkException e) {
        if (!LambdaRefusals.isThrottling(e)
            || System.nanoTime() - begun > LONGEST_THROTTLING.toNanos()) {
          throw e;
        }
      }
      Thread.sleep(bound / 2 + ThreadLocalRandom.current().nextLong(bound));
    }
  }
}
