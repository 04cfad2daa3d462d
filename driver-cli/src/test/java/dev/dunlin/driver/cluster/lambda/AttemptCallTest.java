package dev.dunlin.driver.cluster.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.ThrottledException;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Facts;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls of a function that is none, in a time that a test lets pass. */
@Tag("unit")
final class AttemptCallTest {
  private static final ObjectUri WORK = new ObjectUri("memory", "work", "");
  private static final Billing SERVED = new Billing(1, 0, 70, 70 * 1769, 0, 0, 0);

  private final TaskDescriptor task =
      new TaskDescriptor(
          TaskWire.VERSION,
          AttemptId.parse("j-test/s0/t0/a0"),
          "FROM x",
          new Schema(List.of(new Column("a", "INTEGER"))),
          List.of(),
          new TaskOutput.Single(WORK, "lz4_raw"),
          new TaskDescriptor.Resources(1, 1 << 30),
          Map.of());
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Pace pace =
      new Pace() {
        @Override
        public long nanoTime() {
          return nanos;
        }

        @Override
        public void sleep(Duration time) {
          nanos += time.toNanos();
          sleeps++;
        }
      };
  private long nanos;
  private int sleeps;
  private StubAws lambda;
  private LambdaFunction function;

  /** What becomes of an event. */
  private interface Events {
    void take(FunctionCall.DetachedTask call) throws IOException;
  }

  private Events events = call -> {};

  /** To a task. */
  private FunctionAnswer answer = new FunctionAnswer.Refused("other");

  /** A call is broken off after this time. */
  private long breaksAfter;

  @BeforeEach
  void start() throws IOException {
    lambda = new StubAws((_, call) -> answered(call));
    function = LambdaFunction.open(lambda.settings(Duration.ZERO), Map.of(), 1);
  }

  @AfterEach
  void stop() {
    function.close();
    lambda.close();
  }

  private FunctionAnswer answered(FunctionCall call) throws IOException {
    if (breaksAfter > 0) {
      nanos += breaksAfter;
      throw new IOException("to break the connection");
    }
    if (call instanceof FunctionCall.Task) {
      return answer;
    }
    if (call instanceof FunctionCall.DetachedTask event) {
      events.take(event);
    }
    return new FunctionAnswer.Pong(Release.CURRENT, 1769, "amd64", "2.0");
  }

  private AttemptCall call() {
    return call(store);
  }

  private AttemptCall call(ObjectStore store) {
    Facts facts = new Facts(1769, Duration.ofMinutes(15), false);
    return new AttemptCall(
        task, new TaskFunction(function, facts, new ScaleUp(pace)), store, WORK, pace);
  }

  private static TaskFailure failure(TaskOutcome outcome) {
    return assertInstanceOf(TaskOutcome.Failed.class, outcome).failure();
  }

  @Test
  void anOutcomeIsTakenFromItsObjectWithTheBillThatIsInIt() throws IOException {
    TaskOutcome made =
        new TaskOutcome.Succeeded(
            TaskWire.VERSION, task.attempt(), List.of(), List.of(), TaskMetrics.NONE.with(SERVED));
    events =
        call -> {
          assertEquals(task, TaskWire.readDescriptor(new String(read(call.stored()), UTF_8)));
          ObjectStat unused = store.put(call.outcome(), TaskWire.write(made).getBytes(UTF_8));
        };
    TaskOutcome outcome = call().runDetached();
    assertInstanceOf(TaskOutcome.Succeeded.class, outcome);
    assertEquals(
        SERVED.plus(Billing.lostOnX86(0, 1769)), outcome.metrics().billing(), "and that of a ping");
    assertEquals(1, outcome.metrics().requests().puts(), "the function's, of its outcome");
    assertEquals(List.of(), store.list(WORK));
  }

  private byte[] read(ObjectUri object) throws IOException {
    ObjectStat version = store.stat(object);
    return store.read(version, 0, version.lengthBytes()).readAllBytes();
  }

