package dev.dunlin.executor;

import static dev.dunlin.executor.Tasks.csv;
import static dev.dunlin.executor.Tasks.parquet;
import static dev.dunlin.executor.Tasks.scan;
import static dev.dunlin.executor.Tasks.schema;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.shuffle.FileObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What SQL may not do in a task, whoever wrote it: descriptors here are as one would write them who
 * has got past the planner.
 */
@Tag("unit")
final class WallTest {
  private static final Schema TEXT = schema("v VARCHAR");
  private static final String SECRET = "wJalrXUtnFEMI";

  /** How DuckDB says that it was not allowed to. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "file system operations are disabled by configuration|configuration has been locked"
              + "|external extensions is disabled|enable_external_access|disabled by configuration"
              + "|Not a setting");

  @TempDir Path folder;
  private Path outside;
  private Tasks tasks;

  @BeforeEach
  void open() throws Exception {
    // A work folder behind a link is as good as any; a link in it leads nowhere.
    Path real = Files.createDirectory(folder.resolve("real"));
    Path inside = Files.createSymbolicLink(folder.resolve("inside"), real);
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), SECRET);
    Files.writeString(outside.resolve("secret.csv"), "v\n" + SECRET + "\n");
    Files.createSymbolicLink(Files.createDirectory(real.resolve("work")).resolve("link"), outside);
    tasks = new Tasks(new FileObjectStore(), inside, ObjectUri.file(inside.resolve("work")));
    tasks.write("secret.parquet", "SELECT '" + SECRET + "' AS v", "FORMAT parquet");
    Files.move(inside.resolve("secret.parquet"), outside.resolve("secret.parquet"));
  }

  @AfterEach
  void close() throws Exception {
    tasks.close();
  }

  /** Queries that would give something which is not the task's to read. */
  private List<String> readings() {
    List<String> queries = new ArrayList<>();
    for (String path :
        List.of(
            outside + "/secret.txt",
            outside + "/*",
            folder + "/inside/../outside/secret.txt",
            folder + "/inside/work/link/secret.txt",
            "/proc/self/environ",
            "/proc/self/root" + outside + "/secret.txt",
            "file://" + outside + "/secret.txt",
            "/etc/passwd",
            "../lambda-executor/pom.xml",
            "pom.xml")) {
      queries.add("SELECT content FROM read_text('" + path + "')");
      queries.add("SELECT file FROM glob('" + path + "')");
    }
    queries.add("SELECT content::VARCHAR FROM read_blob('/proc/self/environ')");
    queries.add("SELECT v FROM '" + outside + "/secret.csv'");
    queries.add("SELECT v FROM read_csv('" + outside + "/secret.csv')");
    queries.add("SELECT v FROM read_parquet('" + outside + "/secret.parquet')");
    queries.add("SELECT json FROM read_ndjson_objects('" + outside + "/secret.txt')");
    queries.add(
        "SELECT json FROM read_json_objects('/proc/self/environ', format = 'unstructured')");
    queries.add("SELECT delimiter FROM sniff_csv('/proc/self/environ')");
    queries.add("SELECT path_in_schema FROM parquet_metadata('" + outside + "/secret.parquet')");
    queries.add("SELECT file_name FROM parquet_file_metadata('" + outside + "/secret.parquet')");
    queries.add("SELECT * FROM query('SELECT content FROM read_text(''/proc/self/environ'')')");
    queries.add("SELECT * FROM query_table('" + outside + "/secret.parquet')");
    queries.add("SELECT v FROM read_parquet('http://127.0.0.1:9/secret.parquet')");
    queries.add("SELECT v FROM read_parquet('s3://bucket/secret.parquet')");
    return queries;
  }

  /** Statements that would leave something, or open a way out. */
  private List<String> statements() {
    return List.of(
        "COPY (SELECT 1) TO '" + outside + "/left.csv'",
        "COPY (SELECT 1) TO '" + folder + "/inside/work/link/left.csv'",
        "COPY (SELECT 1 AS a, 2 AS b) TO '" + outside + "/left' (FORMAT parquet, PARTITION_BY (a))",
        "EXPORT DATABASE '" + outside + "/left'",
        "IMPORT DATABASE '" + outside + "'",
        "ATTACH '" + outside + "/left.db' AS out",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '" + outside + "/secret.duckdb_extension'",
        "INSTALL httpfs FROM 'http://127.0.0.1:9'",
        "SET enable_external_access = true",
        "RESET enable_external_access",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "SET allowed_directories = ['/']",
        "SET allowed_paths = ['/proc/self/environ']",
        "SET allowed_configs = ['allowed_paths']",
        "SET temp_directory = '" + outside + "/left'",
        "SET log_query_path = '" + outside + "/left.log'",
        "SET home_directory = '" + outside + "'",
        "SET secret_directory = '" + outside + "'",
        "SET autoinstall_known_extensions = true",
        "SET custom_extension_repository = 'http://127.0.0.1:9'",
        "SET profiling_output = '" + outside + "/left.json'",
        "SET TimeZone = 'Asia/Tokyo'",
        "PRAGMA enable_profiling = 'json'",
        "CALL enable_logging(storage = 'file', storage_config = {'path': '" + outside + "/left'})",
        "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')");
  }

