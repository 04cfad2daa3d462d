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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be seen of the server without a client for S3; {@code shuffle-s3} has that. */
@Tag("contract")
final class S3ServerTest {
  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void itHasItsBucketAndRefusesWhoDoesNotSign() throws Exception {
    try (S3Server server = S3Server.start()) {
      HttpResponse<String> answer = get(server.endpoint().resolve("/" + S3Server.BUCKET));
      assertEquals(403, answer.statusCode());
      assertTrue(answer.body().contains("<Code>AccessDenied</Code>"), answer.body());
    }
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
