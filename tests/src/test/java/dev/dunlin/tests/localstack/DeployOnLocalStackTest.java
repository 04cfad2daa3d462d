package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.benchmarks.tpch.TpchQueries;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.StageReport;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.SessionListener;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.badinput.Cli.Finished;
import dev.dunlin.tests.examples.Shopflow;
import dev.dunlin.tests.localstack.DunlinStack.Inventory;
import dev.dunlin.tests.oracle.Dunlin;
import dev.dunlin.tests.oracle.Oracle;
import dev.dunlin.tests.tpch.TpchModes;
import dev.dunlin.tests.tpch.TpchModes.Mode;
import dev.dunlin.tests.tpch.TpchTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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
 * A stack's life by the commands of docs/aws.md, a step after the other: {@code dunlin deploy} with
 * the templates and the package of the distribution, jobs on what it has made, and {@code dunlin
 * undeploy}. To give an existing function another package cannot be tried here, as LocalStack 4.14
 * cannot change an alias.
 */
@NeedsLocalStack
@TestMethodOrder(OrderAnnotation.class)
@Timeout(300)
final class DeployOnLocalStackTest {
  @TempDir static Path folder;
  private static AwsDoc doc;
  private static DunlinStack stack;
  private static S3ObjectStore store;
  private static Inventory before;

  @BeforeAll
  static void open(LocalStack localStack) throws Exception {
    doc = AwsDoc.read();
    stack = DunlinStack.of(localStack, "dunlin", doc.next("deploy"), folder);
    store = new S3ObjectStore(localStack::s3Settings);
    localStack.makeBucket("ourdata");
    for (int i = 0; i < 2; i++) {
      Path file = Shopflow.DATA.resolve("order_items/items-%d.parquet".formatted(i));
      ObjectStat unused =
          store.put(
              ObjectUri.parse("s3://ourdata/orders/%d.parquet".formatted(i)),
              Files.readAllBytes(file));
    }
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
  void aDeploymentMayBeKilledAtAnyOfItsSteps() throws Exception {
    assertEquals(137, stack.endDeploy("KILL", "making the bucket"::equals));
    assertEquals(143, stack.endDeploy("TERM", line -> line.startsWith("uploading the package")));
    assertEquals(137, stack.endDeploy("KILL", line -> line.contains("AWS::IAM::Role")));
  }

  @Test
  @Order(3)
  void deployMakesBucketAndFunctionsAndTriesThem() throws Exception {
    Finished deployed = stack.deploy("--yes");
    assertEquals(0, deployed.exitCode(), deployed.err() + deployed.out());
    assertEquals(
        List.of(
            "ok    function",
            "ok    release",
            "ok    function",
            "ok    release",
            "ok    work",
            "ok    task"),
        deployed.out().lines().map(line -> line.substring(0, 16).strip()).toList());
    assertEquals(
        new Inventory(
            List.of("dunlin UPDATE_COMPLETE"),
            List.of("dunlin-1769", "dunlin-3008"),
            List.of(stack.bucket().bucket())),
        stack.inventory().without(before));
    assertEquals(1, store.list(stack.bucket().resolve("packages/")).size());
  }

  @Test
  @Order(4)
  void theQueriesOfTheDocGiveDuckDbsRows() throws Exception {
    try (Oracle oracle = new Oracle(1, List.of())) {
      String counted =
          "SELECT count(*) FROM '%s/order_items/items-[01].parquet'".formatted(Shopflow.DATA);
      String count = String.valueOf(oracle.query(counted).rows().getFirst().getFirst());
      Finished smallest = stack.dunlin(doc.next("sql"), "--format=csv");
      assertEquals(count, smallest.out().lines().skip(1).findFirst().orElse(smallest.err()));
      Finished larger = stack.dunlin(doc.next("sql"), "--format=csv");
      assertEquals(count, larger.out().lines().skip(1).findFirst().orElse(larger.err()));
    }
  }

  @Test
  @Order(5)
  void shopflowGivesDuckDbsRows() throws Exception {
    ShopflowOnS3 shopflow = new ShopflowOnS3(store, stack.bucket());
    shopflow.upload();
    Billing billing = shopflow.run(stack.settings(), folder).billing();
    assertEquals(12, billing.calls());
    assertTrue(billing.billedMillis() > 0, billing::toString);
  }

  @TestFactory
  @Order(6)
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
  @Order(7)
  void deployingAgainFindsNothingToDo() throws Exception {
    Finished again = stack.deploy("--yes");
    assertEquals(0, again.exitCode(), again.err() + again.out());
    assertTrue(again.err().contains("the functions are up to date"), again.err());
  }

  @Test
  @Order(8)
  void doctorFindsAllWellOrNamesWhatIsNotThere() throws Exception {
    List<String> doctor = doc.next("doctor");
    Finished well = stack.dunlin(doctor);
    assertEquals(0, well.exitCode(), well.out() + well.err());

    Finished function = stack.dunlin(doctor, "--set=lambda.function=none");
    assertTrue(
        function
            .out()
            .startsWith(
                "WRONG function  Cannot use the function none in us-east-1: there is no such function."),
        function.out());
    assertTrue(function.out().contains("or make it with dunlin deploy"), function.out());
    assertEquals(1, function.exitCode(), function.err());

    Finished bucket = stack.dunlin(doctor, "--set=work.uri=s3://dunlin-none/work");
    assertTrue(bucket.out().contains("WRONG work      "), bucket.out());
    assertTrue(bucket.out().contains("there is no bucket 'dunlin-none'."), bucket.out());
    assertEquals(1, bucket.exitCode(), bucket.err());
  }

  @Test
  @Order(9)
  void aFunctionThatIsRemovedInTheMiddleOfAJobIsNamedAndDeployMakesItAnew() throws Exception {
    String sql =
        "SELECT sku, count(*) AS n FROM '%s' GROUP BY ALL"
            .formatted(stack.bucket().resolve("data/shopflow/order_items/*.parquet"));
    Map<String, String> settings = new TreeMap<>(Shopflow.SETTINGS);
    settings.putAll(stack.settings());
    AtomicInteger removals = new AtomicInteger();
    SessionListener remover =
        new SessionListener() {
          @Override
          public void progressed(JobReport report) {
            if (report.stages().getFirst().state() == StageReport.State.COMMITTED
                && removals.getAndIncrement() == 0) {
              stack.lambda().deleteFunction(r -> r.functionName("dunlin-1769"));
            }
          }
        };
    try (DunlinSession session = DunlinSession.open(Dunlin.config(settings), remover)) {
      JobFailedException e = assertThrows(JobFailedException.class, () -> session.sql(sql));
      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.contains(":function:dunlin-1769:live in us-east-1: there is no such function."),
          message);
      assertTrue(message.contains("make it with dunlin deploy"), message);
    }
    assertEquals(List.of(), store.list(stack.bucket().resolve("work/")));

    Finished again = stack.deploy("--yes");
    assertEquals(0, again.exitCode(), again.err() + again.out());
    assertTrue(again.err().contains("a function is gone: removing the others"), again.err());
    assertEquals(
        List.of("dunlin-1769", "dunlin-3008"), stack.inventory().without(before).functions());
  }

