package dev.dunlin.shuffle;

import static dev.dunlin.shuffle.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on S3Proxy, which also checks credentials. */
final class S3ObjectStoreTest extends S3Contract {
  private static S3Server server;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  protected S3Settings settings() {
    return settings("");
  }

  private static S3Settings settings(String profile) {
    return new S3Settings(S3Server.REGION, server.endpoint().toString(), PathStyle.AUTO, profile);
  }

  @Override
  protected String bucket() {
    return S3Server.BUCKET;
  }

  @Test
  void credentialsThatAreNotKnownAreTheUsersMistakeAndNotTriedAgain() throws IOException {
    ObjectUri object = root().resolve("mine");
    try (S3ObjectStore stranger = new S3ObjectStore(() -> settings(S3Server.STRANGER))) {
      AccessDeniedException e =
          assertThrows(AccessDeniedException.class, () -> stranger.read(object, 0, 1));
      assertSays(e, object, "SignatureDoesNotMatch", "s3.profile");
      assertEquals(new Requests(1, 0, 0, 0, 0, 0, 0, 0), stranger.requests());
    }
  }

  @Test
  void aProfileThatIsNotThereIsNamed() {
    try (S3ObjectStore store = new S3ObjectStore(() -> settings("nobody"))) {
      AccessDeniedException e =
          assertThrows(AccessDeniedException.class, () -> store.stat(root().resolve("a")));
      assertSays(e, "nobody", "AWS_ACCESS_KEY_ID");
    }
  }
}
