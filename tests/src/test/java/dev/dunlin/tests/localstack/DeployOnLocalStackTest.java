package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.badinput.Cli.Finished;
import dev.dunlin.tests.localstack.DunlinStack.Inventory;
import dev.dunlin.tests.tpch.TpchModes;
import dev.dunlin.tests.tpch.TpchModes.Mode;
import dev.dunlin.tests.tpch.TpchTables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stack's life, a step after the other: {@code dunlin deploy} with the templates and the package
 * of the distribution, jobs on what it has made, and {@code dunlin undeploy}. To give an existing
 * function another package cannot be tried here, as LocalStack 4.14 cannot change an alias.
 */
@NeedsLocalStack
@TestMethodOrder(OrderAnnotation.class)
@Timeout(300)
final class DeployOnLocalStackTest {
  @TempDir static Path folder;
  private static DunlinStack stack;
  private static S3ObjectStore store;
  private static Inventory before;

  @BeforeAll
  static void open(LocalStack localStack) {
    stack = DunlinStack.of(localStack, "dunlin-test", folder);
    store = new S3ObjectStore(localStack::s3Settings);
    before = stack.inventory();
  }

  @AfterAll
  static void close() throws Exception {
    store.close();
    stack.close();
  }

  @Test
  @Order(1)
  void deployAsksFirstAndWithoutAnAnswerChangesNothing() throws Exception {
    Finished asked = stack.deploy();
    assertEquals(2, asked.exitCode(), asked.err());
    assertTrue(asked.err().contains("it costs nothing while no job runs"), asked.err());
    assertTrue(asked.err().contains("give --yes to go on"), asked.err());
    assertEquals(before, stack.inventory());
  }

  @Test
  @Order(2)
  void deployMakesBucketAndFunctionsAndTriesThem() throws Exception {
    Finished deployed = stack.deploy("--yes");
    assertEquals(0, deployed.exitCode(), deployed.err() + deployed.out());
    assertEquals(
        List.of("ok    function", "ok    release", "ok    work", "ok    task"),
        deployed.out().lines().map(line -> line.substring(0, 16).strip()).toList());
    Inventory made = stack.inventory();
    assertEquals(List.of("dunlin-test-1769", "dunlin-test-3008"), made.functions());
    assertTrue(made.buckets().contains(stack.bucket().bucket()), made::toString);
  }

  @Test
  @Order(3)
  void shopflowGivesDuckDbsRows() throws Exception {
    ShopflowOnS3 shopflow = new ShopflowOnS3(store, stack.bucket());
    shopflow.upload();
    Billing billing = shopflow.run(stack.settings(), folder).billing();
    assertEquals(12, billing.calls());
    assertTrue(billing.billedMillis() > 0, billing::toString);
  }

  @TestFactory
  @Order(4)
  Stream<DynamicTest> tpchGivesDuckDbsRows() throws Exception {
    TpchTables tables = TpchTables.open();
    ObjectUri data = stack.bucket().resolve("data/tpch/");
    tables.upload(store, data);
    TpchModes modes = new TpchModes(tables, tables.views(data), stack.settings());
    return IntStream.rangeClosed(1, TpchQueries.COUNT)
        .mapToObj(
            query ->
                DynamicTest.dynamicTest(
                    "TPC-H q" + query,
                    () -> {
                      JobReport report = modes.check(Mode.DEFAULTS, query);
                      assertEquals(report.tasks(), report.billing().calls());
                    }))
        .onClose(modes::close);
  }

  @Test
  @Order(5)
  void deployingAgainFindsNothingToDo() throws Exception {
    Finished again = stack.deploy("--yes");
    assertEquals(0, again.exitCode(), again.err() + again.out());
    assertTrue(again.err().contains("the functions are up to date"), again.err());
  }

  @Test
  @Order(6)
  void undeployLeavesNothing() throws Exception {
    Finished removed = stack.undeploy();
    assertEquals(0, removed.exitCode(), removed.err());
    assertEquals(before, stack.inventory());
    assertEquals(Map.of(), stack.section());
  }

  @Test
  @Order(7)
  void undeployingAgainFindsNothingToRemove() throws Exception {
    Finished none = stack.undeploy();
    assertEquals(2, none.exitCode());
    assertTrue(none.err().startsWith("error: There is no stack dunlin-test in "), none.err());
  }
}
