package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Answer;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Facts;
import dev.dunlin.shuffle.WorkObjects;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One attempt, as a call of a function. Used once.
 *
 * <p>What it asks of S3 itself, and what the function asks for it beside the task, is in the
 * outcome. That a function has put an outcome counts as one request, for the object cannot tell how
 * many it took.
 */
final class AttemptCall {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_THROTTLING = Duration.ofMinutes(10);

  /** An event waits in Lambda's queue, mostly for milliseconds. */
  private static final Duration START_WITHIN = Duration.ofMinutes(2);

  /** For a start, and for putting the outcome. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final TaskDescriptor task;
  private final TaskFunction function;
  private final RequestCounts requests = new RequestCounts();
  private final ObjectStore store;
  private final ObjectUri folder;
  private final Pace pace;
  private final List<ObjectUri> objects = new ArrayList<>();
  private Requests functionsRequests = Requests.NONE;
  private Billing billing = Billing.NONE;
  private long sentNanos;

  /**
   * A call that has not begun.
   *
   * @param store for descriptors and outcomes that do not travel in the call
   * @param work the prefix they are put under
   */
  AttemptCall(
      TaskDescriptor task, TaskFunction function, ObjectStore store, ObjectUri work, Pace pace) {
    this.task = task;
    this.function = function;
    this.store = store.metered(requests);
    this.folder = work.resolve(task.attempt().toString());
    this.pace = pace;
  }

  /** The attempt's outcome, whatever goes wrong, by a call whose answer is waited for. */
  TaskOutcome run() {
    return outcomeOf(this::called);
  }

  /** The same by a call whose answer nobody waits for. */
  TaskOutcome runDetached() {
    return outcomeOf(this::detached);
  }

  /** What a detached call leaves behind, so that it is not run once more while its job runs. */
  ObjectUri claim() {
    return folder.resolve(WorkObjects.BEGUN);
  }

  private interface Work {
    TaskOutcome run() throws IOException, InterruptedException;
  }

  private TaskOutcome outcomeOf(Work work) {
    TaskOutcome outcome;
    try {
      function.scaleUp().enter();
      try {
        outcome = work.run();
      } finally {
        function.scaleUp().leave();
      }
    } catch (InterruptedException e) {
      outcome = cancelled();
    } catch (IOException | RuntimeException | Error e) {
      // Without the interruption, which would keep the objects from being removed.
      outcome = Thread.interrupted() ? cancelled() : failed(failure(e));
    }
    removeObjects();
    return outcome.with(outcome.metrics().plus(requests.sum().plus(functionsRequests), billing));
  }

  private void removeObjects() {
    if (!objects.isEmpty()) {
      try {
        store.delete(objects);
      } catch (IOException _) {
        // The attempt has ended as it has; what is left in the work prefix expires there.
      }
    }
  }

  private TaskFailure failure(Throwable e) {
    return switch (e) {
      case SdkException refused -> function.refusals().failure(refused);
      case IOException _, UserErrorException _ -> TaskFailure.of(e, String.valueOf(e.getMessage()));
      default -> TaskFailure.Bug.of(e);
    };
  }

  private TaskOutcome cancelled() {
    return failed(new TaskFailure.Cancelled("its answer was not waited for"));
  }

  private TaskOutcome failed(TaskFailure failure) {
    return TaskOutcome.Failed.of(task.attempt(), failure);
  }

  private TaskOutcome called() throws IOException, InterruptedException {
    ObjectUri outcome = folder.resolve(WorkObjects.OUTCOME);
    String call = TaskWire.write(new FunctionCall.Task(Release.CURRENT, task, outcome));
    if (call.getBytes(UTF_8).length > FunctionCall.MOST_BYTES) {
      call = TaskWire.write(new FunctionCall.StoredTask(Release.CURRENT, stored(), outcome));
    }
    Answer answer = answer(call);
    if (answer.isError()) {
      return failed(FunctionErrors.of(answer.payload(), answer.report()));
    }
    return switch (TaskWire.readAnswer(answer.payload())) {
      case FunctionAnswer.Done(TaskOutcome done) -> done;
      case FunctionAnswer.Stored(ObjectUri object) -> {
        ObjectStat large = store.stat(object);
        yield taken(large, OutcomePoll.read(store, large));
      }
      case FunctionAnswer.Failed(TaskFailure failure, Requests asked) -> {
        functionsRequests = asked;
        yield failed(failure);
      }
      case FunctionAnswer.Refused(String release) -> refused(release);
      case FunctionAnswer.Pong _ ->
          failed(new TaskFailure.Bug("A task was answered as a ping", ""));
    };
  }

