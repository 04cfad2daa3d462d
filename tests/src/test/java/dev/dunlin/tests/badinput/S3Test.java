package dev.dunlin.tests.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import dev.dunlin.tests.badinput.RefusingS3.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkGlobalTime;

/** What a user hears when S3 refuses, on a real server or by answers that Amazon gives. */
@Tag("chaos")
@Timeout(300)
final class S3Test extends BadInput {
  private static final String BUCKET = "s3://" + S3Server.BUCKET;
  private static final String ARN = "arn:aws:s3:::" + S3Server.BUCKET;
  private static final Answer DENIED =
      new Answer(403, "AccessDenied", "User: u is not authorized", List.of());
  private static final Answer EXPIRED =
      new Answer(400, "ExpiredToken", "The provided token has expired.", List.of());
  private static final Answer ELSEWHERE =
      new Answer(
          301,
          "PermanentRedirect",
          "The bucket must be addressed using the specified endpoint.",
          List.of("x-amz-bucket-region: eu-west-1"));

  private static S3Server server;
  private final RefusingS3 front;
  private S3ObjectStore store;

  S3Test() throws IOException {
    front = new RefusingS3(server.endpoint());
  }

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  Config configured(Config config) {
    return config.with("s3.endpoint", front.endpoint()).with("s3.region", S3Server.REGION);
  }

  @BeforeEach
  void openStore() throws Exception {
    store =
        new S3ObjectStore(
            () ->
                new S3Settings(S3Server.REGION, server.endpoint().toString(), PathStyle.AUTO, ""));
    table("sales.parquet", "SELECT i AS id FROM range(1000) t(i)");
    put("sales/a.parquet");
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
    front.close();
  }

  private void put(String key) throws IOException {
    ObjectStat unused =
        store.put(
            ObjectUri.parse(BUCKET + "/" + key),
            Files.readAllBytes(dir().resolve("sales.parquet")));
  }

  /** Refuses requests whose method and path hold these. */
  private void refuse(Answer answer, String methods, String part) {
    front.behave(
        (method, path) ->
            List.of(methods.split(" ")).contains(method) && path.contains(part)
                ? Optional.of(answer)
                : Optional.empty());
  }

  @Test
  void whatIsThereIsRead() throws Exception {
    assertEquals(List.of("[1000]"), rows("SELECT count(*) FROM '%s/sales/*'".formatted(BUCKET)));
  }

  @Test
  void aBucketThatIsNotThereIsNamed() throws Exception {
    String there =
        "there is no bucket 'no-such-bucket'. Check its name, s3.endpoint and s3.profile";
    refused("SELECT * FROM 's3://no-such-bucket/a.parquet'", there);
    refused("SELECT * FROM 's3://no-such-bucket/*.parquet'", there);
    refused("COPY (SELECT 1 AS a) TO 's3://no-such-bucket/out'", there);
  }

  @Test
  void aNameThatNoBucketCanHaveIsSaidToBeNone() throws Exception {
    for (String path : List.of("s3://Sales_2024/a.parquet", "s3://Sales_2024/**/*.parquet")) {
      refused("SELECT * FROM '" + path + "'", "'Sales_2024' is no name of a bucket", "3 to 63");
    }
    refused("COPY (SELECT 1 AS a) TO 's3://Sales_2024/out'", "is no name of a bucket");
  }

  @Test
  void aPatternThatMatchesNothingSaysWhatIsThere() throws Exception {
    refused(
        "SELECT * FROM '%s/sales/*.csv'".formatted(BUCKET),
        "No file matches '%s/sales/*.csv'; %s/sales has a.parquet".formatted(BUCKET, BUCKET));
    refused(
        "SELECT * FROM '%s/salez/*.parquet'".formatted(BUCKET),
        "there is no folder " + BUCKET + "/salez",
        "Did you mean '" + BUCKET + "/sales'?");
    refused(
        "SELECT * FROM '%s/sales/b.parquet'".formatted(BUCKET),
        "There is no file or folder '%s/sales/b.parquet'".formatted(BUCKET));
  }

