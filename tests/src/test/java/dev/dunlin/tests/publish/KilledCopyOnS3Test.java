package dev.dunlin.tests.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.driver.session.Cleaning;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.publish.OutputReader.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A COPY to S3 that is killed by SIGKILL before each request that its commit makes. */
@Tag("chaos")
@Tag("long")
@Timeout(600)
final class KilledCopyOnS3Test {
  /** Every request by which {@code S3Outputs} publishes. */
  static final SteppedProcess COMMAND =
      new SteppedProcess(
          Map.of("dev.dunlin.core.store.RequestCounts", Set.of("sent")),
          stack ->
              stack.stream().anyMatch(at -> at.startsWith("dev.dunlin.shuffle.s3.S3Outputs."))
                  && !stack.contains("dev.dunlin.shuffle.s3.S3Outputs.stage"));

  private static final String OPTIONS = ", OVERWRITE, PARTITION_BY (k)";

  @TempDir Path folder;

  @Test
  void successStandsForOneWholeVersionWheneverAJobDies() throws Exception {
    try (S3Server server = S3Server.start()) {
      S3Place place = S3Place.on(server);
      Path work = folder.resolve("work");
      Path home = Files.createDirectory(folder.resolve("home"));
      try (S3ObjectStore store = place.open()) {
        OutputReader reader = new OutputReader(store, place.target());
        run(place, Versions.copy(1, place.target(), OPTIONS));
        int mine = 2;
        int without = 0;
        int death = 0;
        while (true) {
          List<String> steps = new ArrayList<>();
          int last = death;
          int code =
              COMMAND.run(
                  home,
                  server.environment(),
                  (step, method) -> {
                    Optional<Look> look = reader.look();
                    steps.add(look.map(Look::job).orElse("changing"));
                    look.filter(l -> !l.job().isEmpty()).ifPresent(this::assertWhole);
                    return step != last;
                  },
                  "sql",
                  "--set=work.uri=" + work,
                  Versions.copy(mine, place.target(), OPTIONS));
          String said = steps + "\n" + Files.readString(home.resolve("command.txt"));
          if (steps.size() <= death) {
            assertEquals(0, code, said);
            break;
          }
          assertEquals(137, code, said);
          Look left = reader.look().orElseThrow();
          if (!left.job().isEmpty()) {
            assertWhole(left);
          }
          without += left.job().isEmpty() ? 1 : 0;

          run(place, Versions.copy(mine, place.target(), OPTIONS));
          assertEquals(mine, Versions.version(reader.look().orElseThrow(), OPTIONS), said);
          assertNothingIsLeft(place);
          mine = 3 - mine;
          death++;
        }
        assertEquals(mine, Versions.version(reader.look().orElseThrow(), OPTIONS));
        assertTrue(death >= 9, "killed " + death + " times");
        assertTrue(without > 0, "a reader of S3 may find no _SUCCESS, so the test must have too");
      }
    }
  }

  private void assertWhole(Look look) {
    int version = Versions.version(look, OPTIONS);
    assertTrue(version == 1 || version == 2, look::toString);
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
