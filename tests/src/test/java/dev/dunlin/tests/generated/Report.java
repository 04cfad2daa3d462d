package dev.dunlin.tests.generated;

import dev.dunlin.tests.generated.Verdict.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of a run, for people. */
final class Report {
  private final Map<Kind, Integer> verdicts = new EnumMap<>(Kind.class);
  private final Map<Kind, Map<String, Shape>> shapes = new EnumMap<>(Kind.class);
  private final Map<String, int[]> constructs = new TreeMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Map<KnownFault, Integer> seen = new HashMap<>();

  /**
   * A statement that must not be so.
   *
   * @param number of the statement in the run
   * @param smallest the statement, shrunk
   * @param plan of the shrunk statement
   */
  record Fault(
      int number, Mode mode, String statement, String smallest, Verdict verdict, String plan) {
    String cause() {
      return switch (verdict.kind()) {
        case WRONG_ROWS, WRONG_COLUMNS ->
            verdict.kind().meaning()
                + ": "
                + smallest.replaceAll("\\b[tq][0-9]+\\.\\w+|'[^']*'|[0-9.]+", "…");
        default -> verdict.kind().meaning() + ": " + verdict.shape();
      };
    }

    @Override
    public String toString() {
      return "statement %d, %s: %s\n  %s\n  shrunk to\n  %s\n%s"
          .formatted(
              number,
              mode,
              verdict.kind().meaning(),
              statement,
              smallest,
              verdict.detail().indent(4));
    }
  }

  private static final class Shape {
    private int count;
    private final String example;

    Shape(String example) {
      this.example = example;
    }
  }

  /** Counts what came of a statement. */
  void trial(Trial trial) {
    trial.verdicts().forEach(verdict -> count(verdict, trial.statement()));
    for (String construct : trial.statement().constructs()) {
      int[] counts = constructs.computeIfAbsent(construct, _ -> new int[2]);
      counts[0]++;
      counts[1] += trial.withRows() ? 1 : 0;
    }
    trial.fault().ifPresent(this::keep);
  }

  private void count(Verdict verdict, Node statement) {
    verdicts.merge(verdict.kind(), 1, Integer::sum);
    if (verdict.kind().isCounted()) {
      shapes
          .computeIfAbsent(verdict.kind(), _ -> new TreeMap<>())
          .computeIfAbsent(verdict.shape(), _ -> new Shape(statement.toString()))
          .count++;
    }
  }

  /** Keeps a fault, and tells a new one at once: a run may be long. */
  private void keep(Fault fault) {
    Optional<KnownFault> known = KnownFault.of(fault);
    if (known.isPresent()) {
      seen.merge(known.get(), 1, Integer::sum);
    } else {
      System.out.println(fault);
      faults.add(fault);
    }
  }

  /** Those that are not known. */
  List<Fault> faults() {
    return faults;
  }

  /** Known faults that nothing has shown. */
  List<KnownFault> unseen() {
    return KnownFault.ALL.stream().filter(known -> !seen.containsKey(known)).toList();
  }

  /** How often both gave the same rows, and some, for a statement that shows a construct. */
  int withRows(String construct) {
    return constructs.getOrDefault(construct, new int[2])[1];
  }

  /** Faults by their likely cause: the message, or what the smallest statement is made of. */
  private Map<String, List<Fault>> byCause() {
    return faults.stream()
        .collect(Collectors.groupingBy(Fault::cause, TreeMap::new, Collectors.toList()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Verdicts, of a statement in a mode each:\n");
    verdicts.forEach((kind, count) -> text.append("%8d  %s\n".formatted(count, kind.meaning())));
    shapes.forEach(
        (kind, byShape) -> {
          text.append("\n%s, by message:\n".formatted(kind.meaning()));
          byShape.entrySet().stream()
              .sorted((a, b) -> Integer.compare(b.getValue().count, a.getValue().count))
              .forEach(
                  e ->
                      text.append(
                          "%8d  %s\n            %s\n"
                              .formatted(e.getValue().count, e.getKey(), e.getValue().example)));
        });
    text.append(
        "\nConstructs: statements that show it, and of these with the same rows, at least one:\n");
    constructs.forEach(
        (construct, counts) ->
            text.append("%8d %8d  %s\n".formatted(counts[0], counts[1], construct)));
    seen.forEach(
        (known, count) -> text.append("%8d  known: %s\n".formatted(count, known.reason())));
    byCause()
        .forEach(
            (cause, those) -> {
              text.append("\n%d × %s\n".formatted(those.size(), cause));
              those.forEach(fault -> text.append('\n').append(fault));
            });
    return text.toString();
  }
}
