package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** AWS's own client sees AWS Lambda, and functions run under AWS's own runtime client. */
@Tag("integration")
final class LambdaServerTest {
  private static final String KEY = "AKIDTEST";
  private static final String SECRET = "secret of the test";

  @TempDir Path folder;
  private LambdaServer server;
  private LambdaClient client;

  @BeforeEach
  void start() throws IOException {
    server = server(512, Duration.ofSeconds(30), 4, LambdaFaults.NONE);
    client = client(server.endpoint(), KEY, SECRET);
  }

  /** Another one in the place of the usual one. */
  private void restart(int memoryMb, Duration timeout, int concurrency, LambdaFaults faults)
      throws IOException {
    stop();
    server = server(memoryMb, timeout, concurrency, faults);
    client = client(server.endpoint(), KEY, SECRET);
  }

  private LambdaServer server(int memoryMb, Duration timeout, int concurrency, LambdaFaults faults)
      throws IOException {
    FunctionSettings function =
        new FunctionSettings(
            "test",
            Path.of("target", "test-classes").toAbsolutePath(),
            TestHandler.class.getName() + "::handleRequest",
            memoryMb,
            timeout,
            Map.of("GREETING", "hello"));
    return LambdaServer.start(
        folder,
        List.of(function),
        LambdaServer.Settings.of(concurrency, KEY, SECRET).withFaults(faults));
  }

  private static LambdaClient client(URI endpoint, String key, String secret) {
    return LambdaClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private InvokeResponse invoke(String event) {
    return invoke("test", event, InvocationType.REQUEST_RESPONSE);
  }

  private InvokeResponse invoke(String function, String event, InvocationType type) {
    return client.invoke(
        r ->
            r.functionName(function)
                .invocationType(type)
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromUtf8String("\"" + event + "\"")));
  }

  private String answer(String event) {
    InvokeResponse response = invoke(event);
    assertNull(response.functionError(), response.payload().asUtf8String());
    return response.payload().asUtf8String().replace("\"", "");
  }

  private String error(String event) {
    InvokeResponse response = invoke(event);
    assertEquals("Unhandled", response.functionError());
    return response.payload().asUtf8String();
  }

  private static String log(InvokeResponse response) {
    return new String(Base64.getDecoder().decode(response.logResult()), UTF_8);
  }

  @Test
  void anEnvironmentIsStartedOnceAndUsedAgain() throws Exception {
    InvokeResponse first = invoke("calls");
    InvokeResponse second = invoke("calls");
    assertEquals("\"1\"", first.payload().asUtf8String());
    assertEquals("\"2\"", second.payload().asUtf8String());
    assertEquals(1, server.environmentsStarted());
    assertEquals("$LATEST", first.executedVersion());
    assertTrue(log(first).contains("Init Duration: "), log(first));
    assertTrue(!log(second).contains("Init Duration: "), log(second));
    assertTrue(
        log(second)
            .matches(
                "(?s)START RequestId: (\\S+) Version: \\$LATEST\n(did calls\n)?END RequestId: \\1\n"
                    + "REPORT RequestId: \\1\tDuration: [0-9.]+ ms\tBilled Duration: [0-9]+ ms"
                    + "\tMemory Size: 512 MB\tMax Memory Used: [0-9]+ MB\t\n"),
        log(second));
    assertEquals(
        List.of(true, false), server.history().stream().map(InvocationRecord::isCold).toList());
  }

