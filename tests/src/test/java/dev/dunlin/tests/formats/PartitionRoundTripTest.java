package dev.dunlin.tests.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.tests.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever PARTITION_BY writes is what Dunlin and DuckDB read, or it is refused. */
@Tag("oracle")
final class PartitionRoundTripTest {
  /** NULL, and texts that a folder's name could lose or mistake for something else. */
  private static final List<@Nullable String> NASTY =
      Arrays.asList(
          null,
          "",
          "\0",
          "a\0b",
          " ",
          ".",
          "..",
          "...",
          "__HIVE_DEFAULT_PARTITION__",
          "%5F_HIVE_DEFAULT_PARTITION__",
          "__hive_default_partition__",
          "NULL",
          "null",
          "%",
          "%%",
          "%4",
          "%41",
          "A",
          "a",
          "%zz",
          "%C3%A9",
          "%ff",
          "é",
          "e\u0301",
          "É",
          "ß",
          "ss",
          "😀",
          "a/b",
          "/",
          "../x",
          "a\\b",
          "k=v",
          "=",
          "a b",
          "a ",
          " a",
          "a.",
          "a+b",
          "a\nb",
          "\t",
          "\u0001",
          "\u007f",
          "\u2028",
          "*",
          "?",
          "[a]",
          "{a,b}",
          "'",
          "''",
          "\"",
          "$",
          "~",
          "_x",
          ".x",
          "-",
          "#",
          ":",
          "|",
          "<>",
          "007",
          "7",
          "1e3",
          "2024-01-01",
          "true",
          "x".repeat(200),
          "é".repeat(40));

  private static final String LETTERS = "aA._-~%=/\\ '\"?*[]{}+&#:|<>\n\t\0é😀F5";

  @TempDir Path folder;
  private DunlinSession session;
  private Oracle duckdb;

  @BeforeEach
  void open() throws Exception {
    session =
        DunlinSession.open(
            Config.DEFAULTS
                .with("work.uri", folder.resolve("work").toString())
                .with("catalog.file", folder.resolve("catalog.json").toString()));
    duckdb = new Oracle(2, List.of());
  }

  @AfterEach
  void close() throws Exception {
    session.close();
    duckdb.close();
  }

  private static String literal(@Nullable String text) {
    return text == null
        ? "NULL::VARCHAR"
        : "('" + text.replace("'", "''").replace("\0", "' || chr(0) || '") + "')";
  }

  /** The values that Dunlin reads from a folder, by their numbers. */
  private List<@Nullable Object> dunlin(Path out) throws IOException {
    try (Rows rows =
        (Rows)
            session.sql(
                "SELECT id, k FROM read_parquet('%s', hive_types_autocast := false) ORDER BY id"
                    .formatted(out))) {
      List<@Nullable Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.value("k")));
      return values;
    }
  }

  private List<@Nullable Object> duckdb(Path out) throws Exception {
    List<@Nullable Object> values = new ArrayList<>();
    for (var row :
        duckdb
            .query(
                "SELECT id, k FROM read_parquet('%s/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) ORDER BY id"
                    .formatted(out))
            .rows()) {
      values.add(row.get(1));
    }
    return values;
  }

  private void assertRoundTrip(List<@Nullable String> values, Path out) throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      rows.append(i == 0 ? "" : ", ").append("(%d, %s)".formatted(i, literal(values.get(i))));
    }
    session
        .sql(
            "COPY (SELECT * FROM (VALUES %s) t(id, k)) TO '%s' (FORMAT parquet, PARTITION_BY (k))"
                .formatted(rows, out))
        .close();
    assertEquals(values, dunlin(out), "by Dunlin");
    assertEquals(values, duckdb(out), "by DuckDB");
  }

  @Test
  void whatAFoldersNameCouldLoseComesBack() throws Exception {
    assertRoundTrip(NASTY, folder.resolve("out"));
    for (int i = 0; i < NASTY.size(); i++) {
      String is = NASTY.get(i) == null ? "k IS NULL" : "k = " + literal(NASTY.get(i));
      try (Rows rows =
          (Rows)
              session.sql(
                  "SELECT id FROM read_parquet('%s', hive_types_autocast := false) WHERE %s"
                      .formatted(folder.resolve("out"), is))) {
        assertEquals(
            "[[%d]]".formatted(i),
            rows.list().stream().map(r -> r.values()).toList().toString(),
            is);
      }
    }
  }

  @Test
  void textsOfNastyLettersComeBack() throws Exception {
    Random random = new Random(20261128);
    Set<String> values = new LinkedHashSet<>();
    int[] letters = LETTERS.codePoints().toArray();
    while (values.size() < 150) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(9); length > 0; length--) {
        text.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      values.add(text.toString());
    }
    assertRoundTrip(List.copyOf(values), folder.resolve("out"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A1", "_hidden", "__x", "a.b", "a-b", "~a", "9", "ORDER"})
  void aNameThatAFolderKeepsIsReadBack(String name) throws Exception {
    session
        .sql(
            "COPY (SELECT 1 AS id, 'v' AS \"%s\") TO '%s' (FORMAT parquet, PARTITION_BY (\"%1$s\"))"
                .formatted(name, folder.resolve("out")))
        .close();
    String read = "SELECT \"%s\" FROM '%s/**/*.parquet'".formatted(name, folder.resolve("out"));
    try (Rows rows = (Rows) session.sql(read)) {
      assertEquals(List.of("[v]"), rows.list().stream().map(r -> r.values().toString()).toList());
      assertEquals(name, rows.schema().columns().getFirst().name());
    }
    assertEquals("v", duckdb.query(read).rows().getFirst().getFirst());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x", "a/b", "a\\b", ".x", ".", "..", "a=b", "=", "%41", "a%", "a b", " ", "é", "a\nb",
        "a\tb", "a+b", "*", "a:b", "a'b", "{a}", "😀"
      })
  void aNameThatWouldNotBeReadBackIsRefusedBeforeTheJob(String name) {
    assertRefused(name);
    assertRefused("x" + name + "x".repeat(300));
  }

  private void assertRefused(String name) {
    UserErrorException e =
        assertThrows(
            UserErrorException.class,
            () ->
                session.sql(
                    "COPY (SELECT 1 AS id, 'v' AS \"%s\") TO '%s' (PARTITION_BY (\"%1$s\"))"
                        .formatted(name, folder.resolve("out"))));
    assertTrue(String.valueOf(e.getMessage()).contains("PARTITION_BY"), e::getMessage);
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"repeat('x', 300)", "repeat('é', 60)", "repeat('/', 100)"})
  void aValueThatIsTooLongIsTheUsersErrorAtOnce(String value) {
    JobFailedException e =
        assertThrows(
            JobFailedException.class,
            () ->
                session.sql(
                    "COPY (SELECT 1 AS id, %s AS k) TO '%s' (PARTITION_BY (k))"
                        .formatted(value, folder.resolve("out"))));
    assertEquals(JobFailedException.Kind.USER_ERROR, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("PARTITION_BY (k)"), e::getMessage);
    assertTrue(String.valueOf(e.getMessage()).contains("255 bytes"), e::getMessage);
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