  /** The descriptor as an object, until the call is over. */
  private ObjectUri stored() throws IOException {
    ObjectUri descriptor = folder.resolve(WorkObjects.DESCRIPTOR);
    objects.add(descriptor);
    ObjectStat unused = store.put(descriptor, TaskWire.write(task).getBytes(UTF_8));
    return descriptor;
  }

  /** An outcome that came in an object, which is removed when the call is over. */
  private TaskOutcome taken(ObjectStat object, TaskOutcome outcome) {
    objects.add(object.uri());
    functionsRequests = new Requests(0, 1, 0, 0, 0, 0, 0, object.lengthBytes());
    return outcome;
  }

  private TaskOutcome refused(String release) {
    return failed(new TaskFailure.UserError(function.refusals().ofRelease(release)));
  }

  private TaskOutcome detached() throws IOException, InterruptedException {
    // What an event leads to nobody hears, so it is only sent to a function that answers.
    Answer hello = answer(TaskWire.write(new FunctionCall.Ping(Release.CURRENT)));
    if (hello.isError()) {
      return failed(FunctionErrors.of(hello.payload(), hello.report()));
    }
    if (TaskWire.readAnswer(hello.payload()) instanceof FunctionAnswer.Refused(String release)) {
      return refused(release);
    }
    ObjectUri outcome = folder.resolve(WorkObjects.OUTCOME);
    ObjectUri descriptor = stored();
    whenThereIsRoom(
        () -> {
          long startBy = System.currentTimeMillis() + START_WITHIN.toMillis();
          function
              .function()
              .send(
                  TaskWire.write(
                      new FunctionCall.DetachedTask(
                          Release.CURRENT, task.attempt(), descriptor, outcome, claim(), startBy)));
          return true;
        });
    OutcomePoll poll = new OutcomePoll(store, pace);
    Duration begins = START_WITHIN.plus(SLACK);
    Duration ends = begins.plus(function.facts().timeout());
    Optional<OutcomePoll.Found> found = poll.await(outcome, begins);
    if (found.isEmpty()) {
      if (poll.find(claim()).isEmpty()) {
        return lost("has not begun within %d s".formatted(begins.toSeconds()));
      }
      found = poll.await(outcome, ends);
    }
    return found.isPresent()
        ? taken(found.get().object(), found.get().outcome())
        : lost(
            "has put no outcome within %d s: its environment has died".formatted(ends.toSeconds()));
  }

  /** Nobody has said what the call took, nor when it ended. */
  private TaskOutcome lost(String what) {
    billing = billing.plus(lostCall(0));
    return failed(
        new TaskFailure.Transient(
            "The function %s %s".formatted(function.function().name(), what)));
  }

  private Answer answer(String payload) throws InterruptedException {
    Answer answer = whenThereIsRoom(() -> function.function().call(payload));
    billing =
        billing.plus(
            answer
                .report()
                .map(report -> report.billing(function.facts().isArm()))
                .orElseGet(() -> lostCall(pace.nanoTime() - sentNanos)));
    return answer;
  }

  /**
   * The bill of a call that was made and has not said what it took: it goes on when it is no longer
   * waited for, so that it took as long as it was waited for, or longer.
   */
  private Billing lostCall(long waitedNanos) {
    Facts facts = function.facts();
    long millis = Math.min(waitedNanos / 1_000_000, facts.timeout().toMillis());
    return facts.isArm()
        ? Billing.lostOnArm(millis, facts.memoryMb())
        : Billing.lostOnX86(millis, facts.memoryMb());
  }

  /** Asks Lambda as often as it takes until it has room. */
  private <T> T whenThereIsRoom(Supplier<T> request) throws InterruptedException {
    long begun = pace.nanoTime();
    for (long bound = 100; ; bound = Math.min(2 * bound, LONGEST_WAIT.toMillis())) {
      try {
        sentNanos = pace.nanoTime();
        return request.get();
      } catch (SdkException e) {
        if (LambdaRefusals.mayHaveRun(e)) {
          billing = billing.plus(lostCall(pace.nanoTime() - sentNanos));
        }
        if (!LambdaRefusals.isThrottling(e)
            || pace.nanoTime() - begun > LONGEST_THROTTLING.toNanos()) {
          throw e;
        }
      }
      pace.sleep(Duration.ofMillis(bound / 2 + ThreadLocalRandom.current().nextLong(bound)));
    }
  }
}
