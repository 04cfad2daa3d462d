package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.runner.Engine;
import dev.dunlin.benchmarks.runner.RunnerLoop;
import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.core.config.Config;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SessionListener;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Dunlin in this process, executors included: {@code DunlinRunner FOLDER key=value…}, where the
 * folder is a path or an address and the last are Dunlin's settings.
 */
final class DunlinRunner implements Engine {
  private final DunlinSession session;
  private Map<String, Long> counters = Map.of();
  private long jobBegun;

  DunlinRunner(String data, List<String> settings) {
    Config config = Config.DEFAULTS;
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      config = config.with(setting.substring(0, equals), setting.substring(equals + 1));
    }
    session =
        DunlinSession.open(
            config,
            new SessionListener() {
              @Override
              public void planned() {
                jobBegun = System.nanoTime();
              }
            });
    for (String table : TpchData.TABLES) {
      session
          .sql(
              "CREATE TEMP VIEW %s AS SELECT * FROM '%s'"
                  .formatted(table, data + "/" + table + ".parquet"))
          .close();
    }
  }

  public static void main(String[] args) throws Exception {
    RunnerLoop.serve(() -> new DunlinRunner(args[0], Arrays.asList(args).subList(1, args.length)));
  }

  @Override
  public String version() {
    return "of this checkout";
  }

  @Override
  public void run(String sql, RowConsumer consumer) throws IOException {
    long start = System.nanoTime();
    try (Rows rows = (Rows) session.sql(sql)) {
      long answered = System.nanoTime();
      rows.forEach(row -> consumer.accept(row.values().toArray()));
      long delivered = System.nanoTime();
      JobReport report = rows.report().orElseThrow();
      counters = counters(report);
      counters.put("1.planning.nanos", answered - start - report.elapsedNanos());
      counters.put("2.job.nanos", report.elapsedNanos());
      counters.put("3.delivery.nanos", delivered - answered);
    }
  }

  /** When the last query was planned, as {@link System#nanoTime()}. */
  long jobBegunNanos() {
    return jobBegun;
  }

  /** Times of tasks are sums over all of them, which may run at the same time. */
  private static Map<String, Long> counters(JobReport report) {
    Map<String, Long> counters = new TreeMap<>();
    counters.put("4.tasks-binding.nanos", report.sum(stage -> stage.metrics().bindNanos()));
    counters.put("5.tasks-running.nanos", report.sum(stage -> stage.metrics().runNanos()));
    counters.put("6.tasks-finishing.nanos", report.sum(stage -> stage.metrics().finishNanos()));
    counters.put("read.bytes", report.sum(stage -> stage.metrics().inputBytes()));
    counters.put("shuffle.bytes", report.sum(stage -> stage.metrics().shuffleWriteBytes()));
    counters.put("spilled.bytes", report.sum(stage -> stage.metrics().spilledBytes()));
    counters.put("stages", (long) report.stages().size());
    counters.put("tasks", (long) report.tasks());
    return counters;
  }

  @Override
  public Map<String, Long> counters() {
    return counters;
  }

  @Override
  public void close() {
    session.close();
  }
}
