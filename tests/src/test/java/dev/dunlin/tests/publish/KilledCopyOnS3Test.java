package dev.dunlin.tests.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.driver.session.Cleaning;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A COPY to S3 that is killed by SIGKILL while it commits, and is then run again: what {@link
 * InterruptedCommitTest} does at each request, with real processes.
 */
@Tag("chaos")
@Tag("long")
@Timeout(600)
final class KilledCopyOnS3Test {
  /** Every request by which {@code S3Outputs} publishes. */
  static final SteppedProcess COMMAND =
      new SteppedProcess(
          Map.of("dev.dunlin.core.store.RequestCounts", Set.of("sent")),
          stack ->
              stack.stream()
                      .anyMatch(
                          at ->
                              at.matches(
                                  "dev\\.dunlin\\.shuffle\\.s3\\.(S3Outputs|StagedUploads)\\..*"))
                  && !stack.contains("dev.dunlin.shuffle.s3.S3Outputs.stage"));

  /**
   * With the claim alone, with some files completed, before and after the decision, with {@code
   * _SUCCESS} written, and with the old files gone.
   */
  private static final List<Integer> DEATHS = List.of(3, 5, 7, 8, 9, 10);

  private static final String OPTIONS = ", OVERWRITE, PARTITION_BY (k)";

  @TempDir Path folder;

  @Test
  void dunlinReadsOneWholeVersionWheneverAJobDies() throws Exception {
    try (S3Server server = S3Server.start();
        EmbeddedDuckDb duckdb = new EmbeddedDuckDb(EmbeddedDuckDb.Reach.FILES)) {
      S3Place place = S3Place.on(server);
      Path home = Files.createDirectory(folder.resolve("home"));
      try (S3ObjectStore store = place.open()) {
        OutputReader reader = OutputReader.dunlin(store, place.target(), duckdb);
        run(place, Versions.copy(1, place.target(), OPTIONS));
        int mine = 2;
        for (int death : DEATHS) {
          String copy = Versions.copy(mine, place.target(), OPTIONS);
          int code =
              COMMAND.run(
                  home,
                  server.environment(),
                  (step, method) -> step != death,
                  "sql",
                  "--set=work.uri=" + folder.resolve("work"),
                  copy);
          String said = death + "\n" + Files.readString(home.resolve("command.txt"));
          assertEquals(137, code, said);
          int left = Versions.version(reader.look().orElseThrow(), OPTIONS);
          assertEquals(death > 8 ? mine : 3 - mine, left, said);

          run(place, copy);
          assertEquals(mine, Versions.version(reader.look().orElseThrow(), OPTIONS), said);
          assertNothingIsLeft(place);
          mine = 3 - mine;
        }
      }
    }
  }

  private void run(S3Place place, String sql) {
    try (DunlinSession session = DunlinSession.open(place.config(folder.resolve("work")))) {
      session.sql(sql).close();
    }
  }

  private void assertNothingIsLeft(S3Place place) throws IOException {
    List<String> warnings = new ArrayList<>();
    try (Cleaning cleaning = new Cleaning(place.config(folder.resolve("work")), warnings::add)) {
      Instant later = Instant.now().plus(Duration.ofDays(1));
      assertEquals(
          List.of(),
          cleaning.find(List.of(place.target()), later).stream()
              .filter(f -> f.leftover().place().toString().startsWith(place.root().toString()))
              .toList());
    }
    assertEquals(List.of(), warnings);
  }
}
