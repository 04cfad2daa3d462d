package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.benchmarks.tpch.TpchLayout;
import dev.dunlin.benchmarks.tpch.TpchQueries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    subcommands = {ColdStart.class, FunctionStart.class},
    description =
        "Runs the TPC-H queries on Dunlin, DuckDB and Spark by turns, prints what they took and"
            + " writes it to benchmarks/results.")
final class Benchmark implements Callable<Integer> {
  @Option(names = "--scale", defaultValue = "1", description = "TPC-H's scale factor.")
  private double scale;

  @Option(
      names = "--engines",
      split = ",",
      defaultValue = "dunlin,dunlin-hash,duckdb,spark",
      description = "Which engines.")
  private List<String> engines;

  @Option(names = "--no-spark", description = "Leaves Spark out.")
  private boolean noSpark;

  @Option(
      names = "--queries",
      split = ",",
      defaultValue = "1-22",
      description = "Which queries: numbers and ranges.")
  private List<String> queries;

  @Option(names = "--runs", defaultValue = "5", description = "Measured warm runs of each query.")
  private int runs;

  @Option(names = "--warm-ups", defaultValue = "2", description = "Runs before these.")
  private int warmUps;

  @Option(names = "--no-cold", description = "Leaves out the runs in new processes.")
  private boolean noCold;

  @Option(
      names = "--latency",
      defaultValue = "0ms",
      description =
          "What is added to each request to S3, by the engines dunlin-s3 and dunlin-s3-hash.")
  private String latency;

  @Option(
      names = "--patience",
      defaultValue = "600",
      description = "Seconds that one query may take.")
  private int patienceSeconds;

  @Option(
      names = "--data",
      description = "The tables' folder, filled if it is not there; default: by scale in target.")
  private @org.jspecify.annotations.Nullable Path data;

  @Option(
      names = "--home",
      defaultValue = "benchmarks",
      description = "The folder of the benchmarks.")
  private Path home;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmark()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Path target = home.toAbsolutePath().normalize().resolve("target");
    TpchLayout layout = TpchLayout.ofScale(scale);
    String machine = Machine.description();
    System.err.println("benchmarks: TPC-H data of scale " + layout.plainScale());
    TpchData tables = data == null ? TpchData.in(target, layout) : TpchData.at(data, layout);

    Optional<DataOnS3> s3 = Optional.empty();
    if (engines.stream().anyMatch(Contenders::isOnS3)) {
      System.err.println("benchmarks: an S3 server with the data");
      s3 = Optional.of(new DataOnS3(tables, target.resolve("s3")));
    }
    try {
      return run(machine, target, layout, tables, s3);
    } finally {
      if (s3.isPresent()) {
        s3.get().close();
      }
    }
  }

  private int run(
      String machine, Path target, TpchLayout layout, TpchData tables, Optional<DataOnS3> s3)
      throws IOException {
    Contenders all = new Contenders(tables.folder(), s3, latency, home.resolve("spark/target"));
    List<Contender> contenders = new ArrayList<>();
    for (String engine : engines) {
      if (!(noSpark && engine.equals("spark"))) {
        contenders.add(all.named(engine));
      }
    }
    List<Integer> numbers = queries.stream().flatMap(Benchmark::range).toList();
    Contest contest =
        new Contest(
            contenders,
            numbers,
            scale,
            Files.createDirectories(target.resolve("logs")),
            Duration.ofSeconds(patienceSeconds));
    Measurements measurements = new Measurements();
    contest.warm(warmUps, runs, measurements);
    if (!noCold) {
      contest.cold(measurements);
    }
    List<String> names = numbers.stream().map(TpchQueries::name).toList();
    measurements.compareAnswers(contenders.stream().map(Contender::name).toList(), names);

    LocalDate day = LocalDate.now(ZoneOffset.UTC);
    String commit = Machine.commit(home);
    String page =
        new ResultPage(
                "TPC-H at scale %s, %s, commit %s".formatted(layout.plainScale(), day, commit),
                List.of(
                    machine,
                    "warm: %d runs of each query after %d, medians; engines by turns, query by query"
                        .formatted(runs, warmUps),
                    noCold
                        ? "cold: left out"
                        : "cold: one run of each query in a process of its own; files in the page"
                            + " cache"),
                contenders,
                names,
                List.of("duckdb", "spark"),
                measurements)
            .markdown();
    Path results = Files.createDirectories(home.resolve("results"));
    String kind = s3.isEmpty() ? "" : "-s3-" + latency;
    Path file =
        results.resolve("%s-%s-sf%s%s.md".formatted(day, commit, layout.plainScale(), kind));
    Files.writeString(file, page);
    System.out.print(page);
    System.err.println("benchmarks: written to " + file);
    return measurements.broken().isEmpty() ? 0 : 1;
  }

  /** {@code 7}, or {@code 3-5}. */
  private static java.util.stream.Stream<Integer> range(String text) {
    String[] ends = text.strip().split("-");
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
        .boxed();
  }
}
