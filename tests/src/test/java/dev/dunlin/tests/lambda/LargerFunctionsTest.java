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
import dev.dunlin.local.lambda.InvocationRecord;
import dev.dunlin.local.lambda.LambdaFaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that need more memory or time than the function has that they began on. */
@Timeout(300)
@Tag("long")
final class LargerFunctionsTest extends FunctionJobs {
  /** A text of 200 MB, which cannot be spilled. */
  private static final String LONG_TEXT =
      "SELECT length(string_agg(repeat('x', 1000), '')) FROM range(200000) t(i)";

  private static List<String> names(Functions functions) {
    return functions.server().history().stream().map(InvocationRecord::function).toList();
  }

  @Test
  void aTaskThatRanOutOfMemoryIsTriedOnTheLargerFunctionAndBilledByIt() throws Exception {
    try (Functions functions =
            Functions.start(folder, environment(), 512, 3008, Duration.ofSeconds(100));
        DunlinSession session = session(functions, "lambda.larger-functions", Functions.LARGER);
        Rows rows = (Rows) session.sql(LONG_TEXT)) {
      assertEquals(200_000_000L, rows.list().getFirst().value(0));
      assertEquals(List.of(Functions.NAME, Functions.LARGER), names(functions));
      JobReport report = rows.report().orElseThrow();
      assertEquals(2, report.stages().getFirst().attempts());
      Billing billing = report.billing();
      List<InvocationRecord> calls = functions.server().history();
      assertEquals(2, billing.calls());
      assertEquals(
          512 * calls.get(0).billedMillis() + 3008 * calls.get(1).billedMillis(),
          billing.x86MegabyteMillis());
    }
  }

  @Test
  void aTaskThatRanOutOfTimeIsTriedOnTheLargerFunction() throws Exception {
    try (Functions functions =
            Functions.start(folder, environment(), 1769, 3538, Duration.ofSeconds(12));
        DunlinSession session =
            session(
                functions,
                "lambda.larger-functions",
                Functions.LARGER,
                "lambda.concurrency",
                "1")) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(ENDLESS));
      assertTrue(String.valueOf(e.getMessage()).contains("ran out of time"), e.getMessage());
      List<String> names = names(functions);
      assertEquals(
          List.of(Functions.NAME, Functions.LARGER),
          names.subList(names.size() - 2, names.size()),
          names::toString);
    }
  }

  @Test
  void whatTheLargestCannotDoSaysWhatItHadAndWhatHelps() throws Exception {
    try (Functions functions =
            Functions.start(folder, environment(), 400, 512, Duration.ofSeconds(100));
        DunlinSession session = session(functions, "lambda.larger-functions", Functions.LARGER)) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(LONG_TEXT));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("ran out of memory"), message);
      assertTrue(
          message.contains("\nA task has 102 MiB: use a function with more memory"), message);
      assertEquals(List.of(Functions.NAME, Functions.LARGER), names(functions));
    }
  }

  @Test
  void aLargerFunctionThatIsNotThereIsNamedBeforeAnythingRuns() throws Exception {
    try (Functions functions = functions(LambdaFaults.NONE);
        DunlinSession session =
            session(functions, "lambda.larger-functions", "none", "lambda.region", "us-east-1")) {
      UserErrorException e = assertThrows(UserErrorException.class, () -> session.sql(QUERY));
      assertEquals(
          "Cannot use the function none in us-east-1: there is no such function. Check"
              + " lambda.function, lambda.larger-functions and lambda.region, or make it with"
              + " dunlin deploy",
          e.getMessage());
      assertEquals(List.of(), names(functions));
    }
  }
}
