package dev.dunlin.executor.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.crac.Core;
import org.crac.Resource;

/**
 * The function's entry point: a {@link FunctionCall} in, a {@link FunctionAnswer} out. Lambda gives
 * one environment, and so one object of this class, one call at a time.
 *
 * <p>What a call may leave behind for the next one is in the {@link WarmExecutor}: DuckDB instances
 * and connections to S3.
 */
public final class TaskHandler implements RequestStreamHandler, Resource {
  /** Of DuckDB; kept here, since loggers that nobody holds are forgotten with their levels. */
  private static final Logger MEMORY_EVENTS = Logger.getLogger("org.duckdb.DuckDBMemoryMonitor");

  private WarmExecutor executor;

  /** Called once by Lambda's runtime, before the first call. */
  public TaskHandler() throws IOException {
    // The AWS SDK logs through SLF4J, which has no provider here, and should not say so.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    // The package leaves out DuckDB's events for the JDK's flight recorder (function.xml).
    MEMORY_EVENTS.setLevel(Level.OFF);
    this(WarmExecutor.start());
    // A twentieth of a cold start, and for nothing where no snapshot is made.
    if (!"on-demand".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
      Core.getGlobalContext().register(this);
    }
  }

  /** One that is called by others than Lambda. */
  TaskHandler(WarmExecutor executor) {
    this.executor = executor;
  }

  /** SnapStart: what is loaded stays in the snapshot, open connections must not. */
  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) throws IOException {
    Priming.run();
    executor.close();
  }

  /** SnapStart: each restored environment gets connections and randomness of its own. */
  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) throws IOException {
    executor = WarmExecutor.start();
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String call = new String(input.readAllBytes(), UTF_8);
    output.write(TaskWire.write(answer(call, context)).getBytes(UTF_8));
  }

  private FunctionAnswer answer(String text, Context context) throws IOException {
    if (!TaskWire.releaseOf(text).equals(Release.CURRENT)) {
      return new FunctionAnswer.Refused(Release.CURRENT);
    }
    CallObjects objects = new CallObjects(executor);
    return switch (TaskWire.readCall(text)) {
      case FunctionCall.Ping _ ->
          new FunctionAnswer.Pong(
              Release.CURRENT,
              context.getMemoryLimitInMB(),
              System.getProperty("os.arch"),
              executor.engine().duckDbVersion());
      case FunctionCall.Task(String _, TaskDescriptor task, ObjectUri large) ->
          answered(run(task, context), large, objects);
      case FunctionCall.StoredTask(String _, ObjectUri descriptor, ObjectUri large) -> {
        String stored;
        try {
          stored = objects.text(descriptor);
        } catch (IOException e) {
          yield new FunctionAnswer.Failed(failure(e), objects.requests());
        }
        TaskOutcome outcome = run(TaskWire.readDescriptor(stored), context);
        yield answered(objects.counted(outcome, Billing.NONE), large, objects);
      }
      case FunctionCall.DetachedTask call -> detached(call, objects, context);
    };
  }

  /** Of what the call does beside the task. */
  private static TaskFailure failure(IOException e) {
    return TaskFailure.of(e, String.valueOf(e.getMessage()));
  }

  private static FunctionAnswer answered(
      TaskOutcome outcome, ObjectUri large, CallObjects objects) {
    byte[] written = TaskWire.write(outcome).getBytes(UTF_8);
    if (written.length <= FunctionCall.MOST_BYTES) {
      return new FunctionAnswer.Done(outcome);
    }
    try {
      objects.put(large, written);
    } catch (IOException e) {
      // What the task has written is nobody's.
      return new FunctionAnswer.Done(
          new TaskOutcome.Failed(
              TaskWire.VERSION, outcome.attempt(), failure(e), outcome.metrics()));
    }
    return new FunctionAnswer.Stored(large);
  }

  /** Nobody hears this answer; the driver looks for the object. */
  private FunctionAnswer detached(
      FunctionCall.DetachedTask call, CallObjects objects, Context context) throws IOException {
    long began = System.nanoTime();
    FunctionAnswer answer = new FunctionAnswer.Stored(call.outcome());
    if (System.currentTimeMillis() > call.startByMillis()) {
      return answer;
    }
    TaskOutcome outcome;
    try {
      if (!objects.claim(call.claim(), context.getAwsRequestId())) {
        return answer;
      }
      outcome = run(TaskWire.readDescriptor(objects.text(call.stored())), context);
    } catch (IOException e) {
      // Else the driver would wait for the end of the longest call that there can be.
      outcome = TaskOutcome.Failed.of(call.attempt(), failure(e));
    } catch (RuntimeException e) {
      outcome = TaskOutcome.Failed.of(call.attempt(), TaskFailure.Bug.of(e));
    }
    Billing billing = billing(System.nanoTime() - began, context.getMemoryLimitInMB());
    objects.put(call.outcome(), TaskWire.write(objects.counted(outcome, billing)).getBytes(UTF_8));
    return answer;
  }

  /** Lambda's own account of a call goes to its log; this one lacks the environment's start. */
  private static Billing billing(long nanos, int memoryMb) {
    long millis = (nanos + 999_999) / 1_000_000;
    boolean isArm = System.getProperty("os.arch").equals("aarch64");
    return new Billing(
        1, 0, millis, isArm ? 0 : millis * memoryMb, isArm ? millis * memoryMb : 0, 0, 0);
  }

  private TaskOutcome run(TaskDescriptor task, Context context) {
    long began = System.nanoTime();
    TaskOutcome outcome;
    try (Deadline deadline =
        Deadline.start(
            executor.clock(),
            context.getRemainingTimeInMillis(),
            () -> executor.engine().cancel(task.attempt()))) {
      outcome = executor.engine().run(task);
      if (deadline.isOver()
          && outcome instanceof TaskOutcome.Failed failed
          && failed.failure() instanceof TaskFailure.Cancelled) {
        outcome = outOfTime(task, failed.metrics(), deadline);
      }
    }
    context.getLogger().log(LogLine.of(task, outcome, context, System.nanoTime() - began));
    return outcome;
  }

  private static TaskOutcome outOfTime(
      TaskDescriptor task, TaskMetrics metrics, Deadline deadline) {
    return new TaskOutcome.Failed(
        TaskWire.VERSION,
        task.attempt(),
        new TaskFailure.OutOfTime(
            "it was stopped after %.0f s, shortly before Lambda would have stopped it"
                .formatted(deadline.limitMillis() / 1000.0)),
        metrics);
  }
}
