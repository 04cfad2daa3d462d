package dev.dunlin.tests.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.tests.oracle.Dunlin;
import java.io.IOException;
import java.nio.file.Path;
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
}
