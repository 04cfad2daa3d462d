package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.runner.Checksum;
import dev.dunlin.benchmarks.runner.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What was measured, and what broke. */
final class Measurements {
  /** One cell of the tables. */
  private record Cell(String contender, String query) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      int order = contender.compareTo(other.contender);
      return order != 0 ? order : query.compareTo(other.query);
    }
  }

  private final Map<Cell, Engine.Answer> cold = new TreeMap<>();
  private final Map<Cell, List<Engine.Answer>> warm = new TreeMap<>();
  private final Map<String, List<Duration>> startUps = new TreeMap<>();
  private final Map<String, Long> peaks = new TreeMap<>();
  private final Map<String, String> versions = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();

  void started(String contender, RunnerProcess process) {
    versions.put(contender, process.version());
    startUps.computeIfAbsent(contender, _ -> new ArrayList<>()).add(process.startUp());
  }

  void cold(String contender, String query, Engine.Answer answer) {
    cold.put(new Cell(contender, query), answer);
  }

  void warm(String contender, String query, Engine.Answer answer) {
    warm.computeIfAbsent(new Cell(contender, query), _ -> new ArrayList<>()).add(answer);
  }

  void peak(String contender, long bytes) {
    peaks.merge(contender, bytes, Math::max);
  }

  void broke(String what) {
    broken.add(what);
  }

  List<String> broken() {
    return broken;
  }

  String version(String contender) {
    return versions.getOrDefault(contender, "?");
  }

  /** The most memory of the process that ran all queries warm; of any process where none did. */
  long peakMemoryBytes(String contender) {
    return peaks.getOrDefault(contender, 0L);
  }

  /** The median time to be ready. */
  OptionalDouble startUpMillis(String contender) {
    return millis(
        median(
            startUps.getOrDefault(contender, List.of()).stream().map(Duration::toNanos).toList()));
  }

  /** The time of a query's first run in a new process. */
  OptionalDouble coldMillis(String contender, String query) {
    Engine.Answer answer = cold.get(new Cell(contender, query));
    return answer == null ? OptionalDouble.empty() : OptionalDouble.of(answer.nanos() / 1e6);
  }

  /** The median time of a query's measured runs. */
  OptionalDouble warmMillis(String contender, String query) {
    return millis(median(answers(contender, query).stream().map(Engine.Answer::nanos).toList()));
  }

  /** The median of a counter over a query's measured runs; empty if the engine has none. */
  OptionalDouble counter(String contender, String query, String name) {
    return median(
        answers(contender, query).stream()
            .flatMap(answer -> Optional.ofNullable(answer.counters().get(name)).stream())
            .toList());
  }

  /** The names of the counters that an engine gave. */
  List<String> counters(String contender) {
    return warm.entrySet().stream()
        .filter(entry -> entry.getKey().contender().equals(contender))
        .flatMap(entry -> entry.getValue().stream())
        .flatMap(answer -> answer.counters().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private List<Engine.Answer> answers(String contender, String query) {
    return warm.getOrDefault(new Cell(contender, query), List.of());
  }

  /** Compares every answer to a query, of all engines and runs, with the first one of them. */
  void compareAnswers(List<String> contenders, List<String> queries) {
    for (String query : queries) {
      Engine.Answer first = null;
      String from = "";
      for (String contender : contenders) {
        List<Engine.Answer> all = new ArrayList<>(answers(contender, query));
        Optional.ofNullable(cold.get(new Cell(contender, query))).ifPresent(all::add);
        for (Engine.Answer answer : all) {
          if (first == null) {
            first = answer;
            from = contender;
          } else if (first.rows() != answer.rows()
              || !Checksum.agree(first.checksum(), answer.checksum())) {
            broke(
                "%s: %s gave %d rows (%s), %s %d rows (%s)"
                    .formatted(
                        query,
                        from,
                        first.rows(),
                        first.checksum(),
                        contender,
                        answer.rows(),
                        answer.checksum()));
            break;
          }
        }
      }
    }
  }

  private static OptionalDouble median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return n == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2.0);
  }

  private static OptionalDouble millis(OptionalDouble nanos) {
    return nanos.isPresent() ? OptionalDouble.of(nanos.getAsDouble() / 1e6) : nanos;
  }
}
