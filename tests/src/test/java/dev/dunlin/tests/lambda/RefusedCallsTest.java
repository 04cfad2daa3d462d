package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.StageReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.SessionListener;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.lambda.LambdaServer;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.tests.badinput.Cli;
import dev.dunlin.tests.badinput.Cli.Finished;
import dev.dunlin.tests.badinput.RefusingS3;
import dev.dunlin.tests.lambda.RefusingLambda.Answer;
import dev.dunlin.tests.oracle.Dunlin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user hears on the command line when Lambda, or S3 from within a function, refuses: on a
 * real server, or by answers that AWS gives. Nothing is left in the work prefix.
 */
@Timeout(300)
final class RefusedCallsTest extends FunctionJobs {
  private static final Answer EXPIRED =
      new Answer(
          403, "ExpiredTokenException", "The security token included in the request is expired");

  private static final String SAID =
      "Cannot use the function dunlin in us-east-1: the credentials have expired (Lambda answered"
          + " HTTP 403 ExpiredTokenException: The security token included in the request is"
          + " expired). Get new ones, as with aws sso login, and run it again";

  /** The user's, and the process's working directory. */
  @TempDir Path home;

  private static Functions functions;

  @BeforeAll
  static void start() throws Exception {
    functions = functions(LambdaFaults.NONE);
  }

  @AfterAll
  static void stop() throws Exception {
    functions.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertEquals(List.of(), work());
  }

  private Finished dunlin(List<String> before, Map<String, String> settings) throws Exception {
    List<String> args = new ArrayList<>(List.of("sql"));
    settings.forEach((key, value) -> args.add("--set=" + key + "=" + value));
    args.add(QUERY);
    return Cli.run(before, home, args.toArray(String[]::new));
  }

  private Finished dunlin(String... more) throws Exception {
    return dunlin(credentials(), settings(functions, more));
  }

  private static List<String> credentials() {
    List<String> before = new ArrayList<>(List.of("env"));
    server.environment().forEach((name, value) -> before.add(name + "=" + value));
    return before;
  }

  private static void refused(Finished finished, String message) {
    assertEquals("error: " + message + "\n", finished.err());
    assertEquals(2, finished.exitCode());
    assertEquals("", finished.out());
  }

  private static boolean isCall(String path) {
    return path.endsWith("/invocations");
  }

  @Test
  void withoutCredentialsItSaysWhereTheyCouldBe() throws Exception {
    Finished finished =
        dunlin(
            List.of(
                "env",
                "-u",
                "AWS_ACCESS_KEY_ID",
                "-u",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_EC2_METADATA_DISABLED=true",
                "AWS_SHARED_CREDENTIALS_FILE=" + home.resolve("none"),
                "AWS_CONFIG_FILE=" + home.resolve("none")),
            settings(functions, "lambda.region", "us-east-1"));
    refused(
        finished,
        "Cannot use the function dunlin in us-east-1: no AWS credentials can be used (AWS's default"
            + " chain finds none). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
            + " lambda.profile, or sign in");
  }

  @Test
  void credentialsThatHaveExpiredAreSaidToHave() throws Exception {
    try (RefusingLambda front =
        RefusingLambda.open(functions.server().endpoint(), (_, _) -> Optional.of(EXPIRED))) {
      refused(dunlin("lambda.endpoint", front.endpoint()), SAID);
    }
  }

