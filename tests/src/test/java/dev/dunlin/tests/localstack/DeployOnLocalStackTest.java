package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.tests.badinput.Cli;
import dev.dunlin.tests.badinput.Cli.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code dunlin deploy} with the templates and the package of the distribution, jobs on what it has
 * made, and {@code dunlin undeploy}. To give an existing function another package cannot be tried
 * here, as LocalStack 4.14 cannot change an alias.
 */
@NeedsLocalStack
@Timeout(900)
final class DeployOnLocalStackTest {
  private static final String NAME = "dunlin-test";
  private static final String ARCHITECTURE =
      System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";

  @TempDir Path folder;
  private final LocalStack localStack;
  private final CloudFormationClient cloudFormation;
  private final LambdaClient lambda;
  private final S3Client s3;

  DeployOnLocalStackTest(LocalStack localStack) {
    this.localStack = localStack;
    cloudFormation = localStack.client(CloudFormationClient.builder()).build();
    lambda = localStack.client(LambdaClient.builder()).build();
    s3 = localStack.client(S3Client.builder()).forcePathStyle(true).build();
  }

  @AfterEach
  void close() {
    cloudFormation.close();
    lambda.close();
    s3.close();
  }

  private Finished dunlin(String... arguments) throws Exception {
    List<String> environment = new ArrayList<>(List.of("env"));
    localStack.environment().forEach((name, value) -> environment.add(name + "=" + value));
    return Cli.run(environment, folder, arguments);
  }

  private Finished deploy(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("deploy", "--name", NAME));
    arguments.addAll(List.of("--architecture", ARCHITECTURE, "--largest-memory", "3008"));
    arguments.addAll(List.of(more));
    return dunlin(arguments.toArray(String[]::new));
  }

  @Test
  void theStackIsDeployedUsedAndRemoved() throws Exception {
    Finished asked = deploy();
    assertEquals(2, asked.exitCode(), asked.err());
    assertTrue(asked.err().contains("it costs nothing while no job runs"), asked.err());
    assertTrue(asked.err().contains("give --yes to go on"), asked.err());
    assertEquals(List.of(), functions());

    Finished deployed = deploy("--yes");
    assertEquals(0, deployed.exitCode(), deployed.err() + deployed.out());
    assertEquals(
        List.of("ok    function", "ok    release", "ok    work", "ok    task"),
        deployed.out().lines().map(line -> line.substring(0, 16).strip()).toList());
    assertEquals(List.of("dunlin-test-1769", "dunlin-test-3008"), functions());

    Map<String, String> section = section();
    String work = section.getOrDefault("work.uri", "none");
    ObjectUri bucket = ObjectUri.parse(work.substring(0, work.lastIndexOf('/')));
    assertTrue(buckets().contains(bucket.bucket()), buckets().toString());
    Map<String, String> settings = new TreeMap<>(localStack.settings());
    settings.putAll(section);
    settings.put("lambda.endpoint", localStack.endpoint().toString());
    settings.put("lambda.concurrency", "4");
    try (S3ObjectStore store = new S3ObjectStore(localStack::s3Settings)) {
      ShopflowOnS3 shopflow = new ShopflowOnS3(store, bucket);
      shopflow.upload();
      Billing billing = shopflow.run(settings, folder).billing();
      assertEquals(12, billing.calls());
      assertTrue(billing.billedMillis() > 0, billing::toString);
    }

    Finished again = deploy("--yes");
    assertEquals(0, again.exitCode(), again.err() + again.out());
    assertTrue(again.err().contains("the functions are up to date"), again.err());

    Finished removed = dunlin("undeploy", "--name", NAME, "--yes");
    assertEquals(0, removed.exitCode(), removed.err());
    assertEquals(List.of(), functions());
    assertTrue(!buckets().contains(bucket.bucket()), buckets().toString());
    assertEquals(Map.of(), section());
    assertEquals(
        List.of(),
        cloudFormation.describeStacks().stacks().stream()
            .filter(stack -> stack.stackStatus() != StackStatus.DELETE_COMPLETE)
            .toList());

    Finished none = dunlin("undeploy", "--name", NAME, "--yes");
    assertEquals(2, none.exitCode());
    assertEquals("error: There is no stack dunlin-test: nothing to remove", none.err().strip());
  }

  /** What was written for {@code --cluster dunlin-test}. */
  private Map<String, String> section() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    boolean ours = false;
    for (String line : Files.readAllLines(folder.resolve(".config/dunlin/dunlin.conf"))) {
      if (line.startsWith("[")) {
        ours = line.equals("[" + NAME + "]");
      } else if (ours && line.contains(" = ")) {
        String[] keyAndValue = line.split(" = ", 2);
        settings.put(keyAndValue[0], keyAndValue[1]);
      }
    }
    return settings;
  }

  private List<String> functions() {
    List<String> names = new ArrayList<>();
    for (FunctionConfiguration function : lambda.listFunctionsPaginator().functions()) {
      names.add(function.functionName());
    }
    return names.stream().sorted().toList();
  }

  private List<String> buckets() {
    return s3.listBuckets().buckets().stream().map(bucket -> bucket.name()).toList();
  }
}