  @Test
  void aFunctionSeesWhatAwsWouldGiveIt() throws Exception {
    restart(3000, Duration.ofSeconds(30), 1, LambdaFaults.NONE);
    assertEquals("hello", answer("env GREETING"));
    assertEquals("test", answer("env AWS_LAMBDA_FUNCTION_NAME"));
    assertEquals("3000", answer("env AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
    assertEquals("null", answer("env HOME"));
    assertEquals("2", answer("processors"));
    int remaining = Integer.parseInt(answer("remaining"));
    assertTrue(remaining > 20_000 && remaining <= 30_000, "" + remaining);
  }

  @Test
  void environmentsHaveTemporaryFoldersOfTheirOwnThatLastAsLongAsThey() throws Exception {
    assertEquals("1", answer("tmp"));
    assertEquals("2", answer("tmp"));
    String unused = error("exit 1");
    assertEquals("1", answer("tmp"));
  }

  @Test
  void asManyEnvironmentsRunAsThereAreCallsAtATimeAndMoreCallsAreThrottled() throws Exception {
    restart(512, Duration.ofSeconds(30), 2, LambdaFaults.NONE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> calls =
          IntStream.range(0, 3).mapToObj(_ -> threads.submit(() -> isServed("wait 3000"))).toList();
      int served = 0;
      for (Future<Boolean> call : calls) {
        served += call.get() ? 1 : 0;
      }
      assertEquals(2, served);
    }
    assertEquals(2, server.environmentsStarted());
    assertEquals("true", answer("echo true"));
  }

  private boolean isServed(String event) {
    try {
      return answer(event).equals("false");
    } catch (TooManyRequestsException e) {
      assertEquals(429, e.statusCode());
      return false;
    }
  }

  @Test
  void anExceptionIsAnErrorAndTheEnvironmentLivesOn() throws Exception {
    String error = error("fail on purpose");
    assertTrue(error.contains("\"errorType\":\"java.lang.IllegalStateException\""), error);
    assertTrue(error.contains("\"errorMessage\":\"on purpose\""), error);
    assertEquals("2", answer("calls"));
    assertEquals(1, server.environmentsStarted());
  }

  @Test
  void anExitIsAnErrorAndTheNextCallGetsANewEnvironment() throws Exception {
    String error = error("exit 3");
    assertTrue(error.contains("\"errorType\":\"Runtime.ExitError\""), error);
    assertTrue(error.contains("Runtime exited with error: exit status 3"), error);
    assertEquals("1", answer("calls"));
    assertEquals(2, server.environmentsStarted());
  }

  @Test
  void anEnvironmentThatHoldsTooMuchIsKilled() throws Exception {
    restart(256, Duration.ofSeconds(30), 1, LambdaFaults.NONE);
    assertEquals("20", answer("fill 20"));
    String error = error("fill 210");
    assertTrue(
        error.contains("\"errorType\":\"Runtime.OutOfMemory\"")
            || error.contains("java.lang.OutOfMemoryError"),
        error);
    assertTrue(server.history().getLast().peakMemoryMb() > 200, server.history().toString());
  }

  @Test
  void aCallThatTakesTooLongIsStopped() throws Exception {
    restart(512, Duration.ofSeconds(2), 1, LambdaFaults.NONE);
    String error = error("wait 20000");
    assertTrue(error.contains("\"errorType\":\"Sandbox.Timedout\""), error);
    assertTrue(error.contains("Task timed out after 2.00 seconds"), error);
    assertEquals("1", answer("calls"));
  }

  @Test
  void payloadsHaveALimitEachWay() throws Exception {
    int most = 6 * 1024 * 1024;
    assertEquals("" + (most - 2), answer("length " + "x".repeat(most - 9)));
    LambdaException e =
        assertThrows(LambdaException.class, () -> invoke("length " + "x".repeat(most)));
    assertEquals(413, e.statusCode());
    assertEquals(most - 10, answer("size " + (most - 10)).length());
    String error = error("size " + (most + 200));
    assertTrue(error.contains("Function.ResponseSizeTooLarge"), error);
  }

  @Test
  void anEventIsTakenAtOnceAndRunLater() throws Exception {
    Path file = folder.resolve("done");
    assertEquals(202, invoke("test", "append " + file, InvocationType.EVENT).statusCode());
    while (server.history().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals("x", Files.readString(file));
    assertEquals(204, invoke("test", "echo x", InvocationType.DRY_RUN).statusCode());
    assertEquals(1, server.history().size());
  }

  @Test
  void whatTheServiceKnowsIsAnswered() throws Exception {
    assertEquals(4, client.getAccountSettings().accountLimit().unreservedConcurrentExecutions());
    var function = client.getFunctionConfiguration(r -> r.functionName("test"));
    assertEquals(512, function.memorySize());
    assertEquals(30, function.timeout());
    assertEquals("hello", function.environment().variables().get("GREETING"));
    assertEquals("\"x\"", call(function.functionArn()));
    assertEquals("\"x\"", call("test:live"));
  }

  private String call(String function) {
    return invoke(function, "echo x", InvocationType.REQUEST_RESPONSE).payload().asUtf8String();
  }

  @Test
  void whatTheServiceRefusesIsRefusedAsAwsDoes() throws Exception {
    assertThrows(ResourceNotFoundException.class, () -> call("none"));
    try (LambdaClient stranger = client(server.endpoint(), "AKIDOTHER", SECRET)) {
      LambdaException e =
          assertThrows(LambdaException.class, () -> stranger.invoke(r -> r.functionName("test")));
      assertEquals(403, e.statusCode());
      assertEquals("UnrecognizedClientException", e.awsErrorDetails().errorCode());
    }
    try (LambdaClient liar = client(server.endpoint(), KEY, "guessed")) {
      LambdaException e =
          assertThrows(LambdaException.class, () -> liar.invoke(r -> r.functionName("test")));
      assertEquals(403, e.statusCode());
      assertEquals("InvalidSignatureException", e.awsErrorDetails().errorCode());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFaultThatWasAskedForHappens(LambdaFault fault) throws Exception {
    Duration timeout = Duration.ofSeconds(fault == LambdaFault.FREEZE ? 4 : 30);
    restart(512, timeout, 4, new LambdaFaults(1, Map.of(fault, 1.0)));
    Path file = folder.resolve("done");
    String event = "append " + file;
    switch (fault) {
      case THROTTLE -> assertThrows(TooManyRequestsException.class, () -> invoke(event));
      case SERVER_ERROR -> assertThrows(ServiceException.class, () -> invoke(event));
      case KILL_BEFORE, KILL_DURING, KILL_AFTER -> {
        String error = error(fault == LambdaFault.KILL_DURING ? "wait 20000" : "wait 1");
        assertTrue(error.contains("Runtime exited with error: signal: killed"), error);
      }
      case FREEZE -> {
        String error = error("wait 1");
        assertTrue(error.contains("Task timed out after 4.00 seconds"), error);
      }
      case LOSE_ANSWER -> {
        assertThrows(SdkClientException.class, () -> invoke(event));
        assertEquals("x", Files.readString(file));
      }
      case RUN_TWICE -> {
        assertEquals(202, invoke("test", event, InvocationType.EVENT).statusCode());
        while (server.history().size() < 2) {
          Thread.onSpinWait();
        }
        assertEquals("xx", Files.readString(file));
      }
      case SLOW_START -> {
        long begun = System.nanoTime();
        assertEquals("x", answer("echo x"));
        assertTrue(System.nanoTime() - begun >= 2_000_000_000L);
      }
      case SLOW -> assertEquals("false", answer("wait 300"));
    }
  }
}
