package dev.dunlin.driver.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.dunlin.core.config.Config;
import dev.dunlin.driver.session.Checkup.Finding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code dunlin doctor} finds where AWS refuses, in AWS's own words. */
@Tag("unit")
final class CheckupTest {
  private static final List<String> CREDENTIALS = List.of("aws.accessKeyId", "aws.secretAccessKey");

  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    CREDENTIALS.forEach(property -> System.setProperty(property, "ours"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    CREDENTIALS.forEach(System::clearProperty);
  }

  /** Makes the server refuse everything; returns its address. */
  private String refusing(Map<String, String> headers, String body) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            headers.forEach(exchange.getResponseHeaders()::add);
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(403, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The one thing that is found, which must be wrong. */
  private static Finding found(Map<String, String> settings) {
    Config config = Config.DEFAULTS;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      config = config.with(setting.getKey(), setting.getValue());
    }
    List<Finding> findings = new ArrayList<>();
    assertFalse(new Checkup(config, findings::add).run());
    assertEquals(1, findings.size(), findings::toString);
    assertFalse(findings.getFirst().isWell());
    return findings.getFirst();
  }

  @Test
  void expiredCredentialsAreCalledSo() {
    String lambda =
        refusing(
            Map.of("x-amzn-ErrorType", "ExpiredTokenException"),
            "{\"message\":\"The security token included in the request is expired\"}");
    assertEquals(
        new Finding(
            "function",
            false,
            "Cannot use the function dunlin-1769:live in eu-central-1: the credentials have expired (Lambda answered HTTP 403 ExpiredTokenException: The security token included in the request is expired). Get new ones, as with aws sso login, and run it again"),
        found(
            Map.of(
                "cluster.kind", "lambda",
                "lambda.function", "dunlin-1769:live",
                "lambda.region", "eu-central-1",
                "lambda.endpoint", lambda)));
  }

  @Test
  void aWorkPrefixThatIsDeniedNamesTheRightThatIsMissing() {
    String s3 =
        refusing(
            Map.of("Content-Type", "application/xml"),
            "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
    Finding found = found(Map.of("work.uri", "s3://ours/work", "s3.endpoint", s3));
    assertEquals("work", found.what());
    String expected =
        "access denied (S3 answered HTTP 403 AccessDenied: Access Denied). It takes the right to s3:PutObject on arn:aws:s3:::ours/work/doctor-";
    assertTrue(found.text().contains(expected), found::toString);
  }
}
