package dev.dunlin.tests.sql;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query of the corpus gives DuckDB's columns and rows. */
@Tag("oracle")
final class SqlCorpusTest {
  @TempDir static Path folder;

  private static Oracle oracle;
  private static Dunlin split;
  private static Dunlin hashed;

  @BeforeAll
  static void open() throws Exception {
    CorpusTables tables = CorpusTables.in(folder);
    oracle = new Oracle(2, tables.views());
    split =
        new Dunlin(
            Map.of("scan.min-splits", "6", "shuffle.partition-size", "1KiB"), tables.views());
    hashed =
        new Dunlin(
            Map.of(
                "scan.min-splits", "8",
                "join.strategy", "hash",
                "join.filter", "always",
                "shuffle.partitions", "5",
                "shuffle.partition-size", "1B",
                "aggregate.partial", "off",
                "sort.strategy", "range"),
            tables.views());
  }

  @AfterAll
  static void close() throws Exception {
    split.close();
    hashed.close();
    oracle.close();
  }

  static List<Corpus.Query> queries() throws IOException {
    return Corpus.all();
  }

  static List<Corpus.Query> refused() throws IOException {
    return Corpus.of("refused");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queries")
  void overManySplits(Corpus.Query query) throws Exception {
    compare(query, split);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queries")
  void withEverythingShuffled(Corpus.Query query) throws Exception {
    compare(query, hashed);
  }

  /** The name of a refused query is a part of the message that refuses it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefusedByName(Corpus.Query query) {
    UserErrorException refusal =
        assertThrows(UserErrorException.class, () -> split.run(query.in(folder)).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(query.name()), message);
  }

  private static void compare(Corpus.Query query, Dunlin dunlin) throws Exception {
    String sql = query.in(folder);
    Optional<String> difference =
        Comparison.difference(oracle.query(sql), dunlin.query(sql), Comparison.orders(sql));
    if (difference.isPresent()) {
      fail(query + "\n" + difference.get() + "\n\n" + sql + "\n\n" + dunlin.plan(sql));
    }
  }
}
