package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import dev.dunlin.tests.oracle.Dunlin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A bucket with some data, and a job of two stages over it, on functions. */
@Tag("integration")
abstract class FunctionJobs {
  static final String BUCKET = "s3://" + S3Server.BUCKET;

  /** Four tasks, a shuffle into three partitions, three tasks. */
  static final String QUERY =
      "SELECT k, sum(v)::BIGINT AS s FROM '%s/in/*/*.parquet' GROUP BY k".formatted(BUCKET);

  static final int TASKS = 4 + 3;

  /** 20,000 rows cubed. */
  static final String ENDLESS =
      "SELECT sum(hash(a.v, b.v, c.v)) FROM '%1$s/in/*/*' a, '%1$s/in/*/*' b, '%1$s/in/*/*' c"
          .formatted(BUCKET);

  @TempDir static Path folder;
  static S3Server server;
  static S3Front front;

  @BeforeAll
  static void open() throws Exception {
    server = S3Server.start();
    front = S3Front.open(server.endpoint(), 0, S3Front.Settings.clear());
    try (Dunlin dunlin =
        new Dunlin(Map.of("s3.endpoint", server.endpoint().toString()), List.of())) {
      for (int i = 0; i < 4; i++) {
        dunlin.write(
            "COPY (SELECT i %% 1000 AS k, i AS v FROM range(5000) t(i)) TO '%s/in/%d' (FORMAT parquet)"
                .formatted(BUCKET, i));
      }
    }
  }

  @AfterAll
  static void close() throws Exception {
    front.close();
    server.close();
  }

  static Functions functions(LambdaFaults faults) throws IOException {
    return Functions.start(folder, environment(), faults);
  }

  static Map<String, String> environment() {
    return environment(front.endpoint().toString());
  }

  /** What leads functions to this S3. */
  static Map<String, String> environment(String s3) {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("AWS_ENDPOINT_URL_S3", s3);
    return environment;
  }

  static Map<String, String> settings(Functions functions, String... more) {
    Map<String, String> settings =
        functions.settings(
            Map.of(
                "s3.endpoint",
                front.endpoint().toString(),
                "work.uri",
                BUCKET + "/work",
                "shuffle.partitions",
                "3",
                "scan.split-size",
                "1B"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  static DunlinSession session(Functions functions, String... more) {
    return DunlinSession.open(Dunlin.config(settings(functions, more)));
  }

  /** Runs the query and checks every row of it. */
  static JobReport run(DunlinSession session) throws IOException {
    try (Rows rows = (Rows) session.sql(QUERY)) {
      assertEquals(1000, rows.count());
      rows.forEach(
          row -> {
            long k = ((Number) row.values().get(0)).longValue();
            assertEquals(20 * k + 40_000, row.values().get(1));
          });
      return rows.report().orElseThrow();
    }
  }

  static long calls(Functions functions, int status) {
    return functions.server().history().stream().filter(c -> c.status() == status).count();
  }

  /** Compares a session's account with what its S3 was asked since its traffic was cleared. */
  static void everyRequestIsInTheAccount(DunlinSession session) {
    Requests asked = session.requests();
    Map<Kind, Long> account = new EnumMap<>(Kind.class);
    account.put(Kind.GET, asked.gets());
    account.put(Kind.PUT, asked.puts());
    account.put(Kind.HEAD, asked.heads());
    account.put(Kind.LIST, asked.lists());
    account.put(Kind.POST, asked.posts());
    account.put(Kind.DELETE, asked.deletes());
    Map<Kind, Long> seen = new EnumMap<>(account);
    seen.replaceAll(
        (kind, _) -> front.traffic().requests(_ -> true).getOrDefault(kind, 0).longValue());
    assertEquals(seen, account);
  }

  /** A function whose package says that it is of another release. */
  static Functions otherRelease() throws IOException {
    Path code = Files.createTempDirectory(folder, "other");
    Files.createSymbolicLink(code.resolve("lib"), Functions.code().resolve("lib"));
    Path release = Files.createDirectories(code.resolve("dev/dunlin/core/task"));
    Files.writeString(release.resolve("release"), "9.9.9");
    return Functions.start(
        folder,
        environment(),
        LambdaFaults.NONE,
        Functions.MEMORY_MB,
        Duration.ofSeconds(60),
        code);
  }

  /** All that is in the work prefix. */
  static List<ObjectStat> work() throws IOException {
    S3Settings settings =
        new S3Settings(S3Server.REGION, server.endpoint().toString(), PathStyle.AUTO, "");
    try (S3ObjectStore store = new S3ObjectStore(() -> settings)) {
      return store.list(ObjectUri.parse(BUCKET + "/work/"));
    }
  }
}
