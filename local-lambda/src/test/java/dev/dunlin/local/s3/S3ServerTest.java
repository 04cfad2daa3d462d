package dev.dunlin.local.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be seen of the server without a client for S3; {@code shuffle-s3} has that. */
@Tag("contract")
final class S3ServerTest {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String WRONG_KEY = signature("somebody");
  private static final String WRONG_SIGNATURE = signature(S3Server.KEY);

  private static String signature(String key) {
    return "AWS4-HMAC-SHA256 Credential=%s/%s/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=%s"
        .formatted(key, DATE.format(Instant.now()).substring(0, 8), "0".repeat(64));
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void itRefusesWhoDoesNotSignOrDoesNotKnowTheKey(@TempDir Path folder) throws Exception {
    List<String> answered = new ArrayList<>();
    int hungUp = 0;
    try (S3Server inMemory = S3Server.start();
        S3Server inFolder = S3Server.start(folder);
        S3Front front = S3Front.open(inFolder.endpoint(), 0, S3Front.Settings.clear());
        HttpClient http = HttpClient.newHttpClient()) {
      // As it stands on disk it is anybody's on this machine to read.
      Files.writeString(folder.resolve(S3Server.BUCKET).resolve("data.csv"), "v\n1\n");
      for (URI endpoint : List.of(inMemory.endpoint(), inFolder.endpoint(), front.endpoint())) {
        for (String path :
            List.of(
                "",
                "/",
                "?list-type=2",
                "?acl",
                "?uploads",
                "?location",
                "/data.csv",
                "/new.csv",
                "/data.csv?acl",
                "/data.csv?uploads",
                "?delete")) {
          URI uri = endpoint.resolve("/" + S3Server.BUCKET + path);
          for (String method : List.of("GET", "HEAD", "PUT", "POST", "DELETE")) {
            for (String authorization : List.of("", WRONG_KEY, WRONG_SIGNATURE)) {
              boolean hasBody = method.equals("PUT") || method.equals("POST");
              HttpRequest.Builder request =
                  HttpRequest.newBuilder(uri)
                      .method(
                          method,
                          hasBody
                              ? HttpRequest.BodyPublishers.ofString("<x/>")
                              : HttpRequest.BodyPublishers.noBody());
              if (!authorization.isEmpty()) {
                request
                    .header("Authorization", authorization)
                    .header("x-amz-date", DATE.format(Instant.now()))
                    .header("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
              }
              try {
                int status =
                    http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
                // A POST is a form, or what S3Proxy does not do at all.
                if (method.equals("POST") ? status < 400 : status != 403) {
                  answered.add("%s %s %s: %d".formatted(method, uri, authorization, status));
                }
              } catch (IOException e) {
                hungUp++; // On a body that it had no wish to read.
              }
            }
          }
        }
        assertEquals(403, get(endpoint).statusCode(), "the list of buckets");
      }
    }
    assertEquals(List.of(), answered);
    assertTrue(hungUp < 50, hungUp + " of 495");
    assertEquals(false, Files.exists(folder.resolve(S3Server.BUCKET).resolve("new.csv")));
    assertEquals("v\n1\n", Files.readString(folder.resolve(S3Server.BUCKET).resolve("data.csv")));
  }

  @Test
  void closingItEndsItsProcessAndTakesItsCredentials() throws Exception {
    URI endpoint;
    try (S3Server server = S3Server.start()) {
      endpoint = server.endpoint();
      assertEquals(S3Server.KEY, System.getProperty("aws.accessKeyId"));
    }
    assertEquals(null, System.getProperty("aws.accessKeyId"));
    assertThrows(ConnectException.class, () -> get(endpoint));
  }

  @Test
  void objectsCanBeInAFolderThatIsMade(@TempDir Path temporary) throws Exception {
    Path folder = temporary.resolve("new/folder");
    S3Server.start(folder).close();
    assertTrue(Files.isDirectory(folder.resolve(S3Server.BUCKET)));
    S3Server.start(folder).close();
  }
}
