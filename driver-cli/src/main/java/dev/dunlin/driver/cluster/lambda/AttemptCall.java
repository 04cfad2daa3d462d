package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.exception.SdkException;

/** One attempt, as a call of a function that is waited for. Used once. */
final class AttemptCall {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_THROTTLING = Duration.ofMinutes(10);

  private final TaskDescriptor task;
  private final TaskFunction function;
  private final ObjectStore store;
  private final ObjectUri folder;
  private final List<ObjectUri> objects = new ArrayList<>();

  /**
   * A call that has not begun.
   *
   * @param store for a descriptor and an outcome that are too large for a call
   * @param work the prefix they are put under
   */
  AttemptCall(TaskDescriptor task, TaskFunction function, ObjectStore store, ObjectUri work) {
    this.task = task;
    this.function = function;
    this.store = store;
    this.folder = work.resolve(task.attempt().toString());
  }

  /** The attempt's outcome, whatever goes wrong. */
  TaskOutcome run() {
    try {
      try {
        return called();
      } finally {
        if (!objects.isEmpty()) {
          store.delete(objects);
        }
      }
    } catch (InterruptedException e) {
      return cancelled();
    } catch (IOException | RuntimeException e) {
      return Thread.currentThread().isInterrupted() ? cancelled() : failed(failure(e));
    }
  }

  private TaskFailure failure(Exception e) {
    return switch (e) {
      case SdkException refused -> function.refusals().failure(refused);
      case IOException io -> new TaskFailure.Transient(String.valueOf(io.getMessage()));
      default -> {
        StringWriter stack = new StringWriter();
        e.printStackTrace(new PrintWriter(stack));
        yield new TaskFailure.Bug(e.toString(), stack.toString());
      }
    };
  }

  private TaskOutcome cancelled() {
    return failed(new TaskFailure.Cancelled("its answer was not waited for"));
  }

  private TaskOutcome failed(TaskFailure failure) {
    return new TaskOutcome.Failed(TaskWire.VERSION, task.attempt(), failure, TaskMetrics.NONE);
  }

  private TaskOutcome called() throws IOException, InterruptedException {
    Answer answer = answer(payload());
    Billing billing =
        answer
            .report()
            .map(report -> report.billing(function.facts().isArm()))
            .orElse(Billing.ONE_CALL);
    TaskOutcome outcome =
        answer.isError()
            ? failed(FunctionErrors.of(answer.payload(), answer.report()))
            : outcome(TaskWire.readAnswer(answer.payload()));
    return outcome.with(billing);
  }

  private String payload() throws IOException {
    ObjectUri large = folder.resolve("outcome");
    String payload = TaskWire.write(new FunctionCall.Task(Release.CURRENT, task, large));
    if (payload.getBytes(UTF_8).length <= FunctionCall.MOST_BYTES) {
      return payload;
    }
    ObjectUri descriptor = folder.resolve("descriptor");
    objects.add(descriptor);
    ObjectStat unused = store.put(descriptor, TaskWire.write(task).getBytes(UTF_8));
    return TaskWire.write(new FunctionCall.StoredTask(Release.CURRENT, descriptor, large));
  }

  /** The answer to a call, which waits as long as Lambda has no room for it. */
  private Answer answer(String payload) throws InterruptedException {
    long begun = System.nanoTime();
    for (long bound = 100; ; bound = Math.min(2 * bound, LONGEST_WAIT.toMillis())) {
      try {
        return function.function().call(payload);
      } catch (SdkException e) {
        if (!LambdaRefusals.isThrottling(e)
            || System.nanoTime() - begun > LONGEST_THROTTLING.toNanos()) {
          throw e;
        }
      }
      Thread.sleep(bound / 2 + ThreadLocalRandom.current().nextLong(bound));
    }
  }

  private TaskOutcome outcome(FunctionAnswer answer) throws IOException {
    return switch (answer) {
      case FunctionAnswer.Done(TaskOutcome outcome) -> outcome;
      case FunctionAnswer.Stored(ObjectUri object) -> {
        objects.add(object);
        ObjectStat version = store.stat(object);
        try (InputStream in = store.read(version, 0, version.lengthBytes())) {
          yield TaskWire.readOutcome(new String(in.readAllBytes(), UTF_8));
        }
      }
      case FunctionAnswer.Refused(String release) ->
          failed(
              new TaskFailure.UserError(
                  "The function %s is of Dunlin %s, and this is Dunlin %s: bring it up to date with dunlin deploy"
                      .formatted(function.function().name(), release, Release.CURRENT)));
      case FunctionAnswer.Pong _ ->
          failed(new TaskFailure.Bug("A task was answered as a ping", ""));
    };
  }
}
