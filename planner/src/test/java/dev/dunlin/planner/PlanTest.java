package dev.dunlin.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.config.Config;
import dev.dunlin.planner.catalog.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stages of many queries, as EXPLAIN tells them, are those in the files beside {@code
 * queries.sql}. After a change of the planner {@code make plans} writes them anew, to be read as a
 * diff.
 */
@Tag("plan")
final class PlanTest {
  private static final Path PLANS = Path.of("src/test/resources/plans");
  private static final Path TPCH =
      Path.of("../benchmarks/src/main/resources/dev/dunlin/benchmarks/tpch");
  private static final Cluster.Capacity CAPACITY = new Cluster.Capacity(8, 1, 1L << 31);

  /** A thousandth of what they are by default, for tables of a thousandth. */
  private static final Config CONFIG =
      Config.DEFAULTS
          .with("scan.split-size", "64KiB")
          .with("shuffle.partition-size", "32KiB")
          .with("join.broadcast-size", "64KiB")
          .with("sort.gather-size", "256KiB");

  @TempDir static Path folder;

  private static Planner planner;

  /**
   * A query and the file that has its plan.
   *
   * @param settings what it changes of the configuration
   */
  record Query(String name, List<String> settings, String sql) {
    @Override
    public String toString() {
      return name;
    }

    Config config() {
      Config config = CONFIG.with("catalog.file", folder.resolve("catalog.json").toString());
      for (String setting : settings) {
        String[] parts = setting.split("=", 2);
        config = config.with(parts[0].strip(), parts[1].strip());
      }
      return config;
    }
  }

  @BeforeAll
  static void open() throws Exception {
    PlanTables.write(PLANS.resolve("tables.sql"), folder);
    planner = new Planner(new FolderStore(folder.resolve("buckets")));
    for (String table : PlanTables.NAMES) {
      Statement view =
          planner
              .statements("CREATE VIEW %s AS FROM '%s/%1$s/'".formatted(table, folder))
              .getFirst();
      assertEquals(new Planned.Done(), planner.plan(view, CONFIG, CAPACITY));
    }
  }

  @AfterAll
  static void close() {
    planner.close();
  }

  static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (int i = 1; i <= 22; i++) {
      String name = "q%02d".formatted(i);
      String sql = Files.readString(TPCH.resolve(name + ".sql"));
      queries.add(new Query("tpch-" + name, List.of(), sql));
    }
    for (String part : Files.readString(PLANS.resolve("queries.sql")).split("\n\n")) {
      List<String> lines = part.strip().lines().toList();
      List<String> settings =
          lines.stream()
              .filter(line -> line.startsWith("-- set "))
              .map(line -> line.substring("-- set ".length()))
              .toList();
      queries.add(
          new Query(
              lines.getFirst().substring("-- ".length()),
              settings,
              String.join("\n", lines.subList(1 + settings.size(), lines.size()))));
    }
    return queries;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queries")
  void isPlannedAsBefore(Query query) throws IOException {
    String plan = explain(query);
    Path file = PLANS.resolve(query.name() + ".txt");
    if (Boolean.getBoolean("plans.update")) {
      Files.writeString(file, plan);
      return;
    }
    String expected = Files.exists(file) ? Files.readString(file) : "";
    if (!expected.equals(plan)) {
      fail(
          "The plan of %s is not that of %s.\n%s\nIf the new one (+) is the better one: make plans\n"
              .formatted(query, file, LineDiff.of(expected, plan)));
    }
  }

  @Test
  void everyPlanHasAQuery() throws IOException {
    Set<String> names = queries().stream().map(Query::name).collect(Collectors.toSet());
    List<Path> stale;
    try (Stream<Path> files = Files.list(PLANS)) {
      stale =
          files
              .filter(file -> file.toString().endsWith(".txt"))
              .filter(file -> !names.contains(file.getFileName().toString().replace(".txt", "")))
              .toList();
    }
    if (Boolean.getBoolean("plans.update")) {
      for (Path file : stale) {
        Files.delete(file);
      }
      return;
    }
    assertEquals(List.of(), stale, "Plans without a query: make plans");
  }

  private static String explain(Query query) {
    String sql = query.sql().replace("${dir}", folder.toString());
    Statement statement = planner.statements("EXPLAIN " + sql).getFirst();
    Planned.Answer answer = (Planned.Answer) planner.plan(statement, query.config(), CAPACITY);
    StringBuilder text = new StringBuilder();
    answer.rows().forEach(row -> text.append(row.getFirst()).append('\n'));
    return text.toString().replace(folder.toString(), "${dir}");
  }
}
