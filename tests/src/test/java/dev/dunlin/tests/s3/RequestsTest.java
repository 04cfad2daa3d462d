package dev.dunlin.tests.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.local.s3.S3Traffic.Exchange;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import dev.dunlin.tests.oracle.Dunlin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exactly what a job asks of S3, as seen by a proxy before the server; and that the job's own
 * account of it is the same.
 */
@Tag("requests")
final class RequestsTest {
  private static final String BUCKET = "s3://" + S3Server.BUCKET;

  @TempDir static Path folder;
  private static S3Server server;
  private static S3Front front;
  private static Connection duckdb;

  @BeforeAll
  static void open() throws Exception {
    server = S3Server.start();
    front = S3Front.open(server.endpoint(), 0, S3Front.Settings.clear());
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterAll
  static void close() throws Exception {
    duckdb.close();
    front.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    front.traffic().clear();
  }

  private static DunlinSession session(String... settings) {
    Map<String, String> all = new TreeMap<>(Map.of("s3.endpoint", front.endpoint().toString()));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return DunlinSession.open(Dunlin.config(all));
  }

  /** Requests that went through, by kind; of keys that begin so. */
  private static Map<Kind, Integer> requests(String keys) {
    return front.traffic().requests(exchange -> exchange.request().key().startsWith(keys));
  }

  private static Path copy(String query, String file, String options) throws Exception {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet%s)".formatted(query, path, options));
    }
    return path;
  }

  private static void upload(Path file, List<String> keys) throws IOException {
    try (S3ObjectStore store =
        new S3ObjectStore(
            () ->
                new S3Settings(
                    S3Server.REGION, server.endpoint().toString(), PathStyle.AUTO, ""))) {
      byte[] content = Files.readAllBytes(file);
      for (String key : keys) {
        var unused = store.put(ObjectUri.parse(BUCKET + "/" + key), content);
      }
    }
  }

  /** The account that a session gives of itself, against what was seen. */
  private static void assertAccounted(DunlinSession session) {
    Requests said = session.requests();
    Map<Kind, Integer> seen = front.traffic().requests(_ -> true);
    assertEquals(seen.getOrDefault(Kind.GET, 0).longValue(), said.gets(), "GET");
    assertEquals(seen.getOrDefault(Kind.PUT, 0).longValue(), said.puts(), "PUT");
    assertEquals(seen.getOrDefault(Kind.POST, 0).longValue(), said.posts(), "POST");
    assertEquals(seen.getOrDefault(Kind.HEAD, 0).longValue(), said.heads(), "HEAD");
    assertEquals(seen.getOrDefault(Kind.LIST, 0).longValue(), said.lists(), "LIST");
    assertEquals(seen.getOrDefault(Kind.DELETE, 0).longValue(), said.deletes(), "DELETE");
    assertEquals(
        front.traffic().exchanges().stream()
            .filter(e -> e.request().kind() == Kind.GET)
            .mapToLong(Exchange::receivedBytes)
            .sum(),
        said.bytesRead(),
        "bytes read");
  }

  @Test
  void aShuffleOfFourByThreeIsFourPutsAndTwelveGets() throws Exception {
    for (int i = 0; i < 4; i++) {
      var unused =
          copy(
              "SELECT i % 1000 AS k, i AS v FROM range(5000) t(i)",
              "shuffle/%d.parquet".formatted(i), "");
    }
    try (DunlinSession session =
        session(
            "work.uri", BUCKET + "/work",
            "shuffle.partitions", "3",
            "shuffle.partition-size", "1B",
            "scan.split-size", "1B",
            "join.filter", "never")) {
      try (Rows rows =
          (Rows) session.sql("SELECT k, sum(v) FROM '%s/shuffle/*' GROUP BY k".formatted(folder))) {
        List<Integer> tasks =
            rows.report().orElseThrow().stages().stream().map(stage -> stage.tasks()).toList();
        assertEquals(List.of(4, 3), tasks);
        assertEquals(1000, rows.count());
      }
      String job = front.traffic().exchanges().getFirst().request().key().split("/")[1];
      assertEquals(Map.of(Kind.PUT, 4, Kind.GET, 12), requests("work/" + job + "/s0/"));
      assertEquals(Map.of(Kind.PUT, 3, Kind.GET, 3), requests("work/" + job + "/s1/"));
      assertEquals(Map.of(Kind.PUT, 7, Kind.GET, 15), requests(""), "and nothing else");
      assertAccounted(session);
    }
    assertEquals(
        Map.of(Kind.PUT, 7, Kind.GET, 15, Kind.DELETE, 1), requests(""), "removed by name");
  }

  @Test
  void q6OverEightFilesReadsItsColumnsOnceAndNothingElse() throws Exception {
    Path file =
        copy(
            """
            SELECT i AS l_orderkey, hash(i) AS l_partkey, hash(i + 1) AS l_suppkey,
              i % 7 AS l_linenumber, (1 + hash(i, 1) % 50)::DECIMAL(15, 2) AS l_quantity,
              (hash(i, 2) % 10000000 / 100.0)::DECIMAL(15, 2) AS l_extendedprice,
              (hash(i, 3) % 11 / 100.0)::DECIMAL(15, 2) AS l_discount,
              (hash(i, 4) % 9 / 100.0)::DECIMAL(15, 2) AS l_tax, 'R' AS l_returnflag,
              'F' AS l_linestatus, DATE '1992-01-02' + (hash(i, 5) % 2526)::INTEGER AS l_shipdate,
              DATE '1992-01-02' + (hash(i, 6) % 2526)::INTEGER AS l_commitdate,
              DATE '1992-01-02' + (hash(i, 7) % 2526)::INTEGER AS l_receiptdate,
              'DELIVER IN PERSON' AS l_shipinstruct, 'AIR' AS l_shipmode,
              md5(i::VARCHAR) || md5(i::VARCHAR || 'x') AS l_comment
            FROM range(100000) t(i)""",
            "q6.parquet", "");
    upload(
        file, IntStream.range(0, 8).mapToObj(i -> "q6/lineitem-%d.parquet".formatted(i)).toList());
    List<Integer> tasks;
    try (DunlinSession session = session("scan.split-size", "1B")) {
      session
          .sql("CREATE TEMP VIEW lineitem AS SELECT * FROM '%s/q6/*.parquet'".formatted(BUCKET))
          .close();
      try (Rows rows = (Rows) session.sql(TpchQueries.sql(6, 1))) {
        tasks = rows.report().orElseThrow().stages().stream().map(stage -> stage.tasks()).toList();
        assertEquals(1, rows.count());
      }
      assertAccounted(session);
    }
    assertEquals(List.of(8, 1), tasks);
    assertEquals(
        Map.of(Kind.LIST, 2, Kind.GET, 8 + 8 * 2),
        requests(""),
        "a listing for each statement, a footer of each file, then of each its columns and footer");
    long columns =
        number("q6.parquet", "l_quantity", "l_extendedprice", "l_discount", "l_shipdate");
    long fetched =
        front.traffic().exchanges().stream()
            .filter(e -> e.request().kind() == Kind.GET)
            .mapToLong(Exchange::receivedBytes)
            .sum();
    long footers = 8 * (64 << 10);
    assertTrue(fetched > 8 * columns, fetched + " for " + columns);
    assertTrue(
        fetched < 8 * columns * 1.25 + footers, fetched + " for " + columns + " and " + footers);
    assertTrue(fetched < 8 * Files.size(file) / 5, fetched + " of " + 8 * Files.size(file));
  }

  private static long number(String file, String... columns) throws Exception {
    try (Statement statement = duckdb.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT sum(total_compressed_size) FROM parquet_metadata('%s') WHERE path_in_schema IN ('%s')"
                    .formatted(folder.resolve(file), String.join("', '", columns)))) {
      assertTrue(result.next());
      return result.getLong(1);
    }
  }

  @Test
  void aCopyOfFiveFilesSendsEachOnceAndPublishesThemTogether() throws Exception {
    for (int i = 0; i < 5; i++) {
      var unused = copy("SELECT i AS a FROM range(5000) t(i)", "five/%d.parquet".formatted(i), "");
    }
    try (DunlinSession session = session("scan.split-size", "1B")) {
      try (SqlResult result =
          session.sql("COPY (FROM '%s/five/*') TO '%s/out'".formatted(folder, BUCKET))) {
        assertEquals(5, ((SqlResult.Written) result).files().size());
      }
      assertEquals(
          Map.of(Kind.POST, 5 + 5, Kind.PUT, 5 + 5 + 3, Kind.LIST, 3, Kind.DELETE, 1),
          requests(""),
          "of each file an upload, its part and its mark; then as docs/s3.md says");
      assertAccounted(session);
    }
  }

  @Test
  void planningOverAThousandFilesIsOneListingAndAFooterOfEach() throws Exception {
    Path file = copy("SELECT 1 AS a, 'x' AS b", "small.parquet", "");
    upload(
        file,
        IntStream.range(0, 1000).mapToObj(i -> "many/day=%d/f.parquet".formatted(i)).toList());
    String sql = "EXPLAIN SELECT sum(a), min(day) FROM '%s/many/**/*.parquet'".formatted(BUCKET);
    try (DunlinSession session = session()) {
      session.sql(sql).close();
      assertEquals(Map.of(Kind.LIST, 1, Kind.GET, 1000), requests(""));
      session.sql(sql).close();
      assertEquals(Map.of(Kind.LIST, 2, Kind.GET, 1000), requests(""), "footers are known by ETag");
      assertAccounted(session);
    }
  }
}
