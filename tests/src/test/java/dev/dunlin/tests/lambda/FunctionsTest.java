package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.task.Billing;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SessionListener;
import dev.dunlin.local.lambda.InvocationRecord;
import dev.dunlin.local.lambda.LambdaFault;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.tests.oracle.Dunlin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Jobs whose tasks are calls of the real function package: what is asked, and what goes wrong. */
@Tag("long")
final class FunctionsTest extends FunctionJobs {
  @Test
  void aJobIsACallForEachTaskAndTheRequestsOfItsPlan() throws Exception {
    front.traffic().clear();
    try (Functions functions = functions(LambdaFaults.NONE);
        DunlinSession session = session(functions)) {
      JobReport report = run(session);
      assertEquals(List.of(4, 3), report.stages().stream().map(stage -> stage.tasks()).toList());
      List<InvocationRecord> calls = functions.server().history();
      assertEquals(TASKS, calls.size());
      assertEquals(TASKS, calls(functions, 200));
      assertTrue(functions.server().environmentsStarted() <= Functions.CONCURRENCY);

      Billing billing = report.billing();
      assertEquals(TASKS, billing.calls());
      assertEquals(functions.server().environmentsStarted(), billing.coldStarts());
      assertEquals(
          calls.stream().mapToLong(InvocationRecord::billedMillis).sum(), billing.billedMillis());
      assertEquals(billing.billedMillis() * Functions.MEMORY_MB, billing.x86MegabyteMillis());
      assertEquals(0, billing.armMegabyteMillis());
      assertTrue(billing.peakMemoryMb() > 50, billing.toString());

      String job =
          front.traffic().exchanges().stream()
              .map(exchange -> exchange.request().key())
              .filter(key -> key.startsWith("work/"))
              .findFirst()
              .orElseThrow()
              .split("/")[1];
      assertEquals(
          Map.of(Kind.PUT, 4, Kind.GET, 12),
          front.traffic().requests(e -> e.request().key().startsWith("work/" + job + "/s0/")));
      assertEquals(
          Map.of(Kind.PUT, 3, Kind.GET, 3),
          front.traffic().requests(e -> e.request().key().startsWith("work/" + job + "/s1/")));
      everyRequestIsInTheAccount(session);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RUN_TWICE", "SLOW_START", "FREEZE"},
      mode = Mode.EXCLUDE)
  void faultsOfTheServiceDoNotChangeTheRows(LambdaFault fault) throws Exception {
    LambdaFaults faults = new LambdaFaults(3, Map.of(fault, 0.5));
    try (Functions functions = functions(faults);
        DunlinSession session = session(functions, "task.attempts", "20")) {
      JobReport report = run(session);
      List<InvocationRecord> history = functions.server().history();
      long spoilt =
          switch (fault) {
            case THROTTLE -> calls(functions, 429);
            case SERVER_ERROR -> calls(functions, 500);
            case LOSE_ANSWER -> calls(functions, 0);
            case KILL_BEFORE, KILL_DURING, KILL_AFTER ->
                history.stream().filter(InvocationRecord::isError).count();
            case RUN_TWICE, SLOW_START, SLOW, FREEZE -> 1;
          };
      assertTrue(spoilt > 0, "the fault has not happened: " + history);
      int attempts = report.stages().stream().mapToInt(stage -> stage.attempts()).sum();
      Billing billing = report.billing();
      assertEquals(fault == LambdaFault.LOSE_ANSWER ? spoilt : 0, billing.estimatedCalls());
      if (fault == LambdaFault.LOSE_ANSWER) {
        long billed = history.stream().mapToLong(InvocationRecord::billedMillis).sum();
        assertEquals(history.size(), billing.calls());
        long difference = Math.abs(billed - billing.billedMillis());
        assertTrue(difference <= billed / 2, billing.billedMillis() + " for " + billed);
      }
      // To be throttled is to wait; all else is another attempt.
      assertEquals(
          TASKS + (fault == LambdaFault.THROTTLE || fault == LambdaFault.SLOW ? 0 : spoilt),
          attempts);
    }
  }

  @Test
  void anEnvironmentThatStandsStillIsADeadHostAndNotASlowTask() throws Exception {
    LambdaFaults freezing = new LambdaFaults(3, Map.of(LambdaFault.FREEZE, 0.3));
    try (Functions functions =
            Functions.start(
                folder, environment(), freezing, Functions.MEMORY_MB, Duration.ofSeconds(15));
        DunlinSession session = session(functions, "lambda.larger-functions", "")) {
      JobReport report = run(session);
      long frozen = functions.server().history().stream().filter(InvocationRecord::isError).count();
      assertTrue(frozen > 0, "the fault has not happened");
      assertEquals(
          TASKS + frozen, report.stages().stream().mapToInt(stage -> stage.attempts()).sum());
    }
    try (Functions functions =
            Functions.start(
                folder, environment(), freezing, Functions.MEMORY_MB, Duration.ofSeconds(15));
        DunlinSession session = session(functions, "task.attempts", "1")) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(QUERY));
      assertTrue(String.valueOf(e.getMessage()).contains("stood still"), e.getMessage());
    }
  }

  @Test
  void withoutRetriesTheSameFaultsFailTheJob() throws Exception {
    try (Functions functions =
            functions(new LambdaFaults(3, Map.of(LambdaFault.KILL_BEFORE, 0.3)));
        DunlinSession session = session(functions, "task.attempts", "1")) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(QUERY));
      assertTrue(String.valueOf(e.getMessage()).contains("signal: killed"), e.getMessage());
    }
  }

  @Test
  void aTaskAnswersBeforeItsTimeIsOver() throws Exception {
    try (Functions functions =
            Functions.start(
                folder,
                environment(),
                LambdaFaults.NONE,
                Functions.MEMORY_MB,
                Duration.ofSeconds(12));
        DunlinSession session = session(functions)) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(ENDLESS));
      assertTrue(String.valueOf(e.getMessage()).contains("ran out of time"), e.getMessage());
      InvocationRecord call = functions.server().history().getFirst();
      assertEquals(200, call.status());
      assertEquals(false, call.isError(), "it has answered itself");
    }
  }

  @Test
  void aTaskThatNeedsTooMuchMemoryAnswersSo() throws Exception {
    try (Functions functions =
            Functions.start(folder, environment(), LambdaFaults.NONE, 512, Duration.ofSeconds(60));
        DunlinSession session = session(functions)) {
      JobFailedException e =
          assertThrows(
              JobFailedException.class,
              () ->
                  session.sql(
                      "SELECT length(string_agg(repeat('x', 1000), '')) FROM range(10000000) t(i)"));
      assertTrue(String.valueOf(e.getMessage()).contains("ran out of memory"), e.getMessage());
      assertTrue(String.valueOf(e.getMessage()).contains("lambda.function"), e.getMessage());
    }
  }

  @Test
  void aDescriptorThatIsTooLargeForACallGoesThroughS3() throws Exception {
    front.traffic().clear();
    try (Functions functions = functions(LambdaFaults.NONE);
        DunlinSession session = session(functions)) {
      String long1 = "x".repeat(5 << 20);
      try (Rows rows =
          (Rows)
              session.sql(
                  "SELECT count(*) FROM '%s/in/0/*.parquet' WHERE k::VARCHAR <> '%s'"
                      .formatted(BUCKET, long1))) {
        assertEquals(5000L, rows.list().getFirst().value(0));
      }
      everyRequestIsInTheAccount(session);
    }
    Map<Kind, Integer> descriptors =
        front.traffic().requests(e -> e.request().key().endsWith("/descriptor"));
    assertEquals(1, descriptors.getOrDefault(Kind.PUT, 0));
    assertEquals(1, descriptors.getOrDefault(Kind.GET, 0));
  }

  @Test
  void aFunctionOfAnotherReleaseRefusesItsTasks() throws Exception {
    try (Functions functions = otherRelease();
        DunlinSession session = session(functions)) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(QUERY));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("The function dunlin is of Dunlin 9.9.9, and this is"), message);
      assertTrue(message.contains("dunlin deploy"), message);
    }
  }

  private static String refused(Functions functions, String sql, String... settings) {
    try (DunlinSession session = session(functions, settings)) {
      UserErrorException e = assertThrows(UserErrorException.class, () -> session.sql(sql));
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingRuns() throws Exception {
    try (Functions functions = functions(LambdaFaults.NONE)) {
      assertEquals(
          "Cannot use the function none in us-east-1: there is no such function. Check"
              + " lambda.function, lambda.larger-functions and lambda.region, or make it with dunlin deploy",
          refused(functions, QUERY, "lambda.function", "none", "lambda.region", "us-east-1"));
      String nowhere = refused(functions, QUERY, "lambda.endpoint", "http://127.0.0.1:1");
      assertTrue(
          nowhere.endsWith(
              "Connection refused. Check lambda.endpoint, lambda.region and the network"),
          nowhere);
      String stranger =
          refused(functions, QUERY, "lambda.profile", "stranger-key", "lambda.region", "us-east-1");
      assertTrue(stranger.contains("no AWS credentials can be used"), stranger);
      assertEquals(
          "Functions hand their work on through S3, and work.uri is not there: set it to a prefix"
              + " of yours, like s3://bucket/dunlin/work",
          refused(functions, QUERY, "work.uri", folder.toString()));
      Path file = folder.resolve("here.csv");
      Files.writeString(file, "a\n1\n");
      assertEquals(
          "Functions cannot read %s: it is on this machine. Use a place in S3, or run it with --cluster local"
              .formatted(file),
          refused(functions, "SELECT sum(a) FROM '%s'".formatted(file)));
      assertEquals(
          "Functions cannot write %s: it is on this machine. Use a place in S3, or run it with --cluster local"
              .formatted(folder.resolve("out")),
          refused(
              functions, "COPY (%s) TO '%s' (FORMAT csv)".formatted(QUERY, folder.resolve("out"))));
      assertEquals(List.of(), functions.server().history());
    }
  }

  @Test
  void aCancelledJobDoesNotWaitForItsFunctions() throws Exception {
    List<JobReport> reports = new ArrayList<>();
    try (Functions functions = functions(LambdaFaults.NONE)) {
      DunlinSession[] opened = new DunlinSession[1];
      SessionListener canceller =
          new SessionListener() {
            @Override
            public void progressed(JobReport report) {
              reports.add(report);
              opened[0].cancel("for a test");
            }
          };
      try (DunlinSession session =
          DunlinSession.open(Dunlin.config(settings(functions)), canceller)) {
        opened[0] = session;
        JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(ENDLESS));
        assertEquals(JobFailedException.Kind.CANCELLED, e.kind());
      }
      assertEquals(List.of(), functions.server().history(), "the call still runs");
    }
    assertTrue(!reports.isEmpty());
  }

  @Test
  void anAccountWithRoomForOneCallRunsOneTaskAfterTheOther() throws Exception {
    try (Functions functions = functions(LambdaFaults.NONE);
        DunlinSession session = session(functions, "lambda.concurrency", "1")) {
      JobReport unused = run(session);
      assertEquals(1, functions.server().environmentsStarted());
      assertEquals(
          Map.of(200, (long) TASKS),
          functions.server().history().stream()
              .collect(Collectors.groupingBy(InvocationRecord::status, Collectors.counting())));
      assertEquals(
          1,
          Stream.of(functions.server().history())
              .flatMap(List::stream)
              .filter(InvocationRecord::isCold)
              .count());
    }
  }
}
