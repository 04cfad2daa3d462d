package dev.dunlin.tests.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.tests.oracle.Dunlin;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A statement that is being planned stops at once, also while S3 does not answer. */
@Tag("integration")
final class CancelledPlanTest {
  private static final Duration NEVER = Duration.ofMinutes(10);

  @Test
  void aPlanThatWaitsForS3EndsWhenItIsCancelled() throws Exception {
    try (S3Server server = S3Server.start();
        S3Front front =
            S3Front.open(server.endpoint(), 0, S3Front.Settings.clear().withLatency(NEVER));
        DunlinSession session =
            DunlinSession.open(Dunlin.config(Map.of("s3.endpoint", front.endpoint().toString())))) {
      Thread canceller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (front.traffic().exchanges().isEmpty()) {
                      Thread.onSpinWait();
                    }
                    session.interrupt("for a test");
                  });
      String sql = "SELECT * FROM '%s'".formatted(file());
      JobFailedException e =
          assertTimeoutPreemptively(
              Duration.ofMinutes(2),
              () -> assertThrows(JobFailedException.class, () -> session.sql(sql)));
      assertEquals(JobFailedException.Kind.CANCELLED, e.kind());
      canceller.join();
      // Only that statement: the session goes on.
      session.sql("SELECT 42").close();
    }
  }

  private static ObjectUri file() {
    return ObjectUri.parse("s3://" + S3Server.BUCKET + "/a.parquet");
  }
}
