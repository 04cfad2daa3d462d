package dev.dunlin.tests.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sorted query writes is sorted: within its files, and from file to file by their names. */
@Tag("oracle")
final class SortedOutputTest {
  private static final String SORTED =
      "SELECT qty, 7 AS seven, id, sold_on FROM sales ORDER BY price DESC NULLS LAST, id";

  @TempDir static Path folder;

  private static CorpusTables tables;
  private static Oracle oracle;
  private static Dunlin gathered;
  private static Dunlin ranges;

  @BeforeAll
  static void open() throws Exception {
    tables = CorpusTables.in(Files.createDirectory(folder.resolve("data")));
    oracle = new Oracle(2, tables.views());
    gathered = dunlin(Map.of("scan.min-splits", "4"));
    ranges =
        dunlin(
            Map.of(
                "scan.min-splits",
                "4",
                "sort.strategy",
                "range",
                "shuffle.partitions",
                "12",
                "shuffle.partition-size",
                "8KiB"));
  }

  private static Dunlin dunlin(Map<String, String> settings) {
    Map<String, String> all = new java.util.HashMap<>(settings);
    all.put("catalog.file", folder.resolve("catalog.json").toString());
    return new Dunlin(all, tables.views());
  }

  @AfterAll
  static void close() {
    gathered.close();
    ranges.close();
    oracle.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"parquet", "csv", "json"})
  void inOneTask(String format) throws Exception {
    assertEquals(1, files(copy(gathered, SORTED, format)).size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"parquet", "csv", "json"})
  void inManyTasksByRanges(String format) throws Exception {
    assertTrue(files(copy(ranges, SORTED, format)).size() > 3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT id, 1 AS one FROM sales ORDER BY sold_at DESC, id LIMIT 500 OFFSET 7",
        "SELECT store_id, count(*) AS n FROM sales GROUP BY ALL ORDER BY sum(qty), store_id",
        "SELECT id, two FROM (SELECT id, 2 AS two FROM sales ORDER BY price, id) AS s WHERE id > 9",
        "SELECT s.id, t.name FROM sales AS s JOIN stores AS t USING (store_id) ORDER BY s.price, s.id",
        "SELECT qty FROM nothing ORDER BY price"
      })
  void whateverIsSorted(String query) throws Exception {
    copy(gathered, query, "parquet");
    copy(ranges, query, "parquet");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"parquet", "csv", "json"})
  void asATable(String format) throws Exception {
    Path target = folder.resolve("table-" + format);
    ranges.execute(
        "CREATE TABLE sorted_%s USING %s LOCATION '%s' AS %s"
            .formatted(format, format, target, SORTED));
    compare(target, SORTED, format);
  }

  /** Writes a query's rows and compares them with DuckDB's, in order. */
  private static Path copy(Dunlin dunlin, String query, String format) throws Exception {
    Path target = Files.createTempDirectory(folder, "out").resolve("sorted");
    dunlin.execute("COPY (%s) TO '%s' (FORMAT %s)".formatted(query, target, format));
    compare(target, query, format);
    return target;
  }

  private static void compare(Path target, String query, String format) throws Exception {
    String files =
        files(target).stream()
            .map(file -> "'" + file + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    String columns = String.join(", ", oracle.query(query).schema().names());
    // Types that the text formats do not keep are made the same.
    String written = "SELECT COLUMNS(*)::VARCHAR FROM (SELECT %s FROM (%s))";
    assertEquals(
        Optional.empty(),
        Comparison.difference(
            oracle.query(written.formatted(columns, query)),
            oracle.query(written.formatted(columns, "FROM read_" + format + "(" + files + ")")),
            true));
  }

  private static List<Path> files(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(target)) {
      return files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList();
    }
  }
}
