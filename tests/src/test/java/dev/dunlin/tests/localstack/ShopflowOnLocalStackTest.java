package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.SqlResult;
import dev.dunlin.planner.Statement;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.badinput.Cli;
import dev.dunlin.tests.examples.Shopflow;
import dev.dunlin.tests.oracle.Comparison;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.oracle.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of examples/shopflow, with input, shuffle and output on LocalStack's S3. */
@NeedsLocalStack
final class ShopflowOnLocalStackTest {
  private static final ObjectUri BUCKET = ObjectUri.parse("s3://shopflow");
  private static final ObjectUri OUTPUT = BUCKET.resolve("order_totals");
  private static final ObjectUri WORK = BUCKET.resolve("work");

  @TempDir Path folder;
  private final LocalStack localStack;
  private final S3ObjectStore s3;

  ShopflowOnLocalStackTest(LocalStack localStack) {
    this.localStack = localStack;
    s3 = new S3ObjectStore(localStack::s3Settings);
  }

  @AfterEach
  void close() {
    s3.close();
  }

  @BeforeAll
  static void upload(LocalStack localStack) throws IOException {
    localStack.makeBucket(BUCKET.bucket());
    try (S3ObjectStore s3 = new S3ObjectStore(localStack::s3Settings);
        Stream<Path> files = Files.walk(Shopflow.DATA)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        ObjectUri object = BUCKET.resolve("data/" + Shopflow.DATA.relativize(file));
        ObjectStat unused = s3.put(object, Files.readAllBytes(file));
      }
    }
  }

  @Test
  void givesDuckDbsRows() throws Exception {
    Map<String, String> settings = new HashMap<>(Shopflow.SETTINGS);
    settings.putAll(localStack.settings());
    settings.put("work.uri", WORK.toString());
    Path copy = folder.resolve("order_totals");
    try (DunlinSession session = DunlinSession.open(Dunlin.config(settings));
        Oracle oracle = new Oracle(2, List.of())) {
      List<Statement> statements =
          session.statements(Shopflow.script(BUCKET.resolve("data"), OUTPUT));
      List<Statement> local = session.statements(Shopflow.script(Shopflow.DATA, copy));
      String totals = Shopflow.query(local.getFirst().text());
      oracle.run("COPY (%s) TO '%s.parquet'".formatted(totals, copy));
      String best = local.getLast().text().replace(copy + "/*.parquet", copy + ".parquet");

      SqlResult.Written written = (SqlResult.Written) session.run(statements.getFirst());
      assertEquals(
          List.of(8, 4), written.report().stages().stream().map(stage -> stage.tasks()).toList());
      List<String> names = s3.list(OUTPUT.resolve("")).stream().map(o -> o.uri().name()).toList();
      assertEquals("_SUCCESS", names.getFirst());
      assertEquals(4, names.stream().filter(name -> name.endsWith(".parquet")).count());
      assertEquals(5, names.size());
      assertEquals(List.of(), s3.list(WORK), "segments that were not removed");

      same(oracle.query(totals), rows(session, "FROM '%s/*.parquet'".formatted(OUTPUT)));
      same(oracle.query(best), rows(session, statements.getLast().text()));
    }
  }

  private static Rows rows(DunlinSession session, String sql) throws IOException {
    try (dev.dunlin.driver.session.Rows rows = (dev.dunlin.driver.session.Rows) session.sql(sql)) {
      return Rows.of(rows);
    }
  }

  private static void same(Rows expected, Rows actual) {
    assertTrue(expected.rows().size() >= 5, () -> "Too few rows: " + expected.rows().size());
    assertEquals(Optional.empty(), Comparison.difference(expected, actual, false));
  }

  @Test
  void whatADeadJobHasLeftIsFoundAndRemovedByTheCommand() throws Exception {
    Path part = Files.writeString(folder.resolve("part"), "rows");
    ObjectUri output = BUCKET.resolve("of-a-dead-job");
    StagedObject upload = s3.stage(part, output, "part-00000-j-1234abcd-a0.csv", "j-1234abcd");

    Cli.Finished shown = clean(output.toString());
    assertEquals(0, shown.exitCode(), shown.err());
    assertTrue(shown.out().startsWith("remove   unfinished upload  j-1234abcd"), shown.out());
    assertTrue(shown.out().stripTrailing().endsWith(upload.target().toString()), shown.out());

    Cli.Finished removed = clean(output.toString(), "--yes");
    assertEquals(0, removed.exitCode(), removed.err());
    assertTrue(removed.err().contains("Removed 1, "), removed.err());

    Cli.Finished again = clean(output.toString(), "--yes");
    assertTrue(again.err().contains("There is nothing to remove."), again.err());
  }

  /** The command, led to LocalStack by AWS's own variables, with a work folder of its own. */
  private Cli.Finished clean(String... arguments) throws Exception {
    List<String> environment = new ArrayList<>(List.of("env"));
    localStack.environment().forEach((name, value) -> environment.add(name + "=" + value));
    List<String> command = new ArrayList<>(List.of("clean", "--older-than", "0m"));
    command.add("--set=work.uri=" + folder.resolve("work"));
    command.addAll(List.of(arguments));
    return Cli.run(environment, folder, command.toArray(String[]::new));
  }
}
