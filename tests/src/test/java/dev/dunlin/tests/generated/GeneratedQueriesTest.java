package dev.dunlin.tests.generated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated statements give DuckDB's columns and rows, whichever way they are cut into stages. Any
 * number, from any seed, in all modes: {@code make queries COUNT=20000 SEED=7}.
 */
@Tag("generated")
final class GeneratedQueriesTest {
  private static final int MOST_FAULTS = Integer.getInteger("queries.faults", 30);

  @TempDir static Path folder;

  @Test
  void giveTheRowsOfDuckDbInEveryMode() throws Exception {
    long seed = Long.getLong("queries.seed", 1);
    int first = Integer.getInteger("queries.first", 1);
    int count = Integer.getInteger("queries.count", 2_000);
    Grammars grammars = Grammars.read();
    List<Table> tables = Tables.known();
    Report report = new Report();
    try (Trials trials = new Trials(Tables.in(folder))) {
      trials.run(
          first,
          count,
          (number, engines) -> {
            Choices choices = new Choices(seed, number);
            Node statement = Queries.statement(grammars, choices, tables);
            return Trial.of(number, statement, modes(choices), engines);
          },
          trial -> {
            report.trial(trial);
            if (report.faults().size() >= MOST_FAULTS) {
              trials.stop();
            }
          });
    }
    String text = "Seed " + seed + "\n" + report;
    Path file = Path.of("target/generated-queries.txt");
    Files.writeString(file, text);
    System.out.println(text);
    assertTrue(report.faults().isEmpty(), () -> report.faults() + "\nMore is in tests/" + file);
    if (isStandard()) {
      assertEquals(List.of(), report.unseen(), "Known faults that are mended: take them out");
      assertEquals(List.of(), unshown(grammars, report), "Constructs that gave no rows");
    }
  }

  /** Whether it is the run of every build, whose coverage is known. */
  private static boolean isStandard() {
    return System.getProperties().stringPropertyNames().stream()
        .noneMatch(name -> name.startsWith("queries."));
  }

  private static List<String> unshown(Grammars grammars, Report report) {
    return grammars.constructs().stream()
        .filter(construct -> report.withRows(construct) == 0)
        .toList();
  }

  /** One by chance, so that the run takes a quarter of the time; or those that are asked for. */
  private static List<Mode> modes(Choices choices) {
    String asked = System.getProperty("queries.modes", "one");
    Mode[] all = Mode.values();
    return switch (asked) {
      case "one" -> List.of(choices.of(all));
      case "all" -> List.of(all);
      default -> Stream.of(asked.split(",")).map(Mode::valueOf).toList();
    };
  }
}
