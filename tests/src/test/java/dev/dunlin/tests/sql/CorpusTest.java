package dev.dunlin.tests.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpus itself: it can be an oracle's only if each query has one right answer. */
@Tag("unit")
final class CorpusTest {
  @TempDir static Path folder;

  /**
   * A query whose answer hangs on the order of rows that it doesn't ask for, or on the number of
   * threads, would fail on Dunlin by chance.
   */
  @Test
  void everyQueryHasOneAnswerWhateverTheThreadsAndTheOrderOfTheTablesRows() throws Exception {
    CorpusTables tables = CorpusTables.in(folder);
    List<String> faults = new ArrayList<>();
    int empty = 0;
    try (Oracle one = new Oracle(1, tables.views());
        Oracle two = new Oracle(2, tables.views());
        Oracle shuffled = new Oracle(2, tables.shuffled())) {
      for (Corpus.Query query : Corpus.all()) {
        String sql = query.in(folder);
        try {
          var answer = one.query(sql);
          empty += answer.rows().isEmpty() ? 1 : 0;
          boolean ordered = Comparison.orders(sql);
          Comparison.difference(answer, two.query(sql), ordered)
              .ifPresent(d -> faults.add(query + " (threads)\n" + d));
          Comparison.difference(answer, shuffled.query(sql), ordered)
              .ifPresent(d -> faults.add(query + " (order)\n" + d));
        } catch (java.sql.SQLException e) {
          faults.add(query + "\n" + e.getMessage());
        }
      }
    }
    assertTrue(faults.isEmpty(), () -> faults.size() + " faults\n" + String.join("\n\n", faults));
    assertTrue(empty < 20, "A query without rows compares little, and this many are: " + empty);
  }

  @Test
  void everyQueryHasANameOfItsOwn() throws Exception {
    Set<String> names = new HashSet<>();
    assertEquals(
        List.of(),
        Corpus.all().stream().map(Corpus.Query::toString).filter(n -> !names.add(n)).toList());
  }
}
