package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.local.s3.Fault;
import dev.dunlin.local.s3.FaultRule;
import dev.dunlin.local.s3.S3Front.Settings;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the queries give where S3 fails. */
@Tag("chaos")
@Tag("long")
final class TpchFaultsTest {
  private static final TpchTables TABLES = TpchTables.open();
  private static final int QUERY = 12;

  /**
   * Of some thousand requests. Only segments have checksums of their own, so only there are bytes
   * wrong.
   */
  private static final FaultRule[] FAULTS = {
    FaultRule.of(Fault.SLOW_DOWN, 0.03),
    FaultRule.of(Fault.INTERNAL_ERROR, 0.02),
    FaultRule.of(Fault.REFUSED, 0.01),
    FaultRule.of(Fault.RESET, 0.02),
    FaultRule.of(Fault.UNANSWERED, 0.01),
    FaultRule.of(Fault.TRUNCATED, 0.02),
    FaultRule.of(Fault.STALL, 0.002),
    new FaultRule(Fault.WRONG_BYTES, 0.02, TpchOnS3.WORK),
  };

  /** Some tasks in each stage, so that all kinds of requests are made, and often. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "join.strategy", "hash",
          "shuffle.partitions", "3",
          "shuffle.partition-size", "1B",
          "scan.min-splits", "8");

  private static final String BUCKET = "s3://" + S3Server.BUCKET;

  @TempDir static Path folder;
  private static TpchOnS3 s3;
  private static Oracle oracle;

  @BeforeAll
  static void open() throws Exception {
    s3 = new TpchOnS3(TABLES, folder.resolve("s3"));
    oracle = new Oracle(2, TABLES.views());
  }

  @AfterAll
  static void close() throws Exception {
    oracle.close();
    s3.close();
  }

  @AfterEach
  void mend() {
    s3.front().behave(Settings.clear());
    s3.front().traffic().clear();
  }

  private static Dunlin dunlin(Map<String, String> settings) {
    return new Dunlin(s3.settings(settings), s3.views());
  }

  private static Optional<String> difference(Dunlin dunlin, int query) throws Exception {
    String sql = TABLES.sql(query);
    return Comparison.difference(oracle.query(sql), dunlin.query(sql), Comparison.orders(sql));
  }

  @Test
  void allQueriesGiveTheRightRows() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Dunlin dunlin = dunlin(SETTINGS)) {
      s3.front().behave(Settings.clear().withFaults(42, FAULTS));
      for (int query = 1; query <= TpchQueries.COUNT; query++) {
        int number = query;
        difference(dunlin, query).ifPresent(text -> wrong.add("q" + number + ": " + text));
      }
    }
    assertEquals(List.of(), wrong);
    Set<Fault> missing = EnumSet.complementOf(EnumSet.of(Fault.DENIED)); // No try helps there.
    missing.removeAll(s3.front().traffic().faults().keySet());
    assertEquals(Set.of(), missing);
  }

  @Test
  void theSameQueryFailsWithRetriesOff() {
    try (Dunlin dunlin = dunlin(with("s3.retry-time", "0s", "task.attempts", "1"))) {
      s3.front().behave(Settings.clear().withFaults(42, FAULTS));
      RuntimeException e = assertThrows(RuntimeException.class, () -> difference(dunlin, QUERY));
      assertSays(e, "Cannot ", BUCKET + "/");
    }
    assertFalse(s3.front().traffic().faults().isEmpty());
  }

  /** A store that answers every request like this. */
  @ParameterizedTest
  @CsvSource({"INTERNAL_ERROR, HTTP 500", "SLOW_DOWN, HTTP 503", "REFUSED, failed to respond"})
  @Timeout(120)
  void aStoreThatIsDownFailsTheStatement(Fault fault, String answer) {
    try (Dunlin dunlin = dunlin(with("s3.retry-time", "1s"))) {
      s3.front().behave(Settings.clear().withFaults(1, FaultRule.of(fault, 1)));
      RuntimeException e = assertThrows(RuntimeException.class, () -> difference(dunlin, QUERY));
      assertSays(e, "Cannot ", BUCKET + "/data/", answer, "given up after");
      s3.front().behave(Settings.clear());
    }
  }

  @Test
  @Timeout(120)
  void aStoreThatGoesDownFailsTheJob() {
    try (Dunlin dunlin = dunlin(with("s3.retry-time", "1s", "task.attempts", "2"))) {
      FaultRule rule = new FaultRule(Fault.INTERNAL_ERROR, 1, TpchOnS3.WORK);
      s3.front().behave(Settings.clear().withFaults(1, rule));
      JobFailedException e =
          assertThrows(JobFailedException.class, () -> difference(dunlin, QUERY));
      assertSays(
          e,
          "Task ",
          "failed 2 times (task.attempts)",
          "Cannot write " + BUCKET + "/work/",
          "500 InternalError",
          "given up after");
      s3.front().behave(Settings.clear());
    }
  }

  @Test
  void wrongBytesInSegmentsAreFound() throws Exception {
    try (Dunlin dunlin = dunlin(with())) {
      FaultRule rule = new FaultRule(Fault.WRONG_BYTES, 0.1, TpchOnS3.WORK);
      s3.front().behave(Settings.clear().withFaults(7, rule));
      assertEquals(Optional.empty(), difference(dunlin, QUERY));
      assertEquals(Set.of(Fault.WRONG_BYTES), s3.front().traffic().faults().keySet());

      rule = new FaultRule(Fault.WRONG_BYTES, 1, TpchOnS3.WORK);
      s3.front().behave(Settings.clear().withFaults(7, rule));
      JobFailedException e =
          assertThrows(JobFailedException.class, () -> difference(dunlin, QUERY));
      assertSays(e, BUCKET + "/work/", "checksum ", "instead of");
    }
  }

  /** The settings and more, as names and values in turn. */
  private static Map<String, String> with(String... more) {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private static void assertSays(Throwable e, String... parts) {
    String message = String.valueOf(e.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
    }
  }
}
