package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.tpch.TpchData;
import dev.dunlin.benchmarks.tpch.TpchLayout;
import dev.dunlin.benchmarks.tpch.TpchQueries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a person waits for: {@code dunlin sql} from a cold process, against steps that do ever less
 * of it, so that the differences tell where the time goes.
 */
@Command(
    name = "cold",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Times `dunlin sql` on a TPC-H query from a cold process, and where it goes.")
final class ColdStart implements Callable<Integer> {
  @Option(names = "--scale", defaultValue = "1", description = "TPC-H's scale factor.")
  private double scale;

  @Option(names = "--query", defaultValue = "6", description = "Which query.")
  private int query;

  @Option(names = "--runs", defaultValue = "7", description = "Runs of each step; medians count.")
  private int runs;

  @Option(names = "--data", description = "The tables' folder; default: by scale in target.")
  private @Nullable Path data;

  @Option(
      names = "--home",
      defaultValue = "benchmarks",
      description = "The folder of the benchmarks.")
  private Path home;

  /**
   * A command to time.
   *
   * @param arguments of {@code dunlin}
   * @param adds what it does that the one before does not
   */
  private record Step(String name, List<String> arguments, String adds) {}

  @Override
  public Integer call() throws IOException {
    Path target = home.toAbsolutePath().normalize().resolve("target");
    TpchLayout layout = TpchLayout.ofScale(scale);
    TpchData tables = data == null ? TpchData.in(target, layout) : TpchData.at(data, layout);
    StringBuilder views = new StringBuilder();
    for (String table : TpchData.TABLES) {
      views.append(
          "CREATE TEMP VIEW %s AS SELECT * FROM '%s';\n".formatted(table, tables.files(table)));
    }
    Path script = Files.createDirectories(target).resolve("cold.sql");
    Files.writeString(script, views + TpchQueries.sql(query, scale) + ";\n");

    String lineitem = tables.files("lineitem");
    List<Step> steps =
        List.of(
            new Step("dunlin --version", List.of("--version"), "launcher, JVM, command line"),
            new Step(
                "a statement without a job",
                List.of("sql", "DESCRIBE SELECT l_orderkey FROM '" + lineitem + "'"),
                "session, DuckDB's library, planner's first plan, a file's footer"),
            new Step(
                "a job without a table",
                List.of("sql", "SELECT 1 AS one"),
                "scheduler, executor, a task, its result"),
            new Step(
                TpchQueries.name(query),
                List.of("sql", "-f", script.toString()),
                "views, planning and running the query itself"));

    List<List<Double>> times = new ArrayList<>();
    steps.forEach(_ -> times.add(new ArrayList<>()));
    for (int run = 0; run <= runs; run++) {
      for (int i = 0; i < steps.size(); i++) {
        double millis = time(steps.get(i));
        if (run > 0) { // The first one builds, and fills the page cache.
          times.get(i).add(millis);
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "| step | median ms | min | max | adds |%n|---|---:|---:|---:|---|%n");
    for (int i = 0; i < steps.size(); i++) {
      List<Double> sorted = times.get(i).stream().sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %.0f | %s |%n",
          steps.get(i).name(),
          sorted.get(sorted.size() / 2),
          sorted.getFirst(),
          sorted.getLast(),
          steps.get(i).adds());
    }
    return 0;
  }

  private double time(Step step) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(home.resolveSibling("dunlin").toAbsolutePath().toString()));
    command.addAll(step.arguments());
    Path errors = Files.createTempFile("cold", ".log");
    try {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(errors.toFile())
              .start();
      int code = process.waitFor();
      double millis = (System.nanoTime() - start) / 1e6;
      if (code != 0) {
        throw new IOException(
            "%s ended with code %d: %s".formatted(step.name(), code, Files.readString(errors)));
      }
      return millis;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while timing " + step.name(), e);
    } finally {
      Files.delete(errors);
    }
  }
}
