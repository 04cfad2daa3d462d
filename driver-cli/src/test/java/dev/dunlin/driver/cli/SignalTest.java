package dev.dunlin.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.cli.DunlinProcess.Finished;
import dev.dunlin.driver.session.DuckDbOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command that is stopped while one of its tasks has staged its output and another runs. */
@Tag("chaos")
@Timeout(300)
final class SignalTest {
  /**
   * The task of the even numbers has no rows and ends at once; that of the odd ones takes minutes,
   * whichever of the three the planner splits.
   */
  private static final String COPY =
      """
      COPY (SELECT a.id FROM 'items/*.parquet' a, 'items/*.parquet' b, 'items/*.parquet' c
            WHERE a.id % 2 = 1 AND b.id % 2 = 1 AND c.id % 2 = 1 AND hash(a.id + b.id + c.id) = 7)
      TO 'out/target' (OVERWRITE)""";

  @TempDir Path folder;

  @BeforeEach
  void makeItems() throws Exception {
    Files.createDirectory(folder.resolve("items"));
    Files.createDirectories(folder.resolve("out/target"));
    Files.writeString(folder.resolve("out/target/old"), "old rows");
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      for (int i = 0; i < 2; i++) {
        oracle.parquet(
            "SELECT i * 2 + %d AS id FROM range(20000) t(i)".formatted(i),
            folder.resolve("items/" + i + ".parquet"));
      }
    }
  }

  private DunlinProcess startAndWaitForStagedOutput() throws Exception {
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      var unused = folder.resolve("out").register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      DunlinProcess dunlin =
          DunlinProcess.start(
              folder, "sql", "--set=scan.min-splits=2", "--set=local.slots=2", COPY);
      WatchKey key = watch.poll(60, TimeUnit.SECONDS);
      assertNotNull(key, dunlin.err());
      List<String> created =
          key.pollEvents().stream().map(WatchEvent::context).map(String::valueOf).toList();
      assertTrue(created.getFirst().startsWith(".target.dunlin-j-"), created::toString);
      return dunlin;
    }
  }

  private static List<String> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private void assertNothingIsLeft() throws IOException {
    assertEquals(List.of(), content(folder.resolve("work")));
    assertEquals(List.of("target"), content(folder.resolve("out")));
    assertEquals(List.of("old"), content(folder.resolve("out/target")));
  }

  @Test
  void ctrlCStopsTheJobAndLeavesNothing() throws Exception {
    try (DunlinProcess dunlin = startAndWaitForStagedOutput()) {
      dunlin.signal("INT");
      assertEquals(130, dunlin.exitCode());
      assertTrue(dunlin.err().contains("was cancelled: interrupted"), dunlin.err());
      assertFalse(dunlin.err().contains("\tat "), dunlin.err());
    }
    assertNothingIsLeft();
  }

  @Test
  void sigtermDoesTheSame() throws Exception {
    try (DunlinProcess dunlin = startAndWaitForStagedOutput()) {
      dunlin.signal("TERM");
      assertEquals(143, dunlin.exitCode());
    }
    assertNothingIsLeft();
  }

  @Test
  void ctrlCEndsACommandWhoseOutputNobodyTakes() throws Exception {
    try (DunlinProcess dunlin =
        DunlinProcess.start(
            folder,
            "sql",
            "-q",
            "--format=csv",
            "SELECT a.id, b.id FROM 'items/*.parquet' a JOIN 'items/*.parquet' b ON a.id % 100 = b.id % 100")) {
      // The rest fills the pipe, and then the command waits for a reader.
      assertEquals(10, dunlin.process().getInputStream().readNBytes(10).length);
      dunlin.signal("INT");
      assertEquals(130, dunlin.exitCode());
    }
    assertEquals(List.of(), content(folder.resolve("work")));
  }

  @Test
  void whatAKilledDriverLeavesTheNextOneRemoves() throws Exception {
    try (DunlinProcess dunlin = startAndWaitForStagedOutput()) {
      dunlin.signal("KILL");
      assertEquals(137, dunlin.exitCode());
    }
    assertEquals(1, content(folder.resolve("work")).size(), "the fault fired");
    assertEquals(2, content(folder.resolve("out")).size(), "the fault fired");
    assertEquals(List.of("old"), content(folder.resolve("out/target")), "nothing half is seen");

    Finished next = DunlinProcess.run(folder, "sql", "-q", "--format=csv", "SELECT 1 AS a");
    assertEquals("a\n1\n", next.out());
    assertEquals("", next.err());
    assertNothingIsLeft();
  }

  @Test
  void aLivingDriversWorkIsLeftAlone() throws Exception {
    try (DunlinProcess first = startAndWaitForStagedOutput()) {
      Finished second = DunlinProcess.run(folder, "sql", "-q", "SELECT 1 AS a");
      assertEquals(0, second.exitCode(), second.err());
      assertEquals(1, content(folder.resolve("work")).size());
      assertEquals(2, content(folder.resolve("out")).size());
      first.signal("INT");
      assertEquals(130, first.exitCode());
    }
    assertNothingIsLeft();
  }
}