  /** Answers so from this call on, which is the first of the second stage. */
  private RefusingLambda refusingCall(int number, Answer answer) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    return RefusingLambda.open(
        functions.server().endpoint(),
        (_, path) ->
            isCall(path) && calls.incrementAndGet() >= number
                ? Optional.of(answer)
                : Optional.empty());
  }

  @Test
  void credentialsThatExpireInTheMiddleEndTheJob() throws Exception {
    long before = calls(functions, 200);
    try (RefusingLambda front = refusingCall(5, EXPIRED)) {
      Finished finished = dunlin("lambda.endpoint", front.endpoint());
      String error = finished.err().substring(finished.err().indexOf("error: "));
      assertEquals(
          "error: " + SAID + "\n(in task T (stage 0, final aggregate, result))\n",
          error.replaceAll("j-[0-9a-f]{8}/s1/t[0-2]", "T"));
      assertEquals(2, finished.exitCode());
      assertEquals("", finished.out());
    }
    assertEquals(before + 4, calls(functions, 200));
  }

  @Test
  void aFunctionThatIsNotInTheRegionIsSaidNotToBe() throws Exception {
    refused(
        dunlin("lambda.function", "none", "lambda.region", "eu-west-1"),
        "Cannot use the function none in eu-west-1: there is no such function. Check"
            + " lambda.function, lambda.larger-functions and lambda.region, or make it with dunlin deploy");
    String arn = "arn:aws:lambda:eu-west-1:123456789012:function:dunlin-1769:live";
    Answer elsewhere =
        new Answer(
            404,
            "ResourceNotFoundException",
            "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
    try (RefusingLambda front =
        RefusingLambda.open(functions.server().endpoint(), (_, _) -> Optional.of(elsewhere))) {
      refused(
          dunlin("lambda.endpoint", front.endpoint(), "lambda.function", arn),
          "Cannot use the function %s in us-east-1: its ARN is of region eu-west-1. Set lambda.region to eu-west-1"
              .formatted(arn));
    }
  }

  @Test
  void aCallerWithoutRightsHearsWhichItTakes() throws Exception {
    Answer denied =
        new Answer(403, "AccessDeniedException", "User: u is not authorized to perform: x");
    try (RefusingLambda front =
        RefusingLambda.open(functions.server().endpoint(), (_, _) -> Optional.of(denied))) {
      refused(
          dunlin("lambda.endpoint", front.endpoint()),
          "Cannot use the function dunlin in us-east-1: access denied (Lambda answered HTTP 403"
              + " AccessDeniedException: User: u is not authorized to perform: x). It takes the"
              + " rights to lambda:InvokeFunction and lambda:GetFunctionConfiguration on the"
              + " function, and to lambda:GetAccountSettings");
    }
  }

  @Test
  void aCallThatLambdaFindsTooLargeEndsTheJob() throws Exception {
    Answer large =
        new Answer(413, "RequestEntityTooLargeException", "7000000 byte payload is too large");
    try (RefusingLambda front = refusingCall(5, large);
        DunlinSession session = session(functions, "lambda.endpoint", front.endpoint())) {
      failed(
          session,
          QUERY,
          "Cannot use the function dunlin in us-east-1: Lambda answered HTTP 413"
              + " RequestEntityTooLargeException: 7000000 byte payload is too large\n(in task ");
    }
  }

  /** Runs a statement that must fail for a reason of the user's. */
  private static String failed(DunlinSession session, String sql, String begin) {
    JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(sql));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(begin), message);
    assertEquals(JobFailedException.Kind.USER_ERROR, e.kind());
    assertEquals(List.of(), List.of(e.getSuppressed()));
    return message;
  }

  @Test
  void aFunctionThatIsDeletedInTheMiddleEndsTheJob() throws Exception {
    try (Functions deleted = functions(LambdaFaults.NONE)) {
      SessionListener deleting =
          new SessionListener() {
            @Override
            public void progressed(JobReport report) {
              if (report.stages().getFirst().state() == StageReport.State.COMMITTED) {
                deleted.server().delete(Functions.NAME);
              }
            }
          };
      // The second stage's first task runs by then, and the next one finds no function.
      Map<String, String> settings = settings(deleted, "lambda.concurrency", "1");
      try (DunlinSession session = DunlinSession.open(Dunlin.config(settings), deleting)) {
        failed(
            session,
            QUERY,
            "Cannot use the function dunlin in us-east-1: there is no such function. Check"
                + " lambda.function, lambda.larger-functions and lambda.region, or make it with dunlin deploy\n(in task ");
      }
      assertTrue(List.of(4L, 5L).contains(calls(deleted, 200)), deleted.server().history() + "");
    }
  }

  @Test
  void aBucketThatTheFunctionMayNotReadIsNamedWithItsRight() throws Exception {
    try (RefusingS3 front = new RefusingS3(server.endpoint());
        Functions denied =
            Functions.start(folder, environment(front.endpoint()), LambdaFaults.NONE)) {
      front.behave(
          (method, path) ->
              method.equals("GET") && path.contains("/in/")
                  ? Optional.of(
                      new RefusingS3.Answer(
                          403, "AccessDenied", "User: f is not authorized", List.of()))
                  : Optional.empty());
      Finished finished = dunlin(credentials(), settings(denied, "lambda.concurrency", "1"));
      String file = BUCKET.substring("s3://".length()) + "/in/0/F";
      assertEquals(
          ("error: s3://%1$s: access denied (S3 answered HTTP 403 AccessDenied: User: f is not"
                  + " authorized). It takes the right to s3:GetObject on arn:aws:s3:::%1$s: give it"
                  + " to the function's role, as dunlin deploy does by --read and --write (task"
                  + " J/s0/t0)\n")
              .formatted(file),
          finished.err().replaceAll("j-[0-9a-f]{8}", "J").replaceAll("/in/0/part[^:]*", "/in/0/F"));
      assertEquals(2, finished.exitCode());
    }
  }

  @Test
  void anAccountOfTenWithMostOfThemReservedRunsInsideWhatIsFree() throws Exception {
    try (Functions few =
            Functions.start(
                folder,
                environment(),
                LambdaServer.Settings.of(10, S3Server.KEY, S3Server.SECRET).withReserved(8));
        DunlinSession session = session(few)) {
      JobReport report = run(session);
      assertEquals(TASKS, report.billing().calls());
      assertEquals(TASKS, calls(few, 200));
      assertEquals(
          List.of(), few.server().history().stream().filter(c -> c.status() != 200).toList());
      assertEquals(2, few.server().environmentsStarted());
    }
  }

  @Test
  void anOutcomeThatIsTooLargeForAnAnswerComesThroughS3() throws Exception {
    front.traffic().clear();
    try (DunlinSession session = session(functions)) {
      String message =
          failed(
              session,
              "SELECT (repeat('x', 5000000) || i::VARCHAR)::INTEGER FROM range(1) t(i)",
              "Could not convert string 'xxx");
      assertTrue(message.length() > 5_000_000, message.length() + " characters");
      everyRequestIsInTheAccount(session);
    }
    assertEquals(
        Map.of(Kind.PUT, 1, Kind.HEAD, 1, Kind.GET, 1),
        front.traffic().requests(e -> e.request().key().endsWith("/outcome")));
  }
}
