package dev.dunlin.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.PinnedFile;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of calls and answers are pinned, as those of {@link TaskWireTest} are. */
@Tag("plan")
final class FunctionWireTest {
  private static final Path FOLDER = Path.of("src/test/resources/wire");
  private static final AttemptId ATTEMPT = AttemptId.parse("j-7f3a/s2/t7/a0");
  private static final ObjectUri PREFIX = ObjectUri.parse("s3://bucket/work/j-7f3a/s2/t7/a0");
  private static final ObjectUri DESCRIPTOR = PREFIX.resolve("descriptor");
  private static final ObjectUri OUTCOME = PREFIX.resolve("outcome");
  private static final TaskDescriptor TASK =
      new TaskDescriptor(
          TaskWire.VERSION,
          ATTEMPT,
          "SELECT 1",
          new Schema(List.of(new Column("a", "INTEGER"))),
          List.of(),
          new TaskOutput.Single(PREFIX, "lz4_raw"),
          new TaskDescriptor.Resources(2, 1_500_000_000L),
          Map.of());

  private static final List<FunctionCall> CALLS =
      List.of(
          new FunctionCall.Task("0.1.0", TASK, OUTCOME),
          new FunctionCall.StoredTask("0.1.0", DESCRIPTOR, OUTCOME),
          new FunctionCall.DetachedTask(
              "0.1.0", ATTEMPT, DESCRIPTOR, OUTCOME, PREFIX.resolve("begun"), 1_800_000_000_000L),
          new FunctionCall.Ping("0.1.0"));

  private static final List<FunctionAnswer> ANSWERS =
      List.of(
          new FunctionAnswer.Done(
              new TaskOutcome.Failed(
                  TaskWire.VERSION,
                  ATTEMPT,
                  new TaskFailure.Transient("connection reset"),
                  TaskMetrics.NONE)),
          new FunctionAnswer.Stored(OUTCOME),
          new FunctionAnswer.Failed(
              new TaskFailure.Throttled("503 Slow Down"), new Requests(1, 2, 3, 4, 5, 6, 7, 8)),
          new FunctionAnswer.Refused("0.2.0"),
          new FunctionAnswer.Pong("0.1.0", 1769, "aarch64", "v2.0.0"));

  private static Path file(String what, Object example) {
    String kind = example.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
    return FOLDER.resolve(what + "-" + kind.toLowerCase(Locale.ROOT) + ".json");
  }

  private static Set<Class<?>> classes(List<?> examples) {
    return examples.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  @Test
  void theBytesOfEveryCallArePinned() throws IOException {
    assertEquals(
        Set.copyOf(Arrays.asList(FunctionCall.class.getPermittedSubclasses())), classes(CALLS));
    for (FunctionCall call : CALLS) {
      String json = TaskWire.write(call);
      PinnedFile.check(file("call", call), json);
      assertEquals(call, TaskWire.readCall(json));
      assertEquals("0.1.0", TaskWire.releaseOf(json));
    }
  }

  @Test
  void theBytesOfEveryAnswerArePinned() throws IOException {
    assertEquals(
        Set.copyOf(Arrays.asList(FunctionAnswer.class.getPermittedSubclasses())), classes(ANSWERS));
    for (FunctionAnswer answer : ANSWERS) {
      String json = TaskWire.write(answer);
      PinnedFile.check(file("answer", answer), json);
      assertEquals(answer, TaskWire.readAnswer(json));
    }
  }

  /** All that a function must understand of another release's call, to refuse it by name. */
  @Test
  void theReleaseOfACallIsReadWhateverElseItHolds() {
    assertEquals("9.9.9", TaskWire.releaseOf("{\"kind\":\"new\",\"x\":[1],\"release\":\"9.9.9\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "{}", "{\"release\":1}"})
  void whatIsNoCallIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TaskWire.releaseOf(text));
    assertThrows(IllegalArgumentException.class, () -> TaskWire.readCall(text));
    assertThrows(IllegalArgumentException.class, () -> TaskWire.readAnswer(text));
  }
}