  @Test
  void aDeniedReadingNamesTheActionAndTheObject() throws Exception {
    String right = "It takes the right to s3:GetObject on " + ARN + "/sales/a.parquet";
    refuse(DENIED, "HEAD", "/sales/a.parquet");
    refused("SELECT * FROM '%s/sales/a.parquet'".formatted(BUCKET), "access denied", right);
    refuse(DENIED, "GET", "/sales/a.parquet");
    refused("SELECT * FROM '%s/sales/*'".formatted(BUCKET), "not authorized", right);
  }

  @Test
  void aDeniedListingNamesTheActionAndTheBucket() throws Exception {
    refuse(DENIED, "GET", "list-type=2");
    for (String path : List.of("sales/*.parquet", "sales/")) {
      refused(
          "SELECT * FROM '%s/%s'".formatted(BUCKET, path),
          "It takes the right to s3:ListBucket on " + ARN + ":",
          "s3.profile");
    }
  }

  @Test
  void aDeniedOutputNamesTheActionAndTheObject() throws Exception {
    refuse(DENIED, "POST", "/secret/");
    refused(
        "COPY (SELECT 1 AS a) TO '%s/secret/out'".formatted(BUCKET),
        "It takes the right to s3:PutObject on " + ARN + "/secret/out/part-00000-j-");
    assertEquals(List.of(), store.list(ObjectUri.parse(BUCKET + "/secret/")));
  }

  @Test
  void aDeniedWorkPrefixNamesTheActionAndTheObject() throws Exception {
    reopen("work.uri", BUCKET + "/denied");
    refuse(DENIED, "PUT", "/denied/");
    refused(
        "SELECT id %% 3, count(*) FROM '%s/sales/*' GROUP BY 1".formatted(BUCKET),
        "It takes the right to s3:PutObject on " + ARN + "/denied/j-");
  }

  @Test
  void aWorkPrefixInABucketThatIsNotThereIsNamed() throws Exception {
    reopen("work.uri", "s3://no-such-bucket/work");
    fails(
        JobFailedException.Kind.FAILURE,
        "SELECT id %% 3, count(*) FROM '%s/sales/*' GROUP BY 1".formatted(BUCKET),
        "there is no bucket 'no-such-bucket'");
  }

  @Test
  void aBucketInAnotherRegionSaysWhichOneToSet() throws Exception {
    refuse(ELSEWHERE, "HEAD GET POST", "");
    String said =
        "the bucket is in region eu-west-1, and region us-east-1 was asked. Set s3.region to"
            + " eu-west-1";
    refused("SELECT * FROM '%s/sales/a.parquet'".formatted(BUCKET), said);
    refused("SELECT * FROM '%s/sales/*'".formatted(BUCKET), said);
    refused("COPY (SELECT 1 AS a) TO '%s/out'".formatted(BUCKET), said);
  }

  @Test
  void credentialsThatHaveExpiredAreSaidToHave() throws Exception {
    String said = "the credentials have expired (S3 answered HTTP 400 ExpiredToken";
    refuse(EXPIRED, "HEAD GET POST", "");
    refused("SELECT * FROM '%s/sales/a.parquet'".formatted(BUCKET), said, "aws sso login");
    refused("SELECT * FROM '%s/sales/*'".formatted(BUCKET), said);
    refuse(EXPIRED, "POST", "");
    refused("COPY (SELECT 1 AS a) TO '%s/out'".formatted(BUCKET), said);
  }

  @Test
  void credentialsThatAreNotKnownAreSaidNotToBe() throws Exception {
    reopen("s3.profile", S3Server.STRANGER);
    refused(
        "SELECT * FROM '%s/sales/*'".formatted(BUCKET),
        "S3 does not know these credentials",
        "SignatureDoesNotMatch");
  }

