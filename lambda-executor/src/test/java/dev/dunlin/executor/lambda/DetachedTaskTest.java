package dev.dunlin.executor.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.ThrottledException;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.executor.TaskEngine;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An asynchronous call that cannot begin its task says so where its driver looks. */
@Tag("unit")
final class DetachedTaskTest {
  private static final AttemptId ATTEMPT = AttemptId.parse("j-test/s1/t2/a3");
  private static final ObjectUri PREFIX = ObjectUri.parse("memory://b/work/" + ATTEMPT);
  private static final ObjectUri DESCRIPTOR = PREFIX.resolve("descriptor");
  private static final ObjectUri OUTCOME = PREFIX.resolve("outcome");
  private static final ObjectUri BEGUN = PREFIX.resolve("begun");

  @TempDir Path folder;
  private final FailingStore store = new FailingStore();
  private WarmExecutor executor;

  /** Memory that may be kept from answering. */
  private static final class FailingStore extends ForwardingObjectStore {
    private Optional<IOException> onRead = Optional.empty();
    private Optional<IOException> onClaim = Optional.empty();

    FailingStore() {
      super(new MemoryObjectStore());
    }

    @Override
    public ObjectStore metered(RequestCounts counts) {
      return this;
    }

    @Override
    public InputStream read(ObjectStat version, long offset, long length) throws IOException {
      if (onRead.isPresent()) {
        throw onRead.get();
      }
      return super.read(version, offset, length);
    }

    @Override
    public ObjectStat putIfAbsent(ObjectUri object, byte[] content) throws IOException {
      if (onClaim.isPresent()) {
        throw onClaim.get();
      }
      return super.putIfAbsent(object, content);
    }
  }

  @BeforeEach
  void start() throws Exception {
    executor = new WarmExecutor(store, new TaskEngine(store, folder));
  }

  @AfterEach
  void stop() throws IOException {
    executor.close();
  }

  private void call(long startByMillis) throws IOException {
    FunctionCall call =
        new FunctionCall.DetachedTask(
            Release.CURRENT, ATTEMPT, DESCRIPTOR, OUTCOME, BEGUN, startByMillis);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new TaskHandler(executor)
        .handleRequest(
            new ByteArrayInputStream(TaskWire.write(call).getBytes(UTF_8)),
            answer,
            new PrimingContext());
    assertEquals(new FunctionAnswer.Stored(OUTCOME), TaskWire.readAnswer(answer.toString(UTF_8)));
  }

  private <F extends TaskFailure> F failure(Class<F> kind) throws IOException {
    call(Long.MAX_VALUE);
    ObjectStat put = store.stat(OUTCOME);
    store.onRead = Optional.empty();
    try (InputStream in = store.read(put, 0, put.lengthBytes())) {
      TaskOutcome outcome = TaskWire.readOutcome(new String(in.readAllBytes(), UTF_8));
      assertEquals(ATTEMPT, outcome.attempt());
      assertEquals(1, outcome.metrics().billing().calls());
      return assertInstanceOf(kind, assertInstanceOf(TaskOutcome.Failed.class, outcome).failure());
    }
  }

  private void describe(String text) throws IOException {
    ObjectStat unused = store.put(DESCRIPTOR, text.getBytes(UTF_8));
  }

  @Test
  void aDescriptorThatIsGone() throws Exception {
    assertFalse(failure(TaskFailure.Transient.class).message().isEmpty());
  }

  @Test
  void aDescriptorThatMayNotBeRead() throws Exception {
    describe("{}");
    store.onRead = Optional.of(new AccessDeniedException("the descriptor", null, "denied"));
    assertTrue(failure(TaskFailure.UserError.class).message().contains("denied"));
  }

  @Test
  void aStoreThatAsksToWait() throws Exception {
    describe("{}");
    store.onRead = Optional.of(new ThrottledException("SlowDown", new IOException()));
    assertEquals("SlowDown", failure(TaskFailure.Throttled.class).message());
  }

  @Test
  void aDescriptorThatIsNone() throws Exception {
    describe("no JSON at all");
    assertFalse(failure(TaskFailure.Bug.class).stack().isEmpty());
  }

  @Test
  void aClaimThatCannotBePut() throws Exception {
    describe("{}");
    store.onClaim = Optional.of(new IOException("connection reset"));
    assertEquals("connection reset", failure(TaskFailure.Transient.class).message());
  }

  /** Another run has the task, or the driver has given this one up: nothing is to be said. */
  @Test
  void aCallThatIsNotToRunSaysNothing() throws Exception {
    ObjectStat unused = store.put(BEGUN, new byte[0]);
    call(Long.MAX_VALUE);
    call(0);
    assertThrows(NoSuchFileException.class, () -> store.stat(OUTCOME));
  }
}
