package dev.dunlin.tests.generated;

import dev.dunlin.tests.generated.Outcome.Answer;
import dev.dunlin.tests.generated.Report.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement, and how it fared.
 *
 * @param verdicts one for each mode that was tried: none is after a fault
 * @param fault the statement shrunk, if it has one
 * @param withRows whether all modes gave DuckDB's rows, and at least one
 */
record Trial(Node statement, List<Verdict> verdicts, Optional<Fault> fault, boolean withRows) {
  private static final int MOST_TRIES = 300;

  Trial {
    verdicts = List.copyOf(verdicts);
  }

  /** Runs a statement in some modes. */
  static Trial of(int number, Node statement, List<Mode> modes, Engines engines) {
    String sql = statement.toString();
    Outcome expected = engines.expected(sql);
    List<Verdict> verdicts = new ArrayList<>();
    for (Mode mode : modes) {
      Verdict verdict = engines.verdict(mode, sql, expected);
      verdicts.add(verdict);
      if (verdict.kind().isFault()) {
        Fault fault = shrunk(number, mode, statement, verdict, engines);
        return new Trial(statement, verdicts, Optional.of(fault), false);
      }
    }
    boolean same = verdicts.stream().allMatch(v -> v.kind() == Verdict.Kind.SAME_ROWS);
    boolean any = expected instanceof Answer answer && !answer.rows().rows().isEmpty();
    return new Trial(statement, verdicts, Optional.empty(), same && any);
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
