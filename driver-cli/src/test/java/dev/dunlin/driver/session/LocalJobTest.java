package dev.dunlin.driver.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.stage.ScanSource;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageInput.Reading;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Segment;
import dev.dunlin.driver.cluster.EngineExecutor;
import dev.dunlin.driver.cluster.LocalCluster;
import dev.dunlin.driver.scheduler.Job;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.JobResult;
import dev.dunlin.driver.scheduler.JobScheduler;
import dev.dunlin.driver.scheduler.StageReport;
import dev.dunlin.executor.SegmentSql;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.SegmentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stages by hand, run by the real executor over real files; DuckDB has the right answers. */
@Tag("unit")
@Timeout(120)
final class LocalJobTest {
  private static final Schema ITEMS = schema("id BIGINT", "customer INTEGER", "price DECIMAL(9,2)");
  private static final Schema TOTALS = schema("customer INTEGER", "total DECIMAL(38,2)");

  @TempDir Path folder;
  private final FileObjectStore store = new FileObjectStore();
  private DuckDbOracle oracle;
  private LocalCluster cluster;
  private final List<JobReport> reports = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    oracle = new DuckDbOracle();
    for (int i = 0; i < 5; i++) {
      oracle.parquet(
          "SELECT i + %d AS id, (i %% 97)::INTEGER AS customer, (i %% 11)::DECIMAL(9,2) AS price"
                  .formatted(i * 1000)
              + " FROM range(1000) r(i)",
          folder.resolve("items" + i + ".parquet"));
    }
    cluster = new LocalCluster(new Capacity(2, 1, 256 << 20), new EngineExecutor(store, folder));
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
    oracle.close();
  }

  private static Schema schema(String... columns) {
    return new Schema(
        Stream.of(columns)
            .map(column -> new Column(column.split(" ", 2)[0], column.split(" ", 2)[1]))
            .toList());
  }

  private StageInput.Scan items() throws IOException {
    List<List<Split>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ObjectStat file = store.stat(ObjectUri.file(folder.resolve("items" + i + ".parquet")));
      tasks.add(
          List.of(
              new Split(
                  file.uri(),
                  file.lengthBytes(),
                  file.etag(),
                  0,
                  1000,
                  true,
                  List.of(),
                  List.of())));
    }
    return new StageInput.Scan(
        "items",
        new ScanSource(FileFormat.PARQUET, Map.of(), ITEMS, List.of(), List.of(), ""),
        tasks,
        Reading.PARTITIONED,
        "items",
        1);
  }

  private static Stage stage(
      int number, String sql, Schema schema, StageOutput output, StageInput... inputs) {
    return new Stage(number, "stage " + number, sql, List.of(inputs), output, schema, 1);
  }

  /** Prices of the items summed by customer, in two phases. */
  private StageGraph sums(StageOutput output) throws IOException {
    return new StageGraph(
        List.of(
            stage(
                0,
                "SELECT customer, sum(price) AS total FROM items GROUP BY customer",
                TOTALS,
                new StageOutput.Partitioned("hash(customer) % ${partitions}", "hash(customer)", 7),
                items()),
            stage(
                1,
                "SELECT customer, sum(total) AS total FROM partial GROUP BY customer",
                TOTALS,
                output,
                new StageInput.Shuffle("partial", 0, Reading.PARTITIONED))));
  }

  private Job job(StageGraph graph) {
    return new Job(
        new JobId("j-test"), graph, ObjectUri.file(folder.resolve("work")), Config.DEFAULTS);
  }

  private JobResult run(StageGraph graph) {
    return new JobScheduler(job(graph), cluster, store, reports::add).run();
  }

  private List<String> files(String name) throws IOException {
    try (Stream<Path> paths = Files.walk(folder.resolve(name))) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.resolve(name).relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void twoPhasesOverAShuffleGiveWhatDuckDbGives() throws Exception {
    JobResult.Rows rows = assertInstanceOf(JobResult.Rows.class, run(sums(new StageOutput.Rows())));
    List<Path> segments = new SegmentReader(store).fetch(rows.segments(), folder);
    List<String> expected =
        oracle.rows(
            "SELECT customer, sum(price) FROM '%s/items*.parquet' GROUP BY 1 ORDER BY 1"
                .formatted(folder));
    assertEquals(
        expected,
        oracle.rows("FROM (%s) ORDER BY customer".formatted(SegmentSql.read(segments, TOTALS))));
    assertEquals(97, rows.segments().stream().mapToLong(Segment::rows).sum());

    StageReport scan = rows.report().stages().getFirst();
    assertEquals(5, scan.tasks());
    assertEquals(5, scan.attempts());
    assertEquals(5 * 97, scan.metrics().rowsOut());
    assertTrue(scan.metrics().inputBytes() > 0);
    assertEquals(
        scan.metrics().shuffleWriteBytes(),
        rows.report().stages().getLast().metrics().shuffleReadBytes());
    assertEquals(
        List.of(StageReport.State.COMMITTED, StageReport.State.COMMITTED),
        reports.getLast().stages().stream().map(StageReport::state).toList());
  }

  @Test
  void removingTheWorkLeavesNothing() throws Exception {
    StageGraph graph = sums(new StageOutput.Rows());
    JobResult.Rows rows = assertInstanceOf(JobResult.Rows.class, run(graph));
    assertTrue(!files("work").isEmpty());
    rows.work().remove(store);
    assertTrue(!Files.exists(folder.resolve("work/j-test")));
  }

  private StageOutput filesTo(String name, Replace replace) {
    return new StageOutput.Files(
        ObjectUri.file(folder.resolve(name)), FileFormat.PARQUET, Map.of(), List.of(), replace);
  }

  @Test
  void filesArePublishedAndTheWorkIsGone() throws Exception {
    JobResult.Files result =
        assertInstanceOf(JobResult.Files.class, run(sums(filesTo("out", Replace.FAIL))));
    assertEquals(result.files().size() + 1, files("out").size());
    assertTrue(files("out").contains("_SUCCESS"));
    assertEquals(
        oracle.rows("SELECT sum(price) FROM '%s/items*.parquet'".formatted(folder)),
        oracle.rows("SELECT sum(total) FROM '%s/out/*.parquet'".formatted(folder)));
    assertTrue(!Files.exists(folder.resolve("work/j-test")));
    assertEquals(List.of(), hidden());
  }

  @Test
  void anOutputThatExistsIsTheUsersMistakeAndStaysAsItWas() throws Exception {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/old"), "rows");
    JobFailedException e =
        assertThrows(JobFailedException.class, () -> run(sums(filesTo("out", Replace.FAIL))));
    assertEquals(JobFailedException.Kind.USER_ERROR, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("OVERWRITE"), e::getMessage);
    assertEquals(List.of("old"), files("out"));
    assertEquals(List.of(), hidden());
    assertEquals(0, e.getSuppressed().length);
    assertInstanceOf(JobResult.Files.class, run(sums(filesTo("out", Replace.OVERWRITE))));
    assertTrue(!files("out").contains("old"));
  }

  @Test
  void aFailingFragmentNamesTheTaskAndLeavesNothing() throws Exception {
    StageGraph graph =
        new StageGraph(
            List.of(
                stage(
                    0,
                    "SELECT CASE WHEN id = 2500 THEN CAST('x' || id AS INTEGER) ELSE 1 END AS customer,"
                        + " price::DECIMAL(38,2) AS total FROM items",
                    TOTALS,
                    filesTo("out", Replace.FAIL),
                    items())));
    JobFailedException e = assertThrows(JobFailedException.class, () -> run(graph));
    assertEquals(JobFailedException.Kind.USER_ERROR, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("x2500"), e::getMessage);
    assertTrue(String.valueOf(e.getMessage()).contains("j-test/s0/t2"), e::getMessage);
    assertTrue(!Files.exists(folder.resolve("out")));
    assertEquals(List.of(), hidden());
    assertTrue(!Files.exists(folder.resolve("work/j-test")));
  }

  @Test
  void aCancelledJobStopsInTheMiddleOfAQuery() throws Exception {
    StageGraph endless =
        new StageGraph(
            List.of(
                stage(
                    0,
                    "SELECT count(*)::INTEGER AS customer, 1::DECIMAL(38,2) AS total"
                        + " FROM items a, range(100000000) b, range(100000000) c",
                    TOTALS,
                    filesTo("out", Replace.FAIL),
                    items())));
    List<JobScheduler> scheduler = new ArrayList<>();
    scheduler.add(
        new JobScheduler(
            job(endless),
            cluster,
            store,
            report -> {
              if (report.stages().getFirst().running() == 2) {
                scheduler.getFirst().cancel("enough");
              }
            }));
    JobFailedException e = assertThrows(JobFailedException.class, () -> scheduler.getFirst().run());
    assertEquals(JobFailedException.Kind.CANCELLED, e.kind());
    assertTrue(!Files.exists(folder.resolve("out")));
    assertEquals(List.of(), hidden());
    assertEquals(List.of(), files("executor").stream().filter(f -> f.contains("j-test")).toList());
  }

  @Test
  void anInterruptedThreadCancelsItsJobAndStaysInterrupted() throws Exception {
    StageGraph graph = sums(new StageOutput.Rows());
    Thread.currentThread().interrupt();
    JobFailedException e = assertThrows(JobFailedException.class, () -> run(graph));
    assertEquals(JobFailedException.Kind.CANCELLED, e.kind());
    assertTrue(Thread.interrupted());
  }

  /** What a job may have forgotten beside its output. */
  private List<String> hidden() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }
}