  @Test
  void noCredentialsAtAllSaysWhereTheyCouldBe() throws Exception {
    Cli.Finished failed =
        Cli.run(
            List.of(
                "env",
                "-u",
                "AWS_ACCESS_KEY_ID",
                "-u",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_EC2_METADATA_DISABLED=true",
                "AWS_SHARED_CREDENTIALS_FILE=" + dir().resolve("none"),
                "AWS_CONFIG_FILE=" + dir().resolve("none")),
            dir(),
            "sql",
            "--set=work.uri=" + folder.resolve("work"),
            "--set=s3.endpoint=" + server.endpoint(),
            "SELECT * FROM '%s/sales/*'".formatted(BUCKET));
    assertEquals(2, failed.exitCode(), failed.err());
    assertTrue(
        failed.err().contains("no AWS credentials can be used (AWS's default chain finds none)"),
        failed.err());
    assertTrue(failed.err().contains("Set AWS_ACCESS_KEY_ID"), failed.err());
  }

  @Test
  void aClockThatIsWrongIsToldAlsoWhereS3GivesNoReason() throws Exception {
    refuse(
        new Answer(
            403, "RequestTimeTooSkewed", "skewed", List.of("Date: Mon, 01 Jan 2024 10:00:00 GMT")),
        "HEAD GET",
        "");
    refused(
        "SELECT * FROM '%s/sales/a.parquet'".formatted(BUCKET), "this machine's clock is wrong");
    refused("SELECT * FROM '%s/sales/*'".formatted(BUCKET), "this machine's clock is wrong");
    SdkGlobalTime.setGlobalTimeOffset(0); // The SDK has believed the server.
  }

  @Test
  void anOutageWhilePlanningIsNoMistake() throws Exception {
    reopen("s3.retry-time", "0s");
    refuse(new Answer(500, "InternalError", "try again", List.of()), "HEAD GET", "");
    for (String sql :
        List.of(
            "SELECT * FROM '%s/sales/a.parquet'",
            "SELECT * FROM '%s/sales/*'", "COPY (SELECT 1 AS a) TO '%s/out'")) {
      UncheckedIOException outage =
          assertThrows(UncheckedIOException.class, () -> run(sql.formatted(BUCKET)));
      assertTrue(String.valueOf(outage.getMessage()).contains("HTTP 500"), outage.toString());
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    reopen("s3.endpoint", "http://no-such-host.invalid:9000");
    refused(
        "SELECT * FROM '%s/sales/*'".formatted(BUCKET),
        "there is no host 'no-such-host.invalid'. Check s3.endpoint");
  }

  @Test
  void httpsToAServerOfHttpIsSaidToBeThat() throws Exception {
    reopen("s3.endpoint", server.endpoint().toString().replace("http:", "https:"));
    refused(
        "SELECT * FROM '%s/sales/*'".formatted(BUCKET),
        "the server does not speak TLS. Set s3.endpoint to http://");
  }

  @Test
  void anObjectThatIsReplacedDuringTheJobIsNamed() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    front.behave(
        (method, path) -> {
          // The first is the planner's, of the footer.
          boolean reads = method.equals("GET") && path.contains("/sales/a.parquet");
          if (reads && readings.incrementAndGet() == 2) {
            ObjectStat unused =
                store.put(ObjectUri.parse(BUCKET + "/sales/a.parquet"), "another".getBytes(UTF_8));
          }
          return Optional.empty();
        });
    fails(
        JobFailedException.Kind.FAILURE,
        "SELECT sum(id) FROM '%s/sales/*'".formatted(BUCKET),
        "Cannot read %s/sales/a.parquet: it was replaced since the job was planned"
            .formatted(BUCKET),
        "Run it again when nothing writes to it");
    assertTrue(readings.get() >= 2, "the object was never read by a task");
  }
}
