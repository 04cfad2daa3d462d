package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs queries on engines by turns, so that a drift of the machine meets them all alike: each query
 * goes around all engines before the next one, and every round starts with another engine.
 *
 * @param queries numbers, 1 to 22
 * @param scale of the data that the engines were given
 * @param logs a folder for the processes' standard error
 * @param patience how long one query may take
 */
record Contest(
    List<Contender> contenders, List<Integer> queries, double scale, Path logs, Duration patience) {

  /** Each query once in a new process of each engine. */
  void cold(Measurements measurements) throws IOException {
    int turn = 0;
    for (int query : queries) {
      for (Contender contender : turned(turn++)) {
        String name = TpchQueries.name(query);
        try (RunnerProcess process = start(contender)) {
          measurements.started(contender.name(), process);
          measurements.cold(contender.name(), name, process.run(TpchQueries.sql(query, scale)));
          say("cold " + name + " " + contender.name());
        } catch (IOException e) {
          measurements.broke("%s cold on %s: %s".formatted(name, contender.name(), e.getMessage()));
        }
      }
    }
  }

  /**
   * All queries in one process of each engine.
   *
   * @param warmUps rounds that are not measured
   * @param runs rounds that are
   */
  void warm(int warmUps, int runs, Measurements measurements) throws IOException {
    Map<String, RunnerProcess> processes = new LinkedHashMap<>();
    try {
      for (Contender contender : contenders) {
        processes.put(contender.name(), start(contender));
        measurements.started(contender.name(), processes.get(contender.name()));
      }
      for (int round = 0; round < warmUps + runs; round++) {
        say(
            round < warmUps
                ? "warm-up " + (round + 1) + " of " + warmUps
                : "round " + (round - warmUps + 1) + " of " + runs);
        for (int query : queries) {
          String name = TpchQueries.name(query);
          for (Contender contender : turned(round)) {
            RunnerProcess process = processes.get(contender.name());
            if (process == null) {
              continue;
            }
            try {
              var answer = process.run(TpchQueries.sql(query, scale));
              if (round >= warmUps) {
                measurements.warm(contender.name(), name, answer);
              }
            } catch (IOException e) {
              measurements.broke(
                  "%s warm on %s: %s".formatted(name, contender.name(), e.getMessage()));
              if (!process.isAlive()) {
                process.close();
                processes.put(contender.name(), start(contender));
              }
            }
          }
        }
      }
      for (Map.Entry<String, RunnerProcess> each : processes.entrySet()) {
        measurements.peak(each.getKey(), each.getValue().peakMemoryBytes());
      }
    } finally {
      for (RunnerProcess process : processes.values()) {
        process.close();
      }
    }
  }

  private RunnerProcess start(Contender contender) throws IOException {
    return new RunnerProcess(contender, logs.resolve(contender.name() + ".log"), patience);
  }

  private List<Contender> turned(int by) {
    List<Contender> turned = new java.util.ArrayList<>(contenders);
    Collections.rotate(turned, -by);
    return turned;
  }

  private static void say(String what) {
    System.err.println("benchmarks: " + what);
  }
}
