package dev.dunlin.driver.cluster.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts that go wrong on the driver's side have an outcome like all others. */
@Tag("unit")
@Timeout(20)
final class LambdaClusterTest {
  private static final ObjectUri WORK = new ObjectUri("memory", "work", "");
  private static final AttemptId ATTEMPT = AttemptId.parse("j-test/s0/t0/a0");

  private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
  private StubAws lambda;

  @BeforeEach
  void start() throws IOException {
    lambda = new StubAws((_, call) -> answered(call));
  }

  @AfterEach
  void stop() {
    lambda.close();
  }

  /** The function finds no rows in any task. */
  private static FunctionAnswer answered(FunctionCall call) {
    AttemptId attempt = ((FunctionCall.Task) call).descriptor().attempt();
    return new FunctionAnswer.Done(
        new TaskOutcome.Succeeded(
            TaskWire.VERSION, attempt, List.of(), List.of(), TaskMetrics.NONE));
  }

  private LambdaCluster cluster(ObjectStore store) {
    return LambdaCluster.open(lambda.settings(Duration.ofMinutes(5)), Map.of(), store, WORK);
  }

  private static String descriptor(String sql) {
    return TaskWire.write(
        new TaskDescriptor(
            TaskWire.VERSION,
            ATTEMPT,
            sql,
            new Schema(List.of(new Column("a", "INTEGER"))),
            List.of(),
            new TaskOutput.Single(WORK, "lz4_raw"),
            new TaskDescriptor.Resources(1, 1 << 20),
            Map.of()));
  }

  private TaskOutcome outcome() throws InterruptedException {
    String outcome = outcomes.poll(10, TimeUnit.SECONDS);
    assertNotNull(outcome, "no outcome has come");
    return TaskWire.readOutcome(outcome);
  }

  private TaskFailure.Bug bug() throws InterruptedException {
    TaskOutcome.Failed failed = assertInstanceOf(TaskOutcome.Failed.class, outcome());
    assertEquals(ATTEMPT, failed.attempt());
    return assertInstanceOf(TaskFailure.Bug.class, failed.failure());
  }

  @Test
  void aDescriptorThatCannotBeReadFailsItsAttemptAndNoOther() throws Exception {
    try (LambdaCluster cluster = cluster(new MemoryObjectStore())) {
      cluster.start(ATTEMPT, "{\"version\":", outcomes::add);
      TaskFailure.Bug bug = bug();
      assertTrue(bug.message().contains("Cannot read a TaskDescriptor"), bug::message);
      assertTrue(bug.stack().contains("TaskWire.readDescriptor"), bug::stack);
      cluster.start(ATTEMPT, descriptor("FROM x"), outcomes::add);
      assertInstanceOf(TaskOutcome.Succeeded.class, outcome());
    }
    assertTrue(outcomes.isEmpty(), outcomes::toString);
  }

  @Test
  void anErrorOfOursInTheMiddleOfACallFailsItsAttempt() throws Exception {
    ObjectStore broken =
        new ForwardingObjectStore(new MemoryObjectStore()) {
          @Override
          public ObjectStat put(ObjectUri object, byte[] content) {
            throw new NoClassDefFoundError("of another build");
          }
        };
    try (LambdaCluster cluster = cluster(broken)) {
      cluster.start(ATTEMPT, descriptor("x".repeat(FunctionCall.MOST_BYTES)), outcomes::add);
      TaskFailure.Bug bug = bug();
      assertEquals("java.lang.NoClassDefFoundError: of another build", bug.message());
    }
    assertTrue(outcomes.isEmpty(), outcomes::toString);
  }
}
