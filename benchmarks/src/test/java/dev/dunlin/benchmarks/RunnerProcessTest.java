package dev.dunlin.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.benchmarks.runner.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class RunnerProcessTest {
  @TempDir Path folder;

  @Test
  void anEngineAnswersQueryAfterQueryAndItsErrorsAreItsOwn() throws Exception {
    try (RunnerProcess process = start(Duration.ofSeconds(60))) {
      assertEquals("of tests", process.version());
      Engine.Answer answer = process.run("rows\n 3");
      assertEquals(3, answer.rows());
      assertEquals(Map.of("things", 7L), answer.counters());
      assertTrue(answer.nanos() > 0);
      IOException failure = assertThrows(IOException.class, () -> process.run("fail"));
      assertEquals("a message of two lines", failure.getMessage());
      assertEquals(2, process.run("rows 2").rows());
      assertTrue(process.peakMemoryBytes() > 1 << 20);
    }
    assertTrue(Files.readString(folder.resolve("log")).contains("not of the protocol"));
  }

  @Test
  void anEngineThatDiesIsReported() throws Exception {
    try (RunnerProcess process = start(Duration.ofSeconds(60))) {
      IOException failure = assertThrows(IOException.class, () -> process.run("die"));
      assertEquals("fake died before it could answer", failure.getMessage());
    }
  }

  @Test
  void anEngineThatHangsIsStopped() throws Exception {
    try (RunnerProcess process = start(Duration.ofSeconds(5))) {
      IOException failure = assertThrows(IOException.class, () -> process.run("hang"));
      assertEquals("fake did not answer within 5 s and was stopped", failure.getMessage());
    }
  }

  @Test
  void aCommandThatIsNoEngineIsReported() {
    Contender none = new Contender("none", "", List.of("echo", "hello"));
    IOException failure =
        assertThrows(
            IOException.class,
            () -> new RunnerProcess(none, folder.resolve("log"), Duration.ofSeconds(60)));
    assertEquals("none said 'hello' and not that it is ready", failure.getMessage());
  }

  @Test
  void theResultPageHasRatiosAndTotalsOfWhatAllDid() throws Exception {
    Contender fake = new Contender("fake", "a fake", List.of());
    Contender rival = new Contender("rival", "a rival", List.of());
    Measurements measurements = new Measurements();
    for (long millis : new long[] {10, 30, 20}) {
      measurements.warm("fake", "q01", answer(millis));
    }
    measurements.warm("rival", "q01", answer(40));
    measurements.warm("rival", "q02", answer(7));
    measurements.broke("q02 warm on fake: no");
    String page =
        new ResultPage(
                "Title",
                List.of("fact"),
                List.of(fake, rival),
                List.of("q01", "q02"),
                List.of("rival"),
                measurements)
            .markdown();
    assertTrue(page.contains("| query | fake | rival | fake / rival |\n"), page);
    assertTrue(page.contains("| q01 | 20 | 40 | 0.50 |\n"), page);
    assertTrue(page.contains("| q02 |  | 7 |  |\n"), page);
    assertTrue(page.contains("| **all 1 that every engine did** | 20 | 40 | 0.50 |\n"), page);
    assertTrue(page.contains("- q02 warm on fake: no\n"), page);
    assertTrue(page.contains("| q01 | 2.0 KiB |\n"), page);
    assertFalse(page.contains("Cold"), page);
  }

  @Test
  void answersThatDifferAreReported() {
    Measurements measurements = new Measurements();
    measurements.warm("a", "q01", new Engine.Answer(1, 1, "1:5.0:0", Map.of()));
    measurements.warm("b", "q01", new Engine.Answer(1, 1, "1:5.1:0", Map.of()));
    measurements.compareAnswers(List.of("a", "b"), List.of("q01"));
    assertEquals(
        List.of("q01: a gave 1 rows (1:5.0:0), b 1 rows (1:5.1:0)"), measurements.broken());
  }

  private static Engine.Answer answer(long millis) {
    return new Engine.Answer(millis * 1_000_000, 1, "-", Map.of("shuffle.bytes", 2048L));
  }

  private RunnerProcess start(Duration patience) throws IOException {
    Contender fake =
        new Contender(
            "fake",
            "",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FakeEngine.class.getName()));
    return new RunnerProcess(fake, folder.resolve("log"), patience);
  }
}
