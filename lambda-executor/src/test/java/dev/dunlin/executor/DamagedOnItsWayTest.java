package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.csv;
import static dev.dunlin.executor.Tasks.json;
import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Input whose bytes are others than those in the store, once or always. */
@Tag("unit")
final class DamagedOnItsWayTest {
  private static final Schema ONE = schema("v INTEGER");
  private static final int ROWS = 1000;
  private static final String QUERY = "SELECT sum(v)::INTEGER AS v FROM t";
  private static final List<String> SUM = List.of(String.valueOf(ROWS * (ROWS - 1) / 2));

  @TempDir Path folder;
  private final AlteringStore store = new AlteringStore();
  private Tasks tasks;

  /** Memory that answers some readings with bytes of its own making. */
  private static final class AlteringStore extends ForwardingObjectStore {
    private final AtomicInteger reads = new AtomicInteger();

    /** What is added to the damaged bytes of a reading, by its number; 0 leaves them whole. */
    private IntFunction<Integer> damage = _ -> 0;

    AlteringStore() {
      super(new MemoryObjectStore());
    }

    @Override
    public InputStream read(ObjectStat version, long offset, long length) throws IOException {
      byte[] content;
      try (InputStream in = super.read(version, offset, length)) {
        content = in.readAllBytes();
      }
      int added = damage.apply(reads.getAndIncrement());
      // Beyond what tells the format, and before a footer.
      for (int i = 8; i < Math.min(content.length, 60); i++) {
        content[i] += (byte) added;
      }
      return new ByteArrayInputStream(content);
    }
  }

  /** A format, and how DuckDB writes it. */
  private record Format(String name, ScanSource source, String options) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Format> formats() {
    return Stream.of(
        new Format("t.parquet", parquet(ONE), "FORMAT parquet, COMPRESSION snappy"),
        new Format("t.csv", csv(ONE), "FORMAT csv"),
        new Format("t.csv.gz", csv(ONE), "FORMAT csv, COMPRESSION gzip"),
        new Format("t.json", json(ONE), "FORMAT json"),
        new Format("t.json.gz", json(ONE), "FORMAT json, COMPRESSION gzip"));
  }

  @BeforeEach
  void open() throws Exception {
    tasks = new Tasks(store, folder, ObjectUri.parse("memory://b/work"));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  private Split split(Format format) throws Exception {
    Path file =
        tasks.write(
            format.name(),
            "SELECT i::INTEGER AS v FROM range(%d) t(i)".formatted(ROWS),
            format.options());
    ObjectStat object =
        store.put(ObjectUri.parse("memory://b/in/" + format.name()), Files.readAllBytes(file));
    return new Split(
        object.uri(),
        object.lengthBytes(),
        object.etag(),
        0,
        object.lengthBytes(),
        true,
        List.of(),
        List.of());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatArrivesDamagedOnceIsTriedAgain(Format format) throws Exception {
    Split split = split(format);
    TaskDescriptor task = tasks.task(QUERY, ONE, tasks.single(), scan("t", format.source(), split));
    store.damage = read -> read == 0 ? 5 : 0;

    TaskFailure.Transient failure = tasks.fails(task, TaskFailure.Transient.class);
    assertTrue(
        failure
            .message()
            .startsWith(
                "What was read of memory://b/in/%s was damaged on its way"
                    .formatted(format.name())),
        failure::message);
    assertEquals(2, store.reads.get(), "it was asked for once more");

    assertEquals(SUM, tasks.rows(QUERY, ONE, scan("t", format.source(), split)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatArrivesDamagedAlikeTwiceIsTheDatasMistake(Format format) throws Exception {
    Split split = split(format);
    TaskDescriptor task = tasks.task(QUERY, ONE, tasks.single(), scan("t", format.source(), split));
    store.damage = _ -> 5;

    TaskFailure.UserError failure = tasks.fails(task, TaskFailure.UserError.class);
    assertTrue(failure.message().contains("memory://b/in/" + format.name()), failure::message);
  }

  /** No two readings agree: nobody knows what is in the file, and it is not blamed. */
  @ParameterizedTest
  @MethodSource("formats")
  void whatArrivesDamagedInEverNewWaysIsNotTheDatasMistake(Format format) throws Exception {
    Split split = split(format);
    TaskDescriptor task = tasks.task(QUERY, ONE, tasks.single(), scan("t", format.source(), split));
    store.damage = read -> 5 + read;

    TaskFailure.Transient failure = tasks.fails(task, TaskFailure.Transient.class);
    assertTrue(failure.message().contains("damaged on its way"), failure::message);
  }
}