  private void lost(String message, Duration after) throws IOException {
    TaskOutcome outcome = call().runDetached();
    assertEquals(new TaskFailure.Transient(message), failure(outcome));
    assertEquals(2, outcome.metrics().billing().calls(), "the ping, and one of no time");
    assertTrue(nanos > after.toNanos(), () -> nanos + " ns");
    assertTrue(nanos < after.plusSeconds(25).toNanos(), () -> nanos + " ns");
    assertTrue(sleeps < 160, () -> sleeps + " looks");
  }

  @Test
  void anEventThatDoesNotBeginIsLostWhenItNoLongerWould() throws IOException {
    lost("The function f has not begun within 150 s", Duration.ofSeconds(150));
    assertEquals(List.of(), store.list(WORK));
  }

  @Test
  void anEventThatHasBegunIsLostWhenLambdaWouldHaveEndedIt() throws IOException {
    events =
        call -> {
          ObjectStat unused = store.put(call.claim(), new byte[0]);
        };
    lost(
        "The function f has put no outcome within 1050 s: its environment has died",
        Duration.ofMinutes(17).plusSeconds(30));
    assertEquals(List.of(call().claim()), store.list(WORK).stream().map(ObjectStat::uri).toList());
  }

  @Test
  void aWorkPrefixThatTheDriverMayNotWriteIsTheUsersToMend() {
    ObjectStore denying =
        new ForwardingObjectStore(store) {
          @Override
          public ObjectStat put(ObjectUri object, byte[] content) throws IOException {
            throw new AccessDeniedException(object.toString(), null, "access denied");
          }
        };
    assertEquals(
        new TaskFailure.UserError("memory://work/j-test/s0/t0/a0/descriptor: access denied"),
        failure(call(denying).runDetached()));
  }

  @Test
  void aStoreThatAsksToWaitIsNoFailure() {
    ObjectStore busy =
        new ForwardingObjectStore(store) {
          @Override
          public ObjectStat put(ObjectUri object, byte[] content) throws IOException {
            throw new ThrottledException("S3 answered HTTP 503 SlowDown", new IOException());
          }
        };
    assertEquals(
        new TaskFailure.Throttled("S3 answered HTTP 503 SlowDown"),
        failure(call(busy).runDetached()));
  }

  @Test
  void aDescriptorThatTheFunctionCouldNotReadHasTheFailuresKind() {
    TaskFailure slow = new TaskFailure.Throttled("S3 answered HTTP 503 SlowDown");
    answer = new FunctionAnswer.Failed(slow, new Requests(3, 0, 0, 1, 0, 0, 0, 0));
    TaskOutcome outcome = call().run();
    assertEquals(slow, failure(outcome));
    assertEquals(3, outcome.metrics().requests().gets());
  }

  @Test
  void aCallWhoseAnswerIsLostIsBilledAsLongAsItWasWaitedFor() {
    breaksAfter = Duration.ofSeconds(4).toNanos();
    TaskOutcome outcome = call().run();
    assertInstanceOf(TaskFailure.Transient.class, failure(outcome));
    assertEquals(Billing.lostOnX86(4000, 1769), outcome.metrics().billing());
  }

  @Test
  void aCallThatWasNotMadeIsNotBilled() {
    lambda.stopListening();
    TaskOutcome outcome = call().run();
    assertInstanceOf(TaskFailure.Transient.class, failure(outcome));
    assertEquals(Billing.NONE, outcome.metrics().billing());
  }

  @Test
  void aFunctionThatIsThrottledForTenMinutesIsGivenUp() {
    lambda.refuse(
        429,
        Map.of("x-amzn-ErrorType", "TooManyRequestsException"),
        "{\"message\":\"Rate Exceeded.\"}");
    String message = failure(call().run()).message();
    assertEquals(
        "Cannot use the function f in us-east-1: Lambda has no room for its calls (Lambda answered HTTP 429"
            + " TooManyRequestsException: Rate Exceeded.). Others of the account take its"
            + " concurrency: run it again later, lower lambda.concurrency, or ask AWS for more",
        message);
    assertTrue(nanos > Duration.ofMinutes(10).toNanos(), () -> nanos + " ns");
  }
}
