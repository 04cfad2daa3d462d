package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.benchmarks.tpch.TpchLayout;
import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.driver.deploy.Distribution;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.local.lambda.AotCache;
import dev.dunlin.local.lambda.FunctionSettings;
import dev.dunlin.local.lambda.InvocationRecord;
import dev.dunlin.local.lambda.LambdaServer;
import dev.dunlin.local.s3.S3Server;
import dev.dunlin.shuffle.Folders;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a function adds to a task: the start of an environment, from its process to the first row of
 * a query, and the call of one that is warm.
 */
@Command(
    name = "functions",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Times a function's cold start to the first row of TPC-H's Q6 on a small file, and empty tasks on a warm one,"
            + " through the Lambda on this machine.")
final class FunctionStart implements Callable<Integer> {
  private static final ObjectUri BUCKET = ObjectUri.parse("s3://" + S3Server.BUCKET);
  private static final String NAME = "dunlin";
  private static final String HANDLER = "dev.dunlin.executor.lambda.TaskHandler::handleRequest";

  @Option(names = "--runs", defaultValue = "7", description = "Cold starts; medians count.")
  private int runs;

  @Option(
      names = "--tasks",
      defaultValue = "1000",
      description = "Empty tasks, after three times as many that warm up.")
  private int tasks;

  @Option(names = "--times", defaultValue = "3", description = "How often these are timed.")
  private int times;

  @Option(
      names = "--lithops",
      paramLabel = "PYTHON",
      description =
          "One that has Lithops, which then makes as many empty calls before each time (benchmarks/run finds it).")
  private @Nullable Path lithops;

  @Option(names = "--memory", defaultValue = "1769", description = "The function's, in MB.")
  private int memoryMb;

  @Option(
      names = "--home",
      defaultValue = "benchmarks",
      description = "The folder of the benchmarks.")
  private Path home;

  /**
   * Where a cold start's time goes, all in milliseconds.
   *
   * @param start from the process to the function's first request for an event
   * @param call what the invocation takes besides the task: the event in, the answer out
   * @param input fetching the file and showing it to DuckDB
   * @param query up to its rows
   * @param output writing them to S3, which comes after the first row
   */
  private record Parts(double start, double call, double input, double query, double output) {
    Parts(InvocationRecord invocation, TaskMetrics task) {
      this(
          invocation.initNanos() / 1e6,
          (invocation.durationNanos() - task.bindNanos() - task.runNanos() - task.finishNanos())
              / 1e6,
          task.bindNanos() / 1e6,
          task.runNanos() / 1e6,
          task.finishNanos() / 1e6);
    }

    /** All of the call is counted, although half of it comes later. */
    double toFirstRow() {
      return start + call + input + query;
    }
  }

  @Override
  public Integer call() throws IOException {
    Path target = Files.createDirectories(home.toAbsolutePath().normalize().resolve("target"));
    Path folder = Files.createTempDirectory(target, "functions-");
    TpchLayout layout = TpchLayout.ofScale(0.01);
    TpchData tables = TpchData.in(target, layout);
    try (S3Server s3 = S3Server.start()) {
      Config config =
          Config.DEFAULTS
              .with("s3.endpoint", s3.endpoint().toString())
              .with("work.uri", BUCKET.resolve("work").toString())
              .with("cluster.kind", "lambda")
              .with("lambda.function", NAME);
      try (S3ObjectStore store = new S3ObjectStore(() -> S3Settings.of(config))) {
        ObjectUri lineitem = BUCKET.resolve("lineitem.parquet");
        store.put(lineitem, Files.readAllBytes(firstFile(tables)));
        FunctionSettings plain =
            new FunctionSettings(
                NAME, code(), HANDLER, memoryMb, Duration.ofMinutes(1), s3.environment());
        FunctionSettings cached = AotCache.use(plain, () -> {});
        System.out.printf(
            Locale.ROOT,
            "| ms, median of %d | to the first row | (min, max) | start | call | input | query | then: output |%n"
                + "|---|---:|---:|---:|---:|---:|---:|---:|%n",
            runs);
        print("with an AOT cache", coldStarts(cached, folder, config, lineitem));
        print("without", coldStarts(plain, folder, config, lineitem));
        EmptyTasks empty = new EmptyTasks(cached, folder, config, tasks);
        empty.printPings();
        empty.printHead();
        try (Lithops rival = lithops == null ? null : lithops(lithops, folder)) {
          if (rival != null) {
            double unused = rival.seconds(tasks);
          }
          for (int environments : List.of(1, 4)) {
            empty.printTasks(environments, times, store, rival);
          }
        }
      }
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private Lithops lithops(Path python, Path folder) throws IOException {
    Path script = home.toAbsolutePath().resolve("lithops/empty_calls.py");
    return new Lithops(python.toAbsolutePath(), script, folder.resolve("lithops"));
  }

  private static Path firstFile(TpchData tables) throws IOException {
    try (var files = Files.walk(tables.folder())) {
      return files
          .filter(file -> file.toString().contains("lineitem") && Files.isRegularFile(file))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private Path code() {
    return new Distribution(home.resolve("..")).functionFolder();
  }

  private List<Parts> coldStarts(
      FunctionSettings function, Path folder, Config config, ObjectUri lineitem)
      throws IOException {
    String query =
        TpchQueries.sql(6, 0.01).replaceAll("(?i)from\\s+lineitem", "FROM '" + lineitem + "'");
    List<Parts> parts = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      try (LambdaServer lambda =
              LambdaServer.start(
                  folder,
                  List.of(function),
                  LambdaServer.Settings.of(1, S3Server.KEY, S3Server.SECRET));
          DunlinSession session =
              DunlinSession.open(config.with("lambda.endpoint", lambda.endpoint().toString()));
          Rows rows = (Rows) session.sql(query)) {
        List<InvocationRecord> history = lambda.history();
        if (history.size() != 1 || !history.getFirst().isCold()) {
          throw new IllegalStateException("Not one cold invocation: " + history);
        }
        if (run > 0) { // The first one fills the page cache.
          parts.add(
              new Parts(
                  history.getFirst(), rows.report().orElseThrow().stages().getFirst().metrics()));
        }
      }
    }
    return parts;
  }

  private static void print(String name, List<Parts> parts) {
    DoubleStream totals = parts.stream().mapToDouble(Parts::toFirstRow);
    var all = totals.summaryStatistics();
    System.out.printf(
        Locale.ROOT,
        "| %s | **%.0f** | %.0f, %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |%n",
        name,
        median(parts.stream().mapToDouble(Parts::toFirstRow)),
        all.getMin(),
        all.getMax(),
        median(parts.stream().mapToDouble(Parts::start)),
        median(parts.stream().mapToDouble(Parts::call)),
        median(parts.stream().mapToDouble(Parts::input)),
        median(parts.stream().mapToDouble(Parts::query)),
        median(parts.stream().mapToDouble(Parts::output)));
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
