package dev.dunlin.core.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class IdsTest {
  @Test
  void anIdPrintsAsAPathAndParsesBack() {
    AttemptId attempt = JobId.parse("j-7f3a").stage(2).task(7).attempt(0);

    assertEquals("j-7f3a/s2/t7/a0", attempt.toString());
    assertEquals(attempt, AttemptId.parse("j-7f3a/s2/t7/a0"));
    assertEquals(attempt.task(), TaskId.parse("j-7f3a/s2/t7"));
    assertEquals(attempt.task().stage(), StageId.parse("j-7f3a/s2"));
    assertEquals(new JobId("j-7f3a"), attempt.task().stage().job());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "j-7f3",
        "7f3a",
        "j-7F3A",
        "j-7f3a/2",
        "j-7f3a/s",
        "j-7f3a/sx",
        "j-7f3a/s-1",
        "j-7f3a/s2/t7/a99999999999",
        "j-7f3a/s2/a7",
        "j-7f3a/s2/t7/",
        "../j-7f3a/s2/t7/a0",
        "j-7f3a/s2/t7/a0/x"
      })
  void whatIsNoIdIsRefusedAndNamed(String text) {
    for (Function<String, ?> parse :
        List.<Function<String, ?>>of(
            JobId::parse, StageId::parse, TaskId::parse, AttemptId::parse)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> parse.apply(text));
      assertTrue(String.valueOf(e.getMessage()).length() > 10);
    }
  }
}
