package dev.dunlin.local.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests that AWS's signer has signed, as they are and altered on their way. */
@Tag("unit")
final class SignatureTest {
  private static final String KEY = "AKIDTEST";
  private static final String SECRET = "secret of the test";
  private static final String INVOCATIONS = "/2015-03-31/functions/test/invocations";

  @TempDir static Path folder;
  private static LambdaServer server;
  private static HttpClient http;

  @BeforeAll
  static void start() throws IOException {
    FunctionSettings function =
        new FunctionSettings("test", folder, "none", 128, Duration.ofSeconds(3), Map.of());
    server =
        LambdaServer.start(folder, List.of(function), LambdaServer.Settings.of(1, KEY, SECRET));
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() throws IOException {
    http.close();
    server.close();
  }

  /** A request whose answer needs no function. */
  private record Sent(String address, String body, Map<String, String> headers) {
    static Sent signed(String address, String secret, Duration ago) {
      SdkHttpRequest request =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.POST)
              .uri(server.endpoint().resolve(address))
              .putHeader("X-Amz-Invocation-Type", "DryRun")
              .putHeader("X-Spaces", " two  words ")
              .build();
      SdkHttpRequest signed =
          AwsV4HttpSigner.create()
              .sign(
                  r ->
                      r.identity(AwsCredentialsIdentity.create(KEY, secret))
                          .request(request)
                          .payload(ContentStreamProvider.fromUtf8String("\"x\""))
                          .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                          .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                          .putProperty(
                              AwsV4HttpSigner.SIGNING_CLOCK,
                              Clock.fixed(Instant.now().minus(ago), ZoneOffset.UTC)))
              .request();
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      signed.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
      return new Sent(address, "\"x\"", headers);
    }

    Sent with(String name, UnaryOperator<String> change) {
      Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      changed.putAll(headers);
      changed.compute(name, (_, value) -> change.apply(String.valueOf(value)));
      return new Sent(address, body, changed);
    }

    Sent to(String otherAddress) {
      return new Sent(otherAddress, body, headers);
    }

    Sent saying(String otherBody) {
      return new Sent(address, otherBody, headers);
    }

    /** The status, and the error if it is one. */
    String answer() throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.endpoint().resolve(address))
              .POST(HttpRequest.BodyPublishers.ofString(body));
      headers.forEach(
          (name, value) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
              request.header(name, value);
            }
          });
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.headers().firstValue("x-amzn-ErrorType").orElse("");
    }
  }

  private static Sent signed() {
    return Sent.signed(INVOCATIONS, SECRET, Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    INVOCATIONS,
    INVOCATIONS + "?Qualifier=live",
    INVOCATIONS + "?b=2&a=1&c",
    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Atest/invocations",
  })
  void whatIsSignedIsTaken(String address) throws Exception {
    assertEquals("204 ", Sent.signed(address, SECRET, Duration.ZERO).answer());
    assertEquals("204 ", Sent.signed(address, SECRET, Duration.ofMinutes(4)).answer());
  }

  @Test
  void whatIsNotSignedIsRefused() throws Exception {
    String missing = "403 MissingAuthenticationTokenException";
    assertEquals(missing, new Sent(INVOCATIONS, "", Map.of()).answer());
    String scope = "Credential=" + KEY + "/20261128/us-east-1/lambda/aws4_request";
    for (String authorization :
        List.of(
            scope,
            "AWS4-HMAC-SHA256 " + scope,
            "AWS4-HMAC-SHA256 " + scope + ", SignedHeaders=host, Signature=",
            "AWS " + KEY + ":c2lnbmF0dXJl")) {
      assertEquals(missing, signed().with("Authorization", _ -> authorization).answer());
    }
    assertEquals(
        "403 UnrecognizedClientException",
        signed().with("Authorization", text -> text.replace(KEY, "AKIDOTHER")).answer());
  }

  @Test
  void whatIsSignedOtherwiseOrAlteredIsRefused() throws Exception {
    String wrong = "403 InvalidSignatureException";
    Sent sent = signed();
    assertEquals("204 ", sent.answer());
    assertEquals(wrong, Sent.signed(INVOCATIONS, "guessed", Duration.ZERO).answer());
    assertEquals(wrong, Sent.signed(INVOCATIONS, SECRET, Duration.ofMinutes(6)).answer());
    assertEquals(wrong, Sent.signed(INVOCATIONS, SECRET, Duration.ofMinutes(-6)).answer());
    assertEquals(wrong, sent.saying("\"y\"").answer());
    assertEquals(wrong, sent.to(INVOCATIONS + "?Qualifier=live").answer());
    assertEquals(wrong, sent.to(INVOCATIONS.replace("test", "other")).answer());
    assertEquals(wrong, sent.with("X-Amz-Invocation-Type", _ -> "Event").answer());
    assertEquals(wrong, sent.with("X-Amz-Date", _ -> "20261128T000000Z").answer());
    assertEquals(wrong, sent.with("X-Amz-Date", _ -> "today").answer());
    assertEquals(
        wrong, sent.with("Authorization", text -> text.replace("eu-central-1", "eu-x")).answer());
    assertEquals(wrong, sent.with("Authorization", text -> text.replace("host;", "")).answer());
    assertTrue(server.history().isEmpty(), "nothing was run");
  }
}
