package dev.dunlin.tests.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which folder a table's name stands for, and when that folder goes. */
@Tag("oracle")
final class TableFoldersTest {
  @TempDir Path folder;
  private DunlinSession session;
  private Path thesis;

  @BeforeEach
  void open() throws Exception {
    session =
        DunlinSession.open(
            Config.DEFAULTS
                .with("work.uri", folder.resolve("work").toString())
                .with("catalog.file", folder.resolve("home/catalog.json").toString()));
    thesis = Files.createDirectory(folder.resolve("thesis"));
    Files.writeString(thesis.resolve("chapter1"), "text");
  }

  @AfterEach
  void close() throws Exception {
    session.close();
    assertEquals("text", Files.readString(thesis.resolve("chapter1")));
  }

  private void run(String sql) {
    session.sql(sql).close();
  }

  private String refused(String sql) {
    UserErrorException e = assertThrows(UserErrorException.class, () -> run(sql), sql);
    return String.valueOf(e.getMessage());
  }

  private List<String> rows(String sql) throws IOException {
    try (Rows rows = (Rows) session.sql(sql)) {
      return rows.list().stream().map(row -> row.values().toString()).toList();
    }
  }

  private Path warehouse() {
    return folder.resolve("home/warehouse");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(warehouse())) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../thesis",
        "..",
        ".",
        ".hidden",
        "...",
        "/THESIS",
        "a/b",
        "a/../../../thesis",
        "a\\b",
        "a\nb",
        "a\tb",
        "\u001b[31m",
        "a\u0085",
        "a\u2028b",
        "a\u202eb",
        "*",
        "t?",
        "[t]",
        "{a,b}",
        "a ",
        " a",
        "a.",
        " ",
        "e\u0301",
        "~/x",
        "s3://bucket/t",
        "file:///tmp/t"
      })
  void aNameThatIsNoFoldersNameIsRefused(String name) throws Exception {
    String table = "\"" + name.replace("THESIS", thesis.toString().substring(1)) + "\"";
    for (String create :
        List.of("CREATE TABLE ", "CREATE OR REPLACE TABLE ", "EXPLAIN CREATE TABLE ")) {
      String message = refused(create + table + " AS SELECT 1 AS one");
      assertTrue(message.contains("LOCATION 'folder'"), message);
    }
    assertFalse(Files.exists(warehouse()));
    run("CREATE TABLE " + table + " LOCATION '" + folder.resolve("out") + "' AS SELECT 1 AS one");
    assertEquals(List.of("[1]"), rows("FROM " + table));
    run("DROP TABLE " + table);
    assertTrue(Files.exists(folder.resolve("out/_SUCCESS")));
  }

  @Test
  void aNameThatIsTooLongIsRefused() throws Exception {
    for (String name : List.of("x".repeat(201), "x".repeat(5000), "é".repeat(101))) {
      assertTrue(
          refused("CREATE TABLE " + name + " AS SELECT 1 AS one").contains("200 is the most"));
    }
    String longest = "x".repeat(200);
    run("CREATE TABLE " + longest + " AS SELECT 1 AS one");
    run("CREATE OR REPLACE TABLE " + longest + " AS SELECT 2 AS one");
    assertEquals(List.of("[2]"), rows("FROM " + longest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "_under",
        "with space",
        "ünï",
        "日本",
        "a'b",
        "k=v",
        "100%",
        "x.parquet",
        "--"
      })
  void anyOtherNameIsItsFoldersName(String name) throws Exception {
    for (int i = 0; i < 2; i++) {
      run("CREATE TABLE \"%s\" AS SELECT %d AS one".formatted(name, i));
      assertEquals(List.of("[" + i + "]"), rows("FROM \"" + name + "\""));
      assertEquals(List.of(name), names());
      run("DROP TABLE \"" + name + "\"");
      assertFalse(Files.exists(warehouse().resolve(name)));
    }
  }

  @Test
  void whatIsReplacedGoesAndNothingElse() throws Exception {
    run("CREATE TABLE t AS SELECT 1 AS one");
    run("CREATE TABLE other AS SELECT 1 AS one");
    run("CREATE OR REPLACE TABLE T AS SELECT 2 AS one");
    assertEquals(List.of("[2]"), rows("FROM t"));
    assertEquals(List.of("T", "other"), names());
    run(
        "CREATE OR REPLACE TABLE t LOCATION '%s' AS SELECT 3 AS one"
            .formatted(folder.resolve("out")));
    assertEquals(List.of("other"), names());
    run("CREATE OR REPLACE TABLE t AS SELECT one + 1 AS one FROM t");
    assertEquals(List.of("[4]"), rows("FROM t"));
    assertTrue(Files.exists(folder.resolve("out/_SUCCESS")));
    run("CREATE OR REPLACE TABLE t USING parquet LOCATION '%s'".formatted(folder.resolve("out")));
    assertEquals(List.of("[3]"), rows("FROM t"));
    assertEquals(List.of("other"), names());
    run("DROP TABLE t");
    run("CREATE VIEW v AS FROM other");
    run("DROP VIEW v");
    run("DROP TABLE IF EXISTS nothing");
    assertTrue(Files.exists(folder.resolve("out/_SUCCESS")));
    assertEquals(List.of("other"), names());
  }

  @Test
  void aLocationIsElsewhereAndOneFolder() throws Exception {
    run("CREATE TABLE t AS SELECT 1 AS one");
    for (String location : List.of("/t", "/t/", "/../warehouse/t", "/*", "/t/*.parquet", "")) {
      String there = "LOCATION '" + warehouse() + location + "'";
      assertTrue(refused("CREATE TABLE u USING parquet " + there).contains("warehouse"), location);
      assertTrue(
          refused("CREATE OR REPLACE TABLE t " + there + " AS SELECT 2 AS one")
              .contains("warehouse"),
          location);
    }
    for (String location : List.of("a*", "[a]", "{a,b}", "a?/b")) {
      String there = "LOCATION '" + folder + "/" + location + "'";
      assertTrue(
          refused("CREATE TABLE u " + there + " AS SELECT 2 AS one").contains("wildcards"),
          location);
    }
    assertEquals(List.of("[1]"), rows("FROM t"));
  }

  /** A catalog that somebody has edited, with names and places that Dunlin would not write. */
  @Test
  void dropRemovesNothingThatDunlinHasNotMade() throws Exception {
    Files.createDirectories(warehouse().resolve("t"));
    Files.writeString(warehouse().resolve("t/file"), "mine");
    List<String> names = List.of("../../thesis", "t/../../../thesis", "a", "..", ".", "/", "");
    List<String> locations =
        List.of(
            thesis.toString(),
            warehouse() + "/../../thesis",
            warehouse() + "/t",
            warehouse() + "/..",
            warehouse().toString(),
            warehouse() + "/a/../t",
            warehouse() + "/a/");
    for (String name : names) {
      for (String location : locations) {
        Files.writeString(
            folder.resolve("home/catalog.json"),
            "{\"version\": 1, \"tables\": {\"%s\": {\"format\": \"PARQUET\", \"location\": \"%s\", \"options\": {}}}}"
                .formatted(name, location));
        if (!name.isEmpty()) {
          run("DROP TABLE \"" + name + "\"");
        }
        assertEquals("mine", Files.readString(warehouse().resolve("t/file")), name + location);
        assertEquals("text", Files.readString(thesis.resolve("chapter1")), name + location);
      }
    }
  }

  @Test
  void aFolderThatIsALinkIsNotFollowed() throws Exception {
    run("CREATE TABLE t AS SELECT 1 AS one");
    Files.move(warehouse().resolve("t"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(warehouse().resolve("t"), folder.resolve("elsewhere"));
    run("DROP TABLE t");
    assertEquals(List.of(), names());
    assertTrue(Files.exists(folder.resolve("elsewhere/_SUCCESS")));
  }
}
