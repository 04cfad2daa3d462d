package dev.dunlin.planner.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.Planner;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.catalog.FolderStore;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb.Reach;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's SQL may not do while it is planned. */
@Tag("unit")
final class ReachTest {
  private static final String SECRET = "wJalrXUtnFEMI";

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(folder.resolve("secret.txt"), SECRET);
    Files.writeString(folder.resolve("data.csv"), "v\n1\n");
  }

  private List<String> attacks() {
    return List.of(
        "SELECT content FROM read_text('" + folder + "/secret.txt')",
        "SELECT content FROM read_text('/proc/self/environ')",
        "SELECT content FROM read_blob('/proc/self/environ')",
        "SELECT file FROM glob('/*')",
        "SELECT * FROM '" + folder + "/data.csv'",
        "SELECT * FROM read_csv('" + folder + "/data.csv')",
        "SELECT * FROM sniff_csv('" + folder + "/data.csv')",
        "SELECT * FROM query('SELECT content FROM read_text(''/proc/self/environ'')')",
        "SELECT getenv('AWS_SECRET_ACCESS_KEY')",
        "SELECT current_setting('s3_access_key_id')",
        "COPY (SELECT 1) TO '" + folder + "/left.csv'",
        "ATTACH '" + folder + "/left.db' AS out",
        "EXPORT DATABASE '" + folder + "/left'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET autoload_known_extensions = true",
        "SET allowed_paths = ['/proc/self/environ']",
        "CALL enable_logging(storage = 'stdout')");
  }

  @Test
  void sqlThatReachesNothingReadsAndWritesNothing() throws Exception {
    List<String> got = new ArrayList<>();
    try (EmbeddedDuckDb duckdb = new EmbeddedDuckDb(Reach.NOTHING)) {
      for (String attack : attacks()) {
        try {
          duckdb.run(attack);
          got.add(attack);
        } catch (SQLException e) {
          assertEquals(List.of(List.of("2")), duckdb.rows("SELECT 1 + 1"), attack);
        }
      }
      assertEquals(
          List.of(List.of("2026-01-01 09:00:00+09")),
          duckdb.rows(
              "SELECT CAST('2026-01-01 00:00:00+00'::TIMESTAMPTZ AS VARCHAR)",
              ZoneId.of("Asia/Tokyo")));
    }
    assertEquals(List.of(), got);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count());
    }
  }

  @Test
  void ownQueriesReadFilesButNoProxy() throws Exception {
    try (EmbeddedDuckDb duckdb = new EmbeddedDuckDb(Reach.FILES)) {
      List<List<@Nullable String>> rows =
          duckdb.rows("SELECT *, current_setting('http_proxy') FROM '" + folder + "/data.csv'");
      assertEquals(List.of(List.of("1", "")), rows);
    }
  }

  @Test
  void noStatementIsPlannedThatWouldReadTheEnvironment() {
    List<String> planned = new ArrayList<>();
    try (Planner planner = new Planner(new FolderStore(folder))) {
      for (String attack : attacks()) {
        if (attack.startsWith("COPY") || attack.startsWith("SET") || attack.contains("data.csv")) {
          continue; // What anyone may ask for, and SET is for settings of Dunlin's.
        }
        for (String sql :
            List.of(
                attack, "SELECT (" + attack + ") AS v", "SELECT 1 WHERE 'x' = (" + attack + ")")) {
          try {
            planned.add(
                sql
                    + " -> "
                    + planner.plan(
                        new Statement(sql, 1), Config.DEFAULTS, new Capacity(1, 1, 1 << 20)));
          } catch (UserErrorException e) {
            assertFalse(String.valueOf(e.getMessage()).contains(SECRET), sql);
          }
        }
      }
    }
    assertEquals(List.of(), planned);
  }
}