  @Test
  void aFragmentReadsNothingThatIsNotItsOwn() {
    List<String> got = new ArrayList<>();
    for (String query : readings()) {
      for (String sql : List.of(query, "SELECT (" + query + ") AS v")) {
        refused(tasks.task(sql, TEXT, tasks.single()), sql, got);
      }
    }
    assertEquals(List.of(), got);
  }

  @Test
  void aStatementThatIsSmuggledInDoesNothing() throws Exception {
    List<String> got = new ArrayList<>();
    for (String statement : statements()) {
      // What an input's type is written into is one statement, and would be three.
      Schema type =
          schema(
              "v VARCHAR) AS v; "
                  + statement
                  + "; CREATE TEMP VIEW more AS SELECT CAST(1 AS VARCHAR");
      TaskInput nothing = new TaskInput.Segments("input", type, List.of());
      refused(tasks.task("SELECT v FROM input", TEXT, tasks.single(), nothing), statement, got);
    }
    String setting = "'UTC'; " + statements().getFirst();
    refused(withSetting("TimeZone", setting), setting, got);
    refused(withSetting("TimeZone = 'UTC'; SET threads", "1"), "a setting's name", got);
    assertEquals(List.of(), got);
    try (Stream<Path> left = Files.list(outside)) {
      assertEquals(3, left.count());
    }
  }

  private TaskDescriptor withSetting(String name, String value) {
    TaskDescriptor task = tasks.task("SELECT '' AS v", TEXT, tasks.single());
    return new TaskDescriptor(
        TaskWire.VERSION,
        task.attempt(),
        task.sql(),
        task.schema(),
        task.inputs(),
        task.output(),
        task.resources(),
        Map.of(name, value));
  }

  /** Notes what was not refused, or not by what we mean to be the wall. */
  private void refused(TaskDescriptor task, String sql, List<String> got) {
    TaskOutcome outcome = tasks.run(task);
    if (!(outcome instanceof TaskOutcome.Failed failed)
        || !REFUSED.matcher(failed.failure().message()).find()) {
      got.add(sql + " -> " + outcome);
    }
  }

  @Test
  void aTaskReadsItsOwnFilesAndNoneOfAnothers() throws Exception {
    Path own = tasks.write("own.csv", "v\nown\n");
    Path others = tasks.write("others.csv", "v\nothers\n");
    tasks.rows("SELECT v FROM t", TEXT, scan("t", csv(TEXT), tasks.whole(others)));
    String both = "SELECT v FROM t UNION ALL SELECT v FROM read_csv('%s')".formatted(others);
    List<String> got = new ArrayList<>();
    refused(
        tasks.task(both, TEXT, tasks.single(), scan("t", csv(TEXT), tasks.whole(own))), both, got);
    assertEquals(List.of(), got);
  }

  @Test
  void readingSpillingAndWritingWorkBehindIt() throws Exception {
    Schema numbers = schema("k BIGINT", "v VARCHAR");
    Path odd = Files.createDirectory(tasks.write("x", "").resolveSibling("we[i]rd * 'name?"));
    Path file =
        tasks.write(
            odd.getFileName() + "/a[1]*.parquet",
            "SELECT i AS k, hash(i)::VARCHAR AS v FROM range(3000000) r(i)",
            "FORMAT parquet");
    TaskDescriptor sort =
        tasks.task(
            "SELECT k, v FROM t ORDER BY v",
            numbers,
            tasks.single(),
            scan("t", parquet(numbers), tasks.whole(file)));
    TaskOutcome.Succeeded sorted =
        tasks.succeed(
            new TaskDescriptor(
                TaskWire.VERSION,
                sort.attempt(),
                sort.sql(),
                sort.schema(),
                sort.inputs(),
                sort.output(),
                new TaskDescriptor.Resources(2, 60 << 20),
                sort.settings()));
    assertTrue(sorted.metrics().spilledBytes() > 0, () -> "Nothing spilled: " + sorted);
    TaskInput shuffle = new TaskInput.Segments("s", numbers, sorted.segments());
    assertEquals(
        List.of("3000000|4499998500000"),
        tasks.rows("SELECT count(*) AS k, sum(k)::VARCHAR AS v FROM s", numbers, shuffle));
    TaskOutcome.Succeeded written =
        tasks.succeed(
            tasks.task(
                "SELECT k % 2 AS k, v FROM s WHERE k < 10",
                numbers,
                new TaskOutput.Files(
                    ObjectUri.file(outside.resolve("result")),
                    FileFormat.CSV,
                    Map.of(),
                    List.of("k"),
                    List.of("k", "v")),
                shuffle));
    assertEquals(2, written.files().size());
  }

  @Test
  void theEnvironmentsProxyIsNotToBeSeen() throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Settings.class.getName(),
            folder.resolve("settings").toString());
    java.environment().put("HTTP_PROXY", "http://user:" + SECRET + "@proxy:1");
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("http_proxy"), said);
    assertFalse(said.contains(SECRET), said);
  }

  /** Prints the settings that SQL in a task sees. */
  static final class Settings {
    private Settings() {}

    public static void main(String[] args) throws Exception {
      Path folder = Files.createDirectory(Path.of(args[0]));
      Schema settings = schema("name VARCHAR", "value VARCHAR");
      try (Tasks tasks =
          new Tasks(new FileObjectStore(), folder, ObjectUri.file(folder.resolve("work")))) {
        tasks
            .rows("SELECT name, value FROM duckdb_settings()", settings)
            .forEach(System.out::println);
      }
    }
  }
}
