package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.csv;
import static dev.dunlin.executor.Tasks.json;
import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.ForwardingObjectStore;
import dev.dunlin.shuffle.MemoryObjectStore;
import dev.dunlin.shuffle.RoutingObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class FailuresTest {
  private static final Schema ONE = schema("v INTEGER");
  private static final Schema ID_TEXT = schema("id INTEGER", "text VARCHAR");

  @TempDir Path folder;
  private final FaultyStore store = new FaultyStore();
  private Tasks tasks;

  /** Files, and objects in memory whose writes fail on request. */
  private static final class FaultyStore extends ForwardingObjectStore {
    private String failure = "";
    private @Nullable Path changesAfterStat;

    FaultyStore() {
      super(
          new RoutingObjectStore(
              Map.of("file", new FileObjectStore(), "memory", new MemoryObjectStore())));
    }

    @Override
    public ObjectStat stat(ObjectUri object) throws IOException {
      ObjectStat stat = super.stat(object);
      if (changesAfterStat != null) {
        Files.setLastModifiedTime(changesAfterStat, FileTime.fromMillis(1));
        changesAfterStat = null;
      }
      return stat;
    }

    @Override
    public ObjectStat put(ObjectUri object, Path content) throws IOException {
      if (!failure.isEmpty()) {
        throw new IOException(object + ": " + failure);
      }
      return super.put(object, content);
    }
  }

  @BeforeEach
  void open() throws Exception {
    tasks = new Tasks(store, folder, ObjectUri.file(folder.resolve("work")));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  /** Tasks whose segments are put in the store, for files are written in place. */
  private Tasks putting() throws Exception {
    tasks.close();
    tasks = new Tasks(store, folder, ObjectUri.parse("memory://b/work"));
    return tasks;
  }

  private <F extends TaskFailure> String fails(
      Class<F> kind, String sql, Schema schema, TaskInput... inputs) {
    return tasks.fails(tasks.task(sql, schema, tasks.single(), inputs), kind).message();
  }

  private static void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
    }
    assertFalse(message.contains("LINE 1"), message);
  }

  @Test
  void badValuesAreTheUsersAndNamed() throws Exception {
    Path file = tasks.write("t.parquet", "SELECT 7 AS id, 'abc' AS text", "FORMAT parquet");
    TaskInput.Scan t = scan("t", parquet(ID_TEXT), tasks.whole(file));
    assertSays(
        fails(TaskFailure.UserError.class, "SELECT CAST(text AS INTEGER) AS v FROM t", ONE, t),
        "'abc'",
        "INT32",
        "(task j-test/s0/t0)");
    assertSays(
        fails(TaskFailure.UserError.class, "SELECT id + 2147483647 AS v FROM t", ONE, t),
        "Overflow",
        "7",
        "t1");
    assertSays(
        fails(TaskFailure.UserError.class, "SELECT error('no ' || text) AS v FROM t", ONE, t),
        "no abc");
    assertSays(
        fails(
            TaskFailure.UserError.class,
            "SELECT (SELECT x FROM range(3) r(x) WHERE x < id) AS v FROM t",
            ONE,
            t),
        "More than one row");
    assertSays(
        fails(TaskFailure.UserError.class, "SELECT 300 AS v", schema("v TINYINT")), "300", "INT8");
  }

  @Test
  void aBadCsvLineIsNamedByFileAndLine() throws Exception {
    StringBuilder text = new StringBuilder("id,text\n");
    for (int i = 2; i <= 500; i++) {
      text.append(i == 400 ? "x9,bad\n" : i == 450 ? "1,2,3\n" : i + ",good\n");
    }
    Path file = tasks.write("t.csv", text.toString());
    String sql = "SELECT max(id) AS v FROM t";
    TaskInput.Scan whole = scan("t", csv(ID_TEXT), tasks.whole(file));
    assertSays(
        fails(TaskFailure.UserError.class, sql, ONE, whole),
        "line 400 of " + file,
        "\"id\"",
        "\"x9\"",
        "INTEGER",
        "x9,bad");
    long cut = text.indexOf("300,good");
    TaskInput.Scan rest =
        scan("t", csv(ID_TEXT), tasks.range(file, 0, cut), tasks.range(file, cut, text.length()));
    String message = fails(TaskFailure.UserError.class, sql, ONE, rest);
    assertSays(message, "line 400 of " + file, "x9,bad");
    assertFalse(message.contains("scratch"), message);
    long later = text.indexOf("420,good");
    assertSays(
        fails(
            TaskFailure.UserError.class,
            sql,
            ONE,
            scan("t", csv(ID_TEXT), tasks.range(file, later, text.length()))),
        "line 450 of " + file,
        "Expected Number of Columns: 2 Found: 3",
        "1,2,3");
  }

  @Test
  void aBadJsonLineIsNamedByFileAndLine() throws Exception {
    for (String bad : List.of("{\"id\":\"x9\"}", "{\"id\":1", "{\"id\":1]")) {
      StringBuilder text = new StringBuilder();
      for (int i = 1; i <= 500; i++) {
        text.append(i == 400 ? bad : "{\"id\":" + i + "}").append('\n');
      }
      Path file = tasks.write("t.json", text.toString());
      long cut = text.indexOf("{\"id\":300}");
      for (TaskInput.Scan scan :
          List.of(
              scan("t", json(ID_TEXT), tasks.whole(file)),
              scan("t", json(ID_TEXT), tasks.range(file, cut, text.length())))) {
        String message =
            fails(TaskFailure.UserError.class, "SELECT max(id) AS v FROM t", ONE, scan);
        assertSays(message, "line 400 of " + file);
        assertFalse(message.contains("scratch") || message.contains("auto_detect"), message);
      }
    }
  }

  @Test
  void aTruncatedParquetFileIsNamed() throws Exception {
    Path file = tasks.write("t.parquet", "SELECT 1 AS id, '' AS text", "FORMAT parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));

    assertSays(
        fails(
            TaskFailure.UserError.class,
            "SELECT id AS v FROM t",
            ONE,
            scan("t", parquet(ID_TEXT), tasks.whole(file))),
        file.toString(),
        "magic bytes");
  }

  @Test
  void parquetFilesOfDifferentColumnsAreNamed() throws Exception {
    Path a = tasks.write("a.parquet", "SELECT 1 AS id, '' AS text", "FORMAT parquet");
    Path b = tasks.write("b.parquet", "SELECT 1 AS id", "FORMAT parquet");

    assertSays(
        fails(
            TaskFailure.UserError.class,
            "SELECT id AS v FROM t WHERE text = ''",
            ONE,
            scan("t", parquet(ID_TEXT), tasks.whole(a), tasks.whole(b))),
        b.toString(),
        "\"text\"");
    assertSays(
        fails(
            TaskFailure.UserError.class,
            "SELECT id AS v FROM t WHERE text = ''",
            ONE,
            scan("t", parquet(ID_TEXT), tasks.whole(b))),
        b.toString(),
        "\"text\"");
  }

  @Test
  void aFileThatChangedOrIsGoneFailsTheJob() throws Exception {
    Path file = tasks.write("t.csv", "id,text\n1,a\n");
    TaskInput.Scan planned = scan("t", csv(ID_TEXT), tasks.whole(file));
    Files.writeString(file, "id,text\n1,ab\n");
    TaskDescriptor task = tasks.task("SELECT id AS v FROM t", ONE, tasks.single(), planned);
    TaskFailure.InputChanged changed = tasks.fails(task, TaskFailure.InputChanged.class);
    assertEquals(file.toString(), changed.file());
    assertSays(changed.message(), file.toString(), "replaced", "12 bytes by 13");

    Files.delete(file);
    assertSays(tasks.fails(task, TaskFailure.InputChanged.class).message(), "removed");
  }

  @Test
  void aFileThatChangesWhileItIsReadFailsTheJob() throws Exception {
    Path file = tasks.write("t.parquet", "SELECT 1 AS id, 'a' AS text", "FORMAT parquet");
    TaskInput.Scan scan = scan("t", parquet(ID_TEXT), tasks.whole(file));
    store.changesAfterStat = file;
    assertSays(
        fails(TaskFailure.InputChanged.class, "SELECT id AS v FROM t", ONE, scan),
        file.toString(),
        "replaced");
  }

  @Test
  void aFileThatMayNotBeReadIsTheUsers() throws Exception {
    Path file = tasks.write("t.csv", "id,text\n1,a\n");
    TaskInput.Scan scan = scan("t", csv(ID_TEXT), tasks.whole(file));
    assertTrue(file.toFile().setReadable(false));
    assumeTrue(!Files.isReadable(file), "root may read everything");

    assertSays(
        fails(TaskFailure.UserError.class, "SELECT id AS v FROM t", ONE, scan),
        file.toString(),
        "ermission denied");
  }

  @Test
  void aLostSegmentIsNamedAndItsProducerKnown() throws Exception {
    List<Segment> segments =
        tasks
            .succeed(
                tasks.task(
                    "SELECT i::INTEGER AS v FROM range(100) r(i)",
                    ONE,
                    tasks.partitions("v % 2", 2)))
            .segments();
    TaskDescriptor reader =
        tasks.task(
            "SELECT v FROM t", ONE, tasks.single(), new TaskInput.Segments("t", ONE, segments));
    Segment victim = segments.getLast();
    Path file = victim.object().path();
    byte[] bytes = Files.readAllBytes(file);
    byte[] altered = bytes.clone();
    altered[40] ^= 1;
    Files.write(file, altered);
    TaskFailure.SegmentLost lost = tasks.fails(reader, TaskFailure.SegmentLost.class);
    assertEquals(victim, lost.segment());
    assertSays(lost.message(), "s0/t0", "partition 1", "checksum");

    Files.delete(file);
    assertSays(tasks.fails(reader, TaskFailure.SegmentLost.class).message(), "no such object");

    Files.write(file, bytes);
    Segment wrong =
        new Segment(
            victim.producer(),
            victim.partition(),
            victim.object(),
            0,
            victim.lengthBytes(),
            49,
            victim.crc32c());
    TaskDescriptor misled =
        tasks.task(
            "SELECT v FROM t",
            ONE,
            tasks.single(),
            new TaskInput.Segments("t", ONE, List.of(wrong)));
    assertSays(tasks.fails(misled, TaskFailure.SegmentLost.class).message(), "got 50 of 49 rows");
    assertEquals(100, tasks.succeed(reader).metrics().rowsOut());
  }

  @Test
  void tooLittleMemoryIsAKindOfItsOwn() {
    TaskDescriptor task =
        tasks.task(
            "SELECT length(string_agg(repeat('x', 1000), ''))::INTEGER AS v FROM range(200000)",
            ONE,
            tasks.single());
    TaskDescriptor tight =
        new TaskDescriptor(
            TaskWire.VERSION,
            task.attempt(),
            task.sql(),
            ONE,
            List.of(),
            task.output(),
            new TaskDescriptor.Resources(1, 32L << 20),
            task.settings());
    assertSays(tasks.fails(tight, TaskFailure.OutOfMemory.class).message(), "Out of memory");
    tasks.succeed(tasks.task("SELECT 1 AS v", ONE, tasks.single()));
  }

  @Test
  void aFullDiskNamesThePlaceAndWhatToDo() throws Exception {
    putting();
    store.failure = "No space left on device";
    String message = fails(TaskFailure.UserError.class, "SELECT 1 AS v", ONE);

    assertSays(message, "disk is full", "memory://b/work", "work.uri");
  }

  @Test
  void aFullSpillFolderNamesItToo() {
    // Few bytes of disk for spilled data stand for a full disk: DuckDB gives both the same way.
    TaskDescriptor task =
        tasks.task(
            "SELECT i AS v, hash(i) AS h FROM range(5000000) r(i) ORDER BY h",
            schema("v BIGINT", "h UBIGINT"),
            tasks.single());
    TaskDescriptor tight =
        new TaskDescriptor(
            TaskWire.VERSION,
            task.attempt(),
            task.sql(),
            task.schema(),
            List.of(),
            task.output(),
            new TaskDescriptor.Resources(2, 50L << 20),
            Map.of("max_temp_directory_size", "'10MB'"));
    assertSays(tasks.fails(tight, TaskFailure.UserError.class).message(), "is full", "scratch");
  }

  @Test
  void otherTroubleWithFilesMayPass() throws Exception {
    putting();
    store.failure = "Connection reset";
    TaskDescriptor task =
        tasks.task(
            "SELECT i::INTEGER AS v FROM range(100) r(i)", ONE, tasks.partitions("v % 4", 4));
    assertSays(tasks.fails(task, TaskFailure.Transient.class).message(), "Connection reset");
    assertEquals(List.of(), store.list(ObjectUri.parse("memory://b/work")));
  }

  @Test
  void whatAFailedTaskHasWrittenIsGone() throws Exception {
    // The last row fails, when other partitions have their files already.
    TaskDescriptor task =
        tasks.task(
            "SELECT CASE WHEN i = 2999999 THEN error('late') ELSE i::INTEGER END AS v"
                + " FROM range(3000000) r(i)",
            ONE,
            tasks.partitions("v % 4", 4));
    assertSays(tasks.fails(task, TaskFailure.UserError.class).message(), "late");
    assertFalse(Files.exists(folder.resolve("work")), "files of a failed task are left");
  }

  @Test
  void whatAFunctionCannotMakeOfItsArgumentsIsTheUsers() throws Exception {
    Path file = tasks.write("t.parquet", "SELECT 7 AS id, 'abc' AS text", "FORMAT parquet");
    TaskInput.Scan t = scan("t", parquet(ID_TEXT), tasks.whole(file));
    for (Map.Entry<String, String> error :
        Map.of(
                "timezone(text, TIMESTAMP '2024-01-01')", "Unknown TimeZone 'abc'",
                "text LIKE text ESCAPE text", "Invalid escape string",
                "id // (id - 7)", "nullif(divisor, 0)",
                "error(text)", "abc (task")
            .entrySet()) {
      String message =
          fails(
              TaskFailure.UserError.class,
              "SELECT length((" + error.getKey() + ")::VARCHAR)::INTEGER AS v FROM t",
              ONE,
              t);
      assertSays(message, error.getValue());
      assertFalse(message.contains("SET "), message);
    }
  }

  @Test
  void whatNobodyThoughtOfIsABugWithItsStack() {
    for (String sql : List.of("SELECT nonsense AS v", "SELEC", "SELECT * FROM not_there")) {
      TaskFailure.Bug bug =
          tasks.fails(tasks.task(sql, ONE, tasks.single()), TaskFailure.Bug.class);
      assertTrue(bug.stack().contains("at dev.dunlin.executor."), bug::stack);
    }
    TaskFailure.Bug badPartition =
        tasks.fails(
            tasks.task("SELECT 1 AS v", ONE, tasks.partitions("v + 7", 8)), TaskFailure.Bug.class);
    assertSays(badPartition.message(), "v + 7", "p=8");
    TaskFailure.Bug nullPartition =
        tasks.fails(
            tasks.task("SELECT 1 AS v", ONE, tasks.partitions("NULL", 8)), TaskFailure.Bug.class);
    assertSays(nullPartition.message(), "{p=NULL}");
  }

  @Test
  void aUnionColumnIsTheUsers() {
    assertSays(
        fails(
            TaskFailure.UserError.class,
            "SELECT union_value(a := 1) AS v",
            schema("v UNION(a INTEGER)")),
        "UNION",
        "Cast it");
  }

  @Test
  void aDescriptorOfAnotherVersionIsRefused() {
    TaskDescriptor task = tasks.task("SELECT 1 AS v", ONE, tasks.single());
    String wire = TaskWire.write(task).replace("\"version\":" + TaskWire.VERSION, "\"version\":99");

    assertThrows(IllegalArgumentException.class, () -> tasks.engine().run(wire));
  }

  @Test
  void aCancelledTaskStopsSoonAndItsSlotIsFreeAgain() throws Exception {
    TaskDescriptor task =
        tasks.task(
            "SELECT count(*)::INTEGER AS v FROM range(1000000) a(i), range(1000000) b(j) WHERE hash(i + j) = 0",
            ONE,
            tasks.single());
    try (ExecutorService slot = Executors.newSingleThreadExecutor()) {
      Future<TaskOutcome> outcome = slot.submit(() -> tasks.run(task));
      // The task may not have begun: an unknown attempt is ignored, so ask until it is over.
      while (!outcome.isDone()) {
        tasks.engine().cancel(task.attempt());
        Thread.onSpinWait();
      }
      TaskOutcome.Failed failed = (TaskOutcome.Failed) outcome.get();
      assertEquals(new TaskFailure.Cancelled("The attempt was cancelled"), failed.failure());
    }
    tasks.succeed(tasks.task("SELECT 1 AS v", ONE, tasks.single()));
  }
}
