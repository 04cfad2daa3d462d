package dev.dunlin.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.PinnedFile;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.PathValues;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ByteRange;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire form is a contract with executors deployed elsewhere, so its bytes are pinned. */
@Tag("plan")
final class TaskWireTest {
  private static final Path FOLDER = Path.of("src/test/resources/wire");
  private static final AttemptId ATTEMPT = AttemptId.parse("j-7f3a/s2/t7/a0");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Column("order id", "BIGINT"),
              new Column("total", "DECIMAL(38,2)"),
              new Column("\"day\"", "STRUCT(a DATE, b VARCHAR[])")));
  private static final TaskDescriptor.Resources RESOURCES =
      new TaskDescriptor.Resources(2, 1_500_000_000L);
  private static final Map<String, String> SETTINGS =
      Map.of("TimeZone", "'Europe/Berlin'", "ieee_floating_point_ops", "true");
  private static final Segment SEGMENT =
      new Segment(
          "s1/t4",
          13,
          ObjectUri.parse("s3://bucket/work/j-7f3a/s1/t4/a0/segments"),
          1 << 20,
          8192,
          77,
          0xcafebabe);
  private static final StagedObject STAGED =
      new StagedObject(
          ObjectUri.parse("/data/out/day=1/part-00007-a0.parquet"), 4096, "day=1/part-00007");
  private static final TaskMetrics METRICS =
      new TaskMetrics(
          1,
          2,
          3,
          4,
          5,
          6,
          7,
          8,
          9,
          10,
          new Requests(1, 2, 3, 4, 5, 6, 7, 8),
          new Billing(1, 2, 3, 4, 5, 6, 7));

  private static TaskInput.Scan scan() {
    ScanSource source =
        new ScanSource(
            FileFormat.CSV,
            Map.of("delim", "'|'", "header", "true"),
            SCHEMA,
            List.of(new Column("order id", "BIGINT"), new Column("not read", "VARCHAR")),
            List.of(new Column("day", "DATE")),
            "file");
    return new TaskInput.Scan(
        "in0",
        source,
        List.of(
            new Split(
                ObjectUri.parse("/data/it's ünï/day=1/a.csv"),
                1000,
                "3e8-17-2a",
                0,
                500,
                false,
                List.of("2024-01-01"),
                List.of(new ByteRange(4, 100), new ByteRange(900, 100))),
            new Split(
                ObjectUri.parse("s3://bucket/b.csv"),
                9,
                "\"etag\"",
                0,
                9,
                true,
                List.of(PathValues.NULL),
                List.of())));
  }

  private static TaskDescriptor descriptor(TaskInput input, TaskOutput output) {
    return new TaskDescriptor(
        TaskWire.VERSION,
        ATTEMPT,
        "SELECT \"order id\"\nFROM in0",
        SCHEMA,
        List.of(input),
        output,
        RESOURCES,
        SETTINGS);
  }

  private static Map<String, TaskDescriptor> descriptors() {
    ObjectUri prefix = ObjectUri.parse("s3://bucket/work/j-7f3a/s2/t7/a0");
    TaskInput.Segments segments = new TaskInput.Segments("in0", SCHEMA, List.of(SEGMENT));
    return new TreeMap<>(
        Map.of(
            "descriptor-scan-partitions",
            descriptor(
                scan(), new TaskOutput.Partitions("hash(\"order id\") % 8", 8, prefix, "lz4_raw")),
            "descriptor-segments-single",
            descriptor(segments, new TaskOutput.Single(prefix, "uncompressed")),
            "descriptor-segments-files",
            descriptor(
                segments,
                new TaskOutput.Files(
                    ObjectUri.parse("/data/out"),
                    FileFormat.PARQUET,
                    Map.of("COMPRESSION", "'zstd'"),
                    List.of("day"),
                    List.of("a", "a", "day")))));
  }

  private static Map<String, TaskFailure> failures() {
    return new TreeMap<>(
        Map.of(
            "throttled",
            new TaskFailure.Throttled("503 Slow Down"),
            "transient",
            new TaskFailure.Transient("connection reset"),
            "out-of-memory",
            new TaskFailure.OutOfMemory("Out of memory"),
            "out-of-time",
            new TaskFailure.OutOfTime("900 s are over"),
            "segment-lost",
            new TaskFailure.SegmentLost(SEGMENT, "got 4096 of 8192 bytes"),
            "input-changed",
            new TaskFailure.InputChanged("/data/a.csv", "it has changed"),
            "user-error",
            new TaskFailure.UserError("line 3 of \"a.csv\"\n\ttoo short"),
            "cancelled",
            new TaskFailure.Cancelled("cancelled"),
            "bug",
            new TaskFailure.Bug("oops", "java.lang.IllegalStateException: oops\n\tat …")));
  }

  private static Map<String, TaskOutcome> outcomes() {
    Map<String, TaskOutcome> outcomes = new TreeMap<>();
    outcomes.put(
        "outcome-succeeded",
        new TaskOutcome.Succeeded(
            TaskWire.VERSION, ATTEMPT, List.of(SEGMENT), List.of(STAGED), METRICS));
    failures()
        .forEach(
            (kind, failure) ->
                outcomes.put(
                    "outcome-failed-" + kind,
                    new TaskOutcome.Failed(TaskWire.VERSION, ATTEMPT, failure, METRICS)));
    return outcomes;
  }

  @Test
  void theBytesOfEveryDescriptorArePinned() throws IOException {
    for (var example : descriptors().entrySet()) {
      String json = TaskWire.write(example.getValue());
      PinnedFile.check(FOLDER.resolve(example.getKey() + ".json"), json);
      assertEquals(example.getValue(), TaskWire.readDescriptor(json));
    }
  }

  @Test
  void theBytesOfEveryOutcomeArePinned() throws IOException {
    for (var example : outcomes().entrySet()) {
      String json = TaskWire.write(example.getValue());
      PinnedFile.check(FOLDER.resolve(example.getKey() + ".json"), json);
      assertEquals(example.getValue(), TaskWire.readOutcome(json));
    }
  }

  @Test
  void componentsOfOneNameAreOfOneTypeInAllCases() {
    for (Class<?> sealed :
        List.of(
            TaskInput.class,
            TaskOutput.class,
            TaskOutcome.class,
            TaskFailure.class,
            FunctionCall.class,
            FunctionAnswer.class)) {
      Map<String, Class<?>> types = new TreeMap<>();
      for (Class<?> permitted : sealed.getPermittedSubclasses()) {
        for (RecordComponent component : permitted.getRecordComponents()) {
          Class<?> other = types.put(component.getName(), component.getType());
          assertTrue(
              other == null || other == component.getType(), () -> sealed + ": " + component);
        }
      }
    }
  }

  @Test
  void everyCharacterSurvives() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 97) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    assertSurvives(all.toString().repeat(10));
    assertSurvives(" \t\"\\\u007f\ud83d"); // The last is half a letter.
  }

  /** Writers that write a text in pieces may cut such a letter in two. */
  @Test
  void aLetterOfTwoCharsSurvivesAtEveryPlace() {
    for (int place = 0; place < 1100; place++) {
      assertSurvives("x".repeat(place) + "\ud83d\ude00" + "ä".repeat(1100));
    }
  }

  private static void assertSurvives(String text) {
    TaskOutcome outcome =
        new TaskOutcome.Failed(
            TaskWire.VERSION, ATTEMPT, new TaskFailure.UserError(text), TaskMetrics.NONE);
    assertEquals(outcome, TaskWire.readOutcome(TaskWire.write(outcome)));
  }

  @Test
  void everySealedCaseHasAnExample() {
    Set<Class<?>> seen = new HashSet<>();
    for (TaskDescriptor descriptor : descriptors().values()) {
      seen.add(descriptor.output().getClass());
      descriptor.inputs().forEach(input -> seen.add(input.getClass()));
    }
    for (TaskOutcome outcome : outcomes().values()) {
      seen.add(outcome.getClass());
      if (outcome instanceof TaskOutcome.Failed failed) {
        seen.add(failed.failure().getClass());
      }
    }
    for (Class<?> sealed :
        List.of(TaskInput.class, TaskOutput.class, TaskOutcome.class, TaskFailure.class)) {
      for (Class<?> permitted : sealed.getPermittedSubclasses()) {
        assertTrue(seen.contains(permitted), () -> "no example of " + permitted);
      }
    }
  }

  @Test
  void mapsKeepOneOrderWhateverTheirs() {
    TaskDescriptor one = descriptor(scan(), new TaskOutput.Single(SEGMENT.object(), "snappy"));
    Map<String, String> reversed = new LinkedHashMap<>();
    SETTINGS.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(key -> reversed.put(key, String.valueOf(SETTINGS.get(key))));
    TaskDescriptor other =
        new TaskDescriptor(
            one.version(),
            one.attempt(),
            one.sql(),
            one.schema(),
            one.inputs(),
            one.output(),
            one.resources(),
            reversed);
    assertEquals(TaskWire.write(one), TaskWire.write(other));
  }

  @Test
  void anotherVersionIsRefused() {
    String descriptor = TaskWire.write(descriptors().values().iterator().next());
    String outcome = TaskWire.write(outcomes().values().iterator().next());
    String now = "\"version\":" + TaskWire.VERSION;
    for (int version : new int[] {0, TaskWire.VERSION + 1}) {
      String then = "\"version\":" + version;
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> TaskWire.readDescriptor(descriptor.replace(now, then)));
      assertEquals(
          "Cannot read a task descriptor of version %d, only version %d: driver and executor must be of the same Dunlin release"
              .formatted(version, TaskWire.VERSION),
          e.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> TaskWire.readOutcome(outcome.replace(now, then)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "[]", "{}", "{\"version\":2}", "{\"kind\":\"unheard-of\",\"version\":2}"})
  void whatIsNoMessageIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TaskWire.readDescriptor(text));
    assertThrows(IllegalArgumentException.class, () -> TaskWire.readOutcome(text));
  }

  @Test
  void aCutMessageIsRefusedWhereverItIsCut() {
    String outcome = TaskWire.write(outcomes().values().iterator().next());
    for (int length = 0; length < outcome.length(); length += 13) {
      String cut = outcome.substring(0, length);
      assertThrows(IllegalArgumentException.class, () -> TaskWire.readOutcome(cut));
    }
  }
}
