package dev.dunlin.tests.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.tests.publish.OutputReader.Look;
import java.util.List;
import java.util.stream.IntStream;

/** Outputs that can be told from each other, and from a part of one, by their rows. */
final class Versions {
  private static final int ROWS = 12;

  private Versions() {}

  /** A statement that writes a version, with options of COPY as {@code , OVERWRITE}. */
  static String copy(int version, Object target, String options) {
    return "COPY (SELECT %d AS version, i AS id, i %% 3 AS k FROM range(%d) t(i)) TO '%s' (FORMAT csv%s)"
        .formatted(version, ROWS, target, options);
  }

  /** What a reader finds of a version. */
  static List<String> rows(int version, String options) {
    boolean partitioned = options.contains("PARTITION_BY");
    return IntStream.range(0, ROWS)
        .mapToObj(
            i ->
                partitioned
                    ? "k=%d/%d,%d".formatted(i % 3, version, i)
                    : "%d,%d,%d".formatted(version, i, i % 3))
        .sorted()
        .toList();
  }

  /** The version that a reader has found whole; 0 if there was nothing at all. */
  static int version(Look look, String options) {
    if (look.job().isEmpty()) {
      assertEquals(List.of(), look.rows(), "rows that no _SUCCESS stands for");
      return 0;
    }
    assertTrue(!look.rows().isEmpty(), "no rows, where _SUCCESS says that all are there");
    String first = look.rows().getFirst();
    String version = first.substring(first.lastIndexOf('/') + 1, first.indexOf(','));
    assertEquals(rows(Integer.parseInt(version), options), look.rows(), "not one whole version");
    return Integer.parseInt(version);
  }
}
