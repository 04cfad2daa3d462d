package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.local.lambda.LambdaFault;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Server;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Jobs whose tasks are asynchronous calls, with outcomes that come through S3. */
@Timeout(300)
@Tag("long")
final class DetachedCallsTest extends FunctionJobs {
  @BeforeEach
  void clear() {
    front.traffic().clear();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), work());
  }

  private static DunlinSession detached(Functions functions) {
    return session(functions, "lambda.asynchronous-after", "0s");
  }

  private static int requests(Kind kind, String keyEnd) {
    return front
        .traffic()
        .requests(e -> e.request().key().startsWith("work/") && e.request().key().endsWith(keyEnd))
        .getOrDefault(kind, 0);
  }

  @Test
  void theRowsAreThoseOfOtherCallsAndEveryRequestIsInTheAccount() throws Exception {
    try (Functions functions = functions(LambdaFaults.NONE);
        DunlinSession session = detached(functions)) {
      JobReport report = run(session);
      assertEquals(TASKS, calls(functions, 202));
      assertEquals(TASKS, calls(functions, 200), "before each event a ping");
      assertEquals(TASKS, report.stages().stream().mapToInt(stage -> stage.attempts()).sum());
      Billing billing = report.billing();
      assertEquals(2 * TASKS, billing.calls());
      long served =
          functions.server().history().stream().mapToLong(call -> call.billedMillis()).sum();
      assertTrue(
          billing.billedMillis() > 0 && billing.billedMillis() <= served,
          () -> billing + " of " + served);
      for (String object : List.of("/descriptor", "/begun", "/outcome")) {
        assertEquals(TASKS, requests(Kind.PUT, object), object);
      }
      everyRequestIsInTheAccount(session);
    }
  }

  @Test
  void anEventThatIsRunTwiceIsWorkedOnOnce() throws Exception {
    LambdaFaults twice = new LambdaFaults(1, Map.of(LambdaFault.RUN_TWICE, 1.0));
    try (Functions functions = functions(twice);
        DunlinSession session = detached(functions)) {
      JobReport report = run(session);
      assertEquals(2 * TASKS, report.billing().calls());
      while (calls(functions, 202) < 2 * TASKS) {
        Thread.onSpinWait();
      }
      assertEquals(2 * TASKS, requests(Kind.PUT, "/begun"), "the second of each is refused");
      assertEquals(TASKS, requests(Kind.PUT, "/outcome"));
      assertEquals(TASKS, requests(Kind.PUT, "/segments"));
    }
  }

  @Test
  void aTasksOwnErrorIsToldAsByOtherCalls() throws Exception {
    try (Functions functions = functions(LambdaFaults.NONE);
        DunlinSession session = detached(functions)) {
      JobFailedException e =
          assertThrows(
              JobFailedException.class,
              () -> session.sql("SELECT ('x' || i)::INTEGER FROM range(3) t(i)"));
      assertEquals(JobFailedException.Kind.USER_ERROR, e.kind());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("Could not convert string 'x0' to INT32"), message);
    }
  }

  /** Lambda keeps an event for hours where it has no room; the driver does not wait for that. */
  @Test
  void anEventThatComesTooLateDoesNothing() throws Exception {
    ObjectUri object = ObjectUri.parse(BUCKET + "/work/late");
    FunctionCall late =
        new FunctionCall.DetachedTask(
            Release.CURRENT, AttemptId.parse("j-7f3a09c2/s0/t0/a0"), object, object, object, 0);
    try (Functions functions = functions(LambdaFaults.NONE);
        LambdaClient client =
            LambdaClient.builder()
                .endpointOverride(functions.server().endpoint())
                .region(Region.of(S3Server.REGION))
                .build()) {
      String answer =
          client
              .invoke(
                  r ->
                      r.functionName(Functions.NAME)
                          .payload(SdkBytes.fromUtf8String(TaskWire.write(late))))
              .payload()
              .asUtf8String();
      assertEquals(new FunctionAnswer.Stored(object), TaskWire.readAnswer(answer));
      assertEquals(Map.of(), front.traffic().requests(_ -> true));
    }
  }

  @Test
  void aFunctionOfAnotherReleaseIsFoundBeforeTheFirstEvent() throws Exception {
    try (Functions functions = otherRelease();
        DunlinSession session = detached(functions)) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(QUERY));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("The function dunlin is of Dunlin 9.9.9, and this is"), message);
      assertEquals(0, calls(functions, 202));
    }
  }
}
