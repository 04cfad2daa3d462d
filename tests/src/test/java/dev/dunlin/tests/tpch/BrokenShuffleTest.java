package dev.dunlin.tests.tpch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.cluster.EngineExecutor;
import dev.dunlin.driver.cluster.LocalCluster;
import dev.dunlin.driver.scheduler.Job;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobResult;
import dev.dunlin.driver.scheduler.JobScheduler;
import dev.dunlin.planner.Planned;
import dev.dunlin.planner.Planner;
import dev.dunlin.planner.Statement;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.shuffle.RoutingObjectStore;
import dev.dunlin.shuffle.SegmentReader;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The comparison of {@link TpchTest} sees a broken shuffle: with rows in wrong partitions most
 * queries differ, and with the very same means and rows in the right ones none does.
 */
@Tag("oracle")
final class BrokenShuffleTest {
  private static final TpchTables TABLES = TpchTables.open();
  private static final Config CONFIG = Dunlin.config(TpchTables.HASHED);
  private static final Cluster.Capacity CAPACITY = new Cluster.Capacity(2, 1, 1L << 30);

  @TempDir Path folder;

  @Test
  void rowsInWrongPartitionsAreSeenInMostQueries() throws Exception {
    List<Integer> wrong = wrongQueries(ScatteringCluster::new);
    assertTrue(wrong.size() >= 15, () -> "Only these differ: " + wrong);
  }

  @Test
  void rowsInTheirOwnPartitionsAreRight() throws Exception {
    assertEquals(List.of(), wrongQueries(UnaryOperator.identity()));
  }

  /** The queries that fail or differ from DuckDB's answer. */
  private List<Integer> wrongQueries(UnaryOperator<Cluster> wrapping) throws Exception {
    List<Integer> wrong = new ArrayList<>();
    try (ObjectStore store = new RoutingObjectStore(Map.of("file", new FileObjectStore()));
        Planner planner = new Planner(store);
        Oracle oracle = new Oracle(2, TABLES.views());
        Cluster cluster =
            wrapping.apply(new LocalCluster(CAPACITY, new EngineExecutor(store, folder)))) {
      for (String view : TABLES.views()) {
        assertTrue(planner.plan(new Statement(view, 1), CONFIG, CAPACITY) instanceof Planned.Done);
      }
      for (int query = 1; query <= TpchQueries.COUNT; query++) {
        String sql = TABLES.sql(query);
        Planned.Job planned = (Planned.Job) planner.plan(new Statement(sql, 1), CONFIG, CAPACITY);
        Job job =
            new Job(
                new JobId("j-%04d".formatted(query)),
                planned.graph(),
                ObjectUri.file(folder.resolve("work")),
                CONFIG);
        if (difference(job, cluster, store, oracle, sql).isPresent()) {
          wrong.add(query);
        }
      }
    }
    return wrong;
  }

  private Optional<String> difference(
      Job job, Cluster cluster, ObjectStore store, Oracle oracle, String sql) throws Exception {
    JobResult.Rows result;
    try {
      result = (JobResult.Rows) new JobScheduler(job, cluster, store, _ -> {}).run();
    } catch (JobFailedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    Schema schema = result.schema();
    List<Path> files =
        new SegmentReader(store)
            .fetch(result.segments(), Files.createDirectories(folder.resolve("result")));
    if (files.isEmpty()) {
      return Comparison.difference(
          oracle.query(sql), new Rows(schema, List.of()), Comparison.orders(sql));
    }
    String columns =
        IntStream.range(0, schema.size())
            .mapToObj(
                i ->
                    "CAST(c%d AS %s) AS \"%s\""
                        .formatted(
                            i, schema.columns().get(i).type(), schema.columns().get(i).name()))
            .collect(Collectors.joining(", "));
    String list = files.stream().map(f -> "'" + f + "'").collect(Collectors.joining(", "));
    Rows actual =
        oracle.query(
            "SELECT %s FROM read_parquet([%s]) AS t(%s)"
                .formatted(
                    columns,
                    list,
                    IntStream.range(0, schema.size())
                        .mapToObj(i -> "c" + i)
                        .collect(Collectors.joining(", "))));
    return Comparison.difference(oracle.query(sql), actual, Comparison.orders(sql));
  }
}
