package dev.dunlin.shuffle.s3;

import static dev.dunlin.shuffle.Messages.assertSays;
import static dev.dunlin.shuffle.s3.FaultyS3.broken;
import static dev.dunlin.shuffle.s3.FaultyS3.error;
import static dev.dunlin.shuffle.s3.FaultyS3.object;
import static dev.dunlin.shuffle.s3.FaultyS3.silence;
import static dev.dunlin.shuffle.s3.FaultyS3.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.shuffle.s3.FaultyS3.Break;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store does when S3 fails, against a server that fails as it is told to. */
@Tag("chaos")
final class RetriesTest {
  private static final ObjectUri OBJECT = ObjectUri.parse("s3://bucket/some/key");
  private static final String CONTENT = "0123456789";
  private static final Duration READ_TIMEOUT = Duration.ofMillis(300);

  private final List<Duration> waits = new ArrayList<>();
  private long now;
  private FaultyS3 server;
  private S3ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
    server = new FaultyS3();
    store = store(Retries.Limits.STANDARD);
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private S3ObjectStore store(Retries.Limits limits) {
    return store(limits, Duration.ofSeconds(45));
  }

  private S3ObjectStore store(Retries.Limits limits, Duration retryTime) {
    return new S3ObjectStore(
        () -> new S3Settings("us-east-1", server.endpoint(), PathStyle.AUTO, "", retryTime),
        Map.of(),
        new S3Clients.Timeouts(Duration.ofSeconds(3), READ_TIMEOUT),
        new Retries(
            limits,
            () -> now,
            wait -> {
              waits.add(wait);
              now += wait.toNanos();
            },
            new Random(42)));
  }

  private static Retries.Limits tries(int tries) {
    return new Retries.Limits(
        tries,
        Duration.ofSeconds(45),
        Duration.ofSeconds(10),
        Duration.ofMillis(100),
        Duration.ofMillis(400),
        Duration.ofSeconds(8));
  }