  @Test
  @Order(10)
  void aStackThatCouldNotBeMadeIsRefusedByDeployAndRemovedByUndeploy(LocalStack localStack)
      throws Exception {
    String template =
        """
        {"Resources": {"Broken": {"Type": "AWS::Lambda::Function", "Properties": {
          "Code": {"S3Bucket": "dunlin-none", "S3Key": "none"}, "Handler": "none", "Runtime": "java25",
          "Role": "arn:aws:iam::000000000000:role/none"}}}}""";
    try (DunlinStack broken =
        DunlinStack.of(
            localStack, "dunlin-broken", List.of("deploy", "--name=dunlin-broken"), folder)) {
      Inventory withoutIt = broken.inventory();
      String unused =
          broken
              .cloudFormation()
              .createStack(r -> r.stackName("dunlin-broken").templateBody(template))
              .stackId();
      Finished refused = broken.deploy("--yes");
      assertTrue(
          refused
              .err()
              .matches(
                  "error: The stack dunlin-broken is in (ROLLBACK_COMPLETE|CREATE_FAILED), out of"
                      + " which CloudFormation lets nobody change it: remove it with dunlin undeploy"
                      + " --name dunlin-broken, and deploy again\\s+"),
          refused.err());
      assertEquals(2, refused.exitCode());
      Finished removed = broken.dunlin(List.of("undeploy", "--name=dunlin-broken", "--yes"));
      assertEquals(0, removed.exitCode(), removed.err());
      assertEquals(withoutIt, broken.inventory());
    }
  }

  @Test
  @Order(11)
  void undeployLeavesNothing() throws Exception {
    List<String> undeploy = doc.next("undeploy");
    Finished removed = stack.dunlin(undeploy, "--yes");
    assertEquals(0, removed.exitCode(), removed.err());
    assertEquals(before, stack.inventory());
    assertEquals(Map.of(), stack.section());

    Finished none = stack.dunlin(undeploy, "--yes");
    assertEquals(2, none.exitCode());
    assertTrue(none.err().startsWith("error: There is no stack dunlin in "), none.err());
  }

  @Test
  @Order(12)
  void everyCommandOfTheDocHasBeenRun() {
    doc.assertAtItsEnd();
  }
}
