package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.local.s3.Fault;
import dev.dunlin.local.s3.FaultRule;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Front.Settings;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Jobs on S3 whose input arrives with a wrong byte. It is CSV of two columns of dates, in which any
 * byte that the front makes another one is an error: a digit becomes a letter, and a comma or line
 * end leaves a line with too few columns or too many.
 */
@Tag("chaos")
@Timeout(300)
final class WrongBytesTest extends BadInput {
  private static final int ROWS = 8_000;
  private static final String KEY = "in/numbers.csv";
  private static final String FILE = "s3://" + S3Server.BUCKET + "/" + KEY;
  private static final String QUERY =
      "SELECT count(*), min(v), max(w), bit_xor(hash(v, w)) FROM read_csv('%s', columns := {'v': 'DATE', 'w': 'DATE'}, header := false, auto_detect := false)"
          .formatted(FILE);

  private static S3Server server;
  private static S3Front front;
  private S3ObjectStore store;
  private byte[] content = {};
  private List<String> right = List.of();

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start();
    front = S3Front.open(server.endpoint(), 0, Settings.clear());
  }

  @AfterAll
  static void stop() throws IOException {
    front.close();
    server.close();
  }

  @Override
  Config configured(Config config) {
    return config
        .with("s3.endpoint", front.endpoint().toString())
        .with("s3.region", S3Server.REGION);
  }

  @BeforeEach
  void put() throws Exception {
    front.behave(Settings.clear());
    table(
        "numbers.csv",
        "SELECT DATE '2000-01-01' + (i * 7 %% 9000)::INTEGER, DATE '2030-12-31' - (i %% 99)::INTEGER FROM range(%d) t(i)"
            .formatted(ROWS),
        "FORMAT csv, HEADER false");
    content = Files.readAllBytes(dir().resolve("numbers.csv"));
    store =
        new S3ObjectStore(
            () ->
                new S3Settings(S3Server.REGION, server.endpoint().toString(), PathStyle.AUTO, ""));
    store(content);
    right = rows(QUERY);
    front.traffic().clear();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private void store(byte[] bytes) throws IOException {
    ObjectStat unused = store.put(ObjectUri.parse(FILE), bytes);
  }

  /** The rows; none where the job fails in such a way as it may. */
  private List<String> rowsOrTheFilesName() throws IOException {
    try {
      return rows(QUERY);
    } catch (JobFailedException | UserErrorException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(FILE), message);
      assertFalse(INTERNALS.matcher(message).find(), message);
      return List.of();
    }
  }

  @Test
  void aJobWhoseInputIsDamagedOnItsWaySucceedsWhenItComesWhole() throws Exception {
    int mended = 0;
    for (int seed = 1; seed <= 6; seed++) {
      front.traffic().clear();
      front.behave(Settings.clear().withFaults(seed, new FaultRule(Fault.WRONG_BYTES, 0.4, "in/")));
      List<String> rows = rowsOrTheFilesName();
      if (!rows.isEmpty()) {
        assertEquals(right, rows);
        mended += front.traffic().faults().isEmpty() ? 0 : 1;
      }
    }
    assertTrue(mended > 0, "no job has had a damaged input and its rows: " + mended);
  }

  @Test
  void inputThatNeverComesWholeFailsTheJobByItsName() throws Exception {
    front.behave(Settings.clear().withFaults(1, new FaultRule(Fault.WRONG_BYTES, 1, "in/")));
    assertEquals(List.of(), rowsOrTheFilesName());
    assertFalse(front.traffic().faults().isEmpty());
  }

  @Test
  void aFileThatIsDamagedInTheBucketIsTheDatasMistakeAndReadTwice() throws Exception {
    byte[] damaged = content.clone();
    damaged[content.length - 1000] ^= 0x55;
    store(damaged);
    refused(QUERY, FILE);
    int ranges = Math.ceilDiv(content.length, 8 << 20);
    int gets = front.traffic().requests(_ -> true).getOrDefault(Kind.GET, 0);
    assertTrue(gets >= 2 * ranges && gets <= 4, () -> gets + " GETs");
  }
}