  private String read() throws IOException {
    try (InputStream in = store.read(OBJECT, 0, 10)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private List<String> ranges() {
    return server.requests().stream().map(r -> r.headers().getOrDefault("range", "")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "503, SlowDown",
    "429, TooManyRequests",
    "500, InternalError",
    "502, BadGateway",
    "504, GatewayTimeout",
    "400, RequestTimeout"
  })
  void whatPassesIsTriedAgain(int status, String code) throws IOException {
    server.answers(error(status, code), error(status, code), object(CONTENT, "e1"));

    assertEquals(CONTENT, read());
    assertEquals(3, server.requests().size());
    assertEquals(3, store.requests().gets());
    assertEquals(2, waits.size());
  }

  @Test
  void withoutRetriesABusyStoreIsAFailure() {
    store.close();
    store = store(tries(1));
    server.answers(error(503, "SlowDown"), object(CONTENT, "e1"));

    assertSays(assertThrows(IOException.class, this::read), OBJECT, "SlowDown", "1 try");
    assertEquals(1, server.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void aReadingThatBreaksGoesOnWhereItBroke(Break how) throws IOException {
    server.answers(
        broken(CONTENT, "e1", 4, how),
        silence(how),
        error(503, "SlowDown"),
        broken(CONTENT, "e1", 3, how),
        object(CONTENT, "e1"));

    assertEquals(CONTENT, read());
    assertEquals(
        List.of("bytes=0-9", "bytes=4-9", "bytes=4-9", "bytes=4-9", "bytes=7-9"), ranges());
    assertEquals(
        List.of("", "\"e1\"", "\"e1\"", "\"e1\"", "\"e1\""),
        server.requests().stream().map(r -> r.headers().getOrDefault("if-match", "")).toList());
    assertEquals(10, store.requests().bytesRead());
  }

  @ParameterizedTest
  @EnumSource
  void aReadingThatBreaksFailsWithoutRetries(Break how) throws IOException {
    store.close();
    store = store(tries(1));
    server.answers(broken(CONTENT, "e1", 4, how), object(CONTENT, "e1"));

    assertSays(assertThrows(IOException.class, this::read), OBJECT, "given up after 1 try");
  }

  @Test
  void anObjectReplacedWhileItIsReadIsNamed() throws IOException {
    server.answers(broken(CONTENT, "e1", 4, Break.RESET), error(412, "PreconditionFailed"));

    ObjectChangedException e = assertThrows(ObjectChangedException.class, this::read);
    assertSays(e, OBJECT, "replaced while it was read");
    assertEquals(2, server.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void aRequestWithoutAnswerIsTriedAgain(Break how) throws IOException {
    server.answers(silence(how), status(200, "", "ETag: \"e2\""));

    assertEquals("e2", store.put(OBJECT, new byte[3]).etag());
    Requests counts = store.requests();
    assertEquals(2, counts.puts());
    assertEquals(6, counts.bytesWritten());
  }

  @Test
  void aStoreThatStaysDownIsGivenUpAfterItsTries() {
    server.answers(error(500, "InternalError"));

    IOException e = assertThrows(IOException.class, () -> store.stat(OBJECT));
    assertSays(e, "Cannot look at " + OBJECT, "HTTP 500", "12 tries", "run it again later");
    assertEquals(12, server.requests().size());
    assertEquals(12, store.requests().heads());
    for (int i = 0; i < waits.size(); i++) {
      long bound = Math.min(100L << i, 8000);
      assertTrue(waits.get(i).toMillis() <= bound, "wait " + i + " of " + waits);
    }
  }

  @Test
  void aStoreThatStaysBusyIsGivenUpAfterItsTime() throws IOException {
    store.close();
    store = store(tries(1_000));
    server.answers(error(503, "SlowDown"));

    IOException e = assertThrows(IOException.class, () -> store.read(OBJECT, 0, 1));
    assertSays(e, OBJECT, "SlowDown", "run fewer tasks");
    assertTrue(now <= Duration.ofSeconds(45).toNanos(), "gave up after " + now);
    assertTrue(now >= Duration.ofSeconds(30).toNanos(), "gave up after " + now);
    assertTrue(waits.size() < 50, waits.size() + " waits");
  }

  @Test
  void inNoTimeThereIsOneTry() throws IOException {
    store.close();
    store = store(Retries.Limits.STANDARD, Duration.ZERO);
    server.answers(error(500, "InternalError"), broken(CONTENT, "e1", 4, Break.END));

    assertSays(assertThrows(IOException.class, () -> store.stat(OBJECT)), "after 1 try");
    assertSays(assertThrows(IOException.class, this::read), "Premature end", "after 1 try");
    assertEquals(2, server.requests().size());
    assertEquals(List.of(), waits);
  }

  @Test
  void aServerThatIsNotThereIsGivenUpSoon() throws IOException {
    store.close();
    store = store(tries(1_000));
    server.close();

    IOException e = assertThrows(IOException.class, () -> store.read(OBJECT, 0, 1));
    assertSays(e, OBJECT, "refused", "given up after", "s3.endpoint");
    assertTrue(now <= Duration.ofSeconds(10).toNanos(), "gave up after " + now);
    assertTrue(now >= Duration.ofSeconds(2).toNanos(), "gave up after " + now);
  }

  @Test
  void aServerThatGoesAwayMayComeBackInAllTheTime() throws IOException {
    store.close();
    store = store(tries(1_000));
    server.answers(
        (request, socket) -> {
          server.close();
          error(500, "InternalError").give(request, socket);
        });

    assertSays(assertThrows(IOException.class, () -> store.read(OBJECT, 0, 1)), "refused");
    assertTrue(now >= Duration.ofSeconds(30).toNanos(), "gave up after " + now);
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied",
    "404, NoSuchKey",
    "404, NoSuchBucket",
    "400, InvalidRequest",
    "301, PermanentRedirect",
    "501, NotImplemented"
  })
  void whatS3RefusesIsNotTriedAgain(int status, String code) {
    server.answers(error(status, code));

    Exception e = assertThrows(Exception.class, () -> store.read(OBJECT, 0, 1));
    assertSays(e, OBJECT);
    assertEquals(1, server.requests().size());
    assertEquals(List.of(), waits);
  }

  @Test
  void whoMayNotIsToldWhichRightIsMissing() {
    server.answers(error(403, "AccessDenied"));

    AccessDeniedException read =
        assertThrows(AccessDeniedException.class, () -> store.read(OBJECT, 0, 1));
    assertSays(read, OBJECT, "s3:GetObject on arn:aws:s3:::bucket/some/key", "Said by");
    AccessDeniedException list =
        assertThrows(AccessDeniedException.class, () -> store.list(OBJECT));
    assertSays(list, OBJECT, "s3:ListBucket on arn:aws:s3:::bucket:");
    AccessDeniedException write =
        assertThrows(AccessDeniedException.class, () -> store.put(OBJECT, new byte[0]));
    assertSays(write, OBJECT, "s3:PutObject on arn:aws:s3:::bucket/some/key");
    AccessDeniedException stat =
        assertThrows(AccessDeniedException.class, () -> store.stat(OBJECT));
    assertSays(stat, OBJECT, "s3:GetObject");
  }

  private static String denied(String action, String resource) {
    return "<Error><Code>AccessDenied</Code><Message>User: arn:aws:sts::1:assumed-role/r/f is not"
        + " authorized to perform: s3:%s on resource: \"arn:aws:s3:::%s\" because no identity-based policy allows the s3:%s action</Message></Error>"
            .formatted(action, resource, action);
  }

  /** A function's role may not list the buckets that it reads. */
  @Test
  void anObjectThatIsMissingIsKnownByTheRightThatS3AsksFor() {
    server.answers(status(403, denied("ListBucket", "bucket")));
    assertThrows(NoSuchFileException.class, () -> store.read(OBJECT, 0, 1));
    assertThrows(AccessDeniedException.class, () -> store.list(OBJECT));
  }

  @Test
  void anObjectThatMayNotBeReadIsNotMissing() {
    server.answers(status(403, denied("GetObject", "bucket/some/key")));
    assertThrows(AccessDeniedException.class, () -> store.read(OBJECT, 0, 1));
  }

  @Test
  void aBucketOfAnotherRegionIsNamedWithItsRegion() {
    server.answers(
        error(301, "PermanentRedirect", "x-amz-bucket-region: eu-central-1"),
        status(301, "", "x-amz-bucket-region: eu-central-1"),
        status(400, "", "x-amz-bucket-region: eu-central-1"),
        status(
            400,
            "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is"
                + " malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'</Message>"
                + "<Region>eu-central-1</Region></Error>"));

    for (int i = 0; i < 4; i++) {
      boolean head = i == 1 || i == 2;
      UserErrorException e =
          assertThrows(
              UserErrorException.class,
              () -> {
                Object unused = head ? store.stat(OBJECT) : store.read(OBJECT, 0, 1);
              });
      assertSays(e, OBJECT, "us-east-1", "Set s3.region to eu-central-1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ExpiredToken, expired",
    "InvalidAccessKeyId, s3.profile",
    "InvalidToken, s3.profile"
  })
  void credentialsThatWillNotDoAreNamedAsSuch(String code, String says) {
    server.answers(error(code.equals("ExpiredToken") ? 400 : 403, code));

    AccessDeniedException e =
        assertThrows(AccessDeniedException.class, () -> store.read(OBJECT, 0, 1));
    assertSays(e, OBJECT, code, says);
    assertEquals(1, server.requests().size());
  }

  @Test
  void aMissingBucketIsToldFromAMissingObjectAlsoByAHead() {
    server.answers(status(404, ""), status(404, ""), status(404, ""), status(200, ""));

    assertSays(
        assertThrows(NoSuchFileException.class, () -> store.stat(OBJECT)), "no bucket 'bucket'");
    assertSays(assertThrows(NoSuchFileException.class, () -> store.stat(OBJECT)), "no such object");
  }

  @Test
  void aWriteWhoseAnswerWasLostIsRecognisedAsOurs() throws IOException {
    AtomicReference<String> writer = new AtomicReference<>();
    server.answers(
        (request, socket) -> {
          writer.set(request.headers().get("x-amz-meta-dunlin-writer"));
          socket.setSoLinger(true, 0);
        },
        error(412, "PreconditionFailed"),
        (request, socket) ->
            status(200, "", "ETag: \"e1\"", "x-amz-meta-dunlin-writer: " + writer.get())
                .give(request, socket));

    assertEquals("e1", store.putIfAbsent(OBJECT, new byte[0]).etag());
    assertEquals(
        List.of("PUT", "PUT", "HEAD"),
        server.requests().stream().map(FaultyS3.Request::method).toList());
    assertEquals("*", server.requests().getFirst().headers().get("if-none-match"));
  }

  @Test
  void aWriteThatSomebodyElseWonIsNot() {
    server.answers(
        silence(Break.RESET),
        error(412, "PreconditionFailed"),
        status(200, "", "ETag: \"e1\"", "x-amz-meta-dunlin-writer: another"));

    FileAlreadyExistsException e =
        assertThrows(
            FileAlreadyExistsException.class, () -> store.putIfAbsent(OBJECT, new byte[0]));
    assertSays(e, OBJECT, "exists already");
  }

  @Test
  void aRaceThatS3CouldNotDecideIsRunAgain() {
    server.answers(
        error(409, "ConditionalRequestConflict"),
        error(412, "PreconditionFailed"),
        status(404, ""));

    assertThrows(FileAlreadyExistsException.class, () -> store.putIfAbsent(OBJECT, new byte[0]));
    assertEquals(3, server.requests().size());
  }

  @Test
  void aDeletionThatFailsForOneObjectNamesIt() {
    String answer =
        "<DeleteResult><Error><Key>some/other</Key><Code>%s</Code><Message>no</Message></Error></DeleteResult>";
    server.answers(
        status(200, answer.formatted("InternalError")),
        status(200, answer.formatted("AccessDenied")));

    AccessDeniedException e =
        assertThrows(AccessDeniedException.class, () -> store.delete(List.of(OBJECT)));
    assertSays(e, "s3://bucket/some/other", "s3:DeleteObject");
    assertEquals(2, server.requests().size());
    assertEquals(1, waits.size());
  }

  @Test
  void anInterruptionEndsTheTries() throws IOException {
    server.answers(error(500, "InternalError"));
    try (S3ObjectStore interrupted =
        new S3ObjectStore(
            () ->
                new S3Settings(
                    "us-east-1", server.endpoint(), PathStyle.AUTO, "", Duration.ofSeconds(45)),
            Map.of(),
            S3Clients.Timeouts.STANDARD,
            new Retries(
                tries(10),
                () -> now,
                _ -> {
                  throw new InterruptedException();
                },
                new Random(42)))) {
      InterruptedIOException e =
          assertThrows(InterruptedIOException.class, () -> interrupted.read(OBJECT, 0, 1));
      assertSays(e, OBJECT);
      assertInstanceOf(InterruptedException.class, e.getCause());
      assertTrue(Thread.interrupted());
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
