package dev.dunlin.tests.generated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.tests.generated.Outcome.Answer;
import dev.dunlin.tests.generated.Report.Fault;
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
  private static final int MOST_TRIES = 300;

  @TempDir static Path folder;

  @Test
  void giveTheRowsOfDuckDbInEveryMode() throws Exception {
    long seed = Long.getLong("queries.seed", 1);
    int first = Integer.getInteger("queries.first", 1);
    int count = Integer.getInteger("queries.count", 2_000);
    Grammars grammars = Grammars.read();
    List<Table> tables = Tables.known();
    Report report = new Report();
    try (Engines engines = new Engines(Tables.in(folder))) {
      for (int number = first; number < first + count; number++) {
        Choices choices = new Choices(seed, number);
        Node statement = Queries.statement(grammars, choices, tables);
        run(number, statement, modes(choices), engines, report);
        if (report.faults().size() >= MOST_FAULTS) {
          break;
        }
      }
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

  private static void run(
      int number, Node statement, List<Mode> modes, Engines engines, Report report) {
    String sql = statement.toString();
    Outcome expected = engines.expected(sql);
    boolean same = true;
    for (Mode mode : modes) {
      Verdict verdict = engines.verdict(mode, sql, expected);
      report.verdict(verdict, sql);
      same &= verdict.kind() == Verdict.Kind.SAME_ROWS;
      if (verdict.kind().isFault()) {
        report.fault(shrunk(number, mode, statement, verdict, engines));
        break;
      }
    }
    report.constructs(
        statement.constructs(),
        same && expected instanceof Answer answer && !answer.rows().rows().isEmpty());
  }

  private static Fault shrunk(
      int number, Mode mode, Node statement, Verdict verdict, Engines engines) {
    Node smallest =
        new Shrinker(
                sql -> same(verdict, engines.verdict(mode, sql, engines.expected(sql))), MOST_TRIES)
            .shrink(statement);
    String sql = smallest.toString();
    return new Fault(
        number,
        mode,
        statement.toString(),
        sql,
        engines.verdict(mode, sql, engines.expected(sql)),
        engines.plan(mode, sql));
  }

  /** Whether a smaller statement shows the same fault, as far as can be told. */
  private static boolean same(Verdict before, Verdict after) {
    return before.kind() == after.kind()
        && switch (before.kind()) {
          case FAILS, BREAKS -> before.shape().equals(after.shape());
          default -> true;
        };
  }
}
