package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.csv;
import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.ThrottledException;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.shuffle.Fetches;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a task brings its inputs from a store that has no files. */
@Tag("unit")
final class FetchTest {
  private static final Schema ONE = schema("v INTEGER");

  @TempDir Path folder;
  private final DistantStore store = new DistantStore();
  private Tasks tasks;

  /** Does something when it is asked to read. */
  private interface OnRead {
    void happens(ByteRange range) throws IOException;
  }

  /** Memory that tells what is read of it, and how much at once. */
  private static final class DistantStore extends ForwardingObjectStore {
    private final List<ByteRange> reads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private volatile OnRead onRead = _ -> {};

    DistantStore() {
      super(new MemoryObjectStore());
    }

    private InputStream opened(InputStream in) {
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      return new FilterInputStream(in) {
        @Override
        public void close() throws IOException {
          open.decrementAndGet();
          super.close();
        }
      };
    }

    @Override
    public InputStream read(ObjectUri object, long offset, long length) throws IOException {
      return opened(super.read(object, offset, length));
    }

    @Override
    public InputStream read(ObjectStat version, long offset, long length) throws IOException {
      ByteRange range = new ByteRange(offset, length);
      reads.add(range);
      InputStream in = opened(super.read(version, offset, length));
      onRead.happens(range);
      return in;
    }
  }

  @BeforeEach
  void open() throws Exception {
    tasks = new Tasks(store, folder, ObjectUri.parse("memory://b/work"));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  private ObjectStat put(String key, Path file) throws IOException {
    return store.put(ObjectUri.parse("memory://b/" + key), Files.readAllBytes(file));
  }

  private static Split whole(ObjectStat object, ByteRange... needed) {
    return new Split(
        object.uri(), object.lengthBytes(), object.etag(), 0, 1, true, List.of(), List.of(needed));
  }

  private ObjectStat numbers(String key, int from, int to) throws Exception {
    return put(
        key,
        tasks.write(
            key,
            "SELECT i::INTEGER AS v FROM range(%d, %d) t(i)".formatted(from, to),
            "FORMAT parquet"));
  }

  @Test
  void allInputsAreFetchedTogether() throws Exception {
    List<Segment> segments =
        tasks.succeed(tasks.task("SELECT 40::INTEGER AS v", ONE, tasks.single())).segments();
    ObjectStat text =
        store.put(
            ObjectUri.parse("memory://b/t.csv"),
            "v\n1\n2\n3\n".getBytes(StandardCharsets.US_ASCII));
    Split first = new Split(text.uri(), 8, text.etag(), 0, 4, false, List.of(), List.of());
    Split second = new Split(text.uri(), 8, text.etag(), 4, 8, false, List.of(), List.of());
    // Nobody gets an answer before three have asked: the two pieces of text and the file.
    CyclicBarrier barrier = new CyclicBarrier(3);
    store.onRead =
        _ -> {
          try {
            barrier.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("The others did not come", e);
          }
        };

    assertEquals(
        List.of("56"),
        tasks.rows(
            "SELECT sum(v)::INTEGER AS v FROM (FROM a UNION ALL FROM b UNION ALL FROM c)",
            ONE,
            scan("a", csv(ONE), first, second),
            scan("b", parquet(ONE), whole(numbers("b.parquet", 10, 11))),
            new TaskInput.Segments("c", ONE, segments)));
  }

  @Test
  void noMoreThanSixteenRequestsAreInFlight() throws Exception {
    List<Split> splits = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      splits.add(whole(numbers(i + ".parquet", i, i + 1)));
    }
    CountDownLatch sixteen = new CountDownLatch(16);
    store.onRead =
        _ -> {
          try {
            sixteen.countDown();
            assertTrue(sixteen.await(1, TimeUnit.MINUTES), "sixteen were not in flight at once");
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };

    assertEquals(
        List.of("1225"),
        tasks.rows(
            "SELECT sum(v)::INTEGER AS v FROM t",
            ONE,
            scan("t", parquet(ONE), splits.toArray(Split[]::new))));
    assertEquals(50, store.reads.size());
    assertEquals(16, store.mostOpen.get());
  }

  @Test
  void neighboursComeTogetherAndLargeRangesInParts() throws Exception {
    byte[] content = new byte[20 << 20];
    ObjectStat object = store.put(ObjectUri.parse("memory://b/large"), content);
    Fetches fetches = new Fetches(store);
    int near = 200 << 10;
    fetches.add(
        object,
        List.of(
            new ByteRange(4, 100),
            new ByteRange(104 + near, 100),
            new ByteRange(104 + near + 50, 100),
            new ByteRange(1 << 20, 18 << 20)),
        folder.resolve("copy"));
    fetches.run();

    List<ByteRange> reads = new ArrayList<>(store.reads);
    reads.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    assertEquals(
        List.of(
            new ByteRange(4, near + 250),
            new ByteRange(1 << 20, 6 << 20),
            new ByteRange(7 << 20, 6 << 20),
            new ByteRange(13 << 20, 6 << 20)),
        reads);
    assertEquals(content.length, Files.size(folder.resolve("copy")));
  }

  @Test
  void anObjectThatWasReplacedFailsTheJobByName() throws Exception {
    ObjectStat planned = numbers("t.parquet", 0, 10);
    TaskDescriptor task =
        tasks.task("FROM t", ONE, tasks.single(), scan("t", parquet(ONE), whole(planned)));
    assertNotEquals(planned, numbers("t.parquet", 1, 11));

    TaskFailure.InputChanged failure = tasks.fails(task, TaskFailure.InputChanged.class);
    assertEquals("memory://b/t.parquet", failure.file());
    assertTrue(failure.message().contains("replaced since the job was planned"), failure::message);
  }

  @Test
  void lastingThrottlingIsAKindOfItsOwn() throws Exception {
    TaskDescriptor task =
        tasks.task(
            "FROM t", ONE, tasks.single(), scan("t", parquet(ONE), whole(numbers("t", 0, 10))));
    store.onRead =
        _ -> {
          throw new ThrottledException("Cannot read t: SlowDown", new IOException());
        };

    TaskFailure.Throttled failure = tasks.fails(task, TaskFailure.Throttled.class);
    assertTrue(failure.message().contains("SlowDown"), failure::message);
  }

  @Test
  void cancellingInterruptsWhatIsBeingFetched() throws Exception {
    TaskDescriptor task =
        tasks.task(
            "FROM t", ONE, tasks.single(), scan("t", parquet(ONE), whole(numbers("t", 0, 10))));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    store.onRead =
        _ -> {
          reading.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
          }
        };
    CompletableFuture<TaskOutcome> outcome = CompletableFuture.supplyAsync(() -> tasks.run(task));
    assertTrue(reading.await(1, TimeUnit.MINUTES));
    tasks.engine().cancel(task.attempt());

    TaskOutcome.Failed failed =
        assertInstanceOf(TaskOutcome.Failed.class, outcome.get(1, TimeUnit.MINUTES));
    assertInstanceOf(TaskFailure.Cancelled.class, failed.failure());
  }
}
