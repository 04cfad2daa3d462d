package dev.dunlin.tests.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.Billing;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.waiters.CloudFormationWaiter;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The templates of the distribution, made by CloudFormation in their two steps, a job on the
 * functions, with the package that the build has made, and the removal of it all. To give an
 * existing function another package cannot be tried here, as LocalStack 4.14 cannot change an
 * alias.
 */
@NeedsLocalStack
@Timeout(600)
final class StackOnLocalStackTest {
  private static final Path TEMPLATES = Path.of("../infra-cdk/template");
  private static final Path PACKAGES = Path.of("../lambda-executor/target/function");
  private static final String ARCHITECTURE =
      System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
  private static final String NAME = "dunlin-test";

  @TempDir Path folder;
  private final LocalStack localStack;
  private final CloudFormationClient cloudFormation;
  private final CloudFormationWaiter waiter;
  private final LambdaClient lambda;
  private final S3Client s3;

  StackOnLocalStackTest(LocalStack localStack) {
    this.localStack = localStack;
    cloudFormation = localStack.client(CloudFormationClient.builder()).build();
    waiter =
        CloudFormationWaiter.builder()
            .client(cloudFormation)
            .overrideConfiguration(
                o ->
                    o.maxAttempts(300)
                        .backoffStrategyV2(
                            BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1))))
            .build();
    lambda = localStack.client(LambdaClient.builder()).build();
    s3 = localStack.client(S3Client.builder()).forcePathStyle(true).build();
  }

  @AfterEach
  void close() {
    waiter.close();
    cloudFormation.close();
    lambda.close();
    s3.close();
  }

  @Test
  void theStackIsMadeAndRunsAJobAndIsRemoved() throws Exception {
    change(ChangeSetType.CREATE, "bucket.template.json", "", Map.of());
    waiter.waitUntilStackCreateComplete(r -> r.stackName(NAME));
    String bucket = outputs().getOrDefault("BucketName", "none");
    assertEquals(Map.of("BucketName", bucket), outputs());
    assertEquals(List.of(), functions());

    s3.putObject(
        r -> r.bucket(bucket).key("packages/it.zip"),
        RequestBody.fromFile(PACKAGES.resolve("dunlin-function-%s.zip".formatted(ARCHITECTURE))));
    change(
        ChangeSetType.UPDATE,
        "dunlin.template.json",
        "1234abcd",
        Map.of(
            "PackageKey",
            "packages/it.zip",
            "Architecture",
            ARCHITECTURE,
            "LargestMemoryMegabytes",
            "3008"));
    waiter.waitUntilStackUpdateComplete(r -> r.stackName(NAME));
    String function = outputs().getOrDefault("Function1769Arn", "none");
    assertTrue(function.endsWith(":function:dunlin-test-1769:live"), function);
    assertEquals(List.of("dunlin-test-1769", "dunlin-test-3008"), functions());

    // LocalStack's GetFunctionConfiguration knows no alias, so the job names what the alias does.
    String version =
        lambda.getAlias(r -> r.functionName("dunlin-test-1769").name("live")).functionVersion();
    assertEquals("1", version);
    try (S3ObjectStore store = new S3ObjectStore(localStack::s3Settings)) {
      ShopflowOnS3 shopflow = new ShopflowOnS3(store, ObjectUri.parse("s3://" + bucket));
      shopflow.upload();
      Map<String, String> settings = new TreeMap<>(localStack.settings());
      settings.put("cluster.kind", "lambda");
      settings.put("lambda.region", localStack.region());
      settings.put("lambda.function", "dunlin-test-1769:" + version);
      settings.put("lambda.endpoint", localStack.endpoint().toString());
      settings.put("lambda.concurrency", "4");
      Billing billing = shopflow.run(settings, folder).billing();
      assertEquals(12, billing.calls());
      assertTrue(billing.coldStarts() >= 1 && billing.coldStarts() <= 4, billing::toString);
      assertTrue(billing.billedMillis() > 0, billing::toString);
    }

    s3.listObjectsV2Paginator(r -> r.bucket(bucket))
        .contents()
        .forEach(object -> s3.deleteObject(r -> r.bucket(bucket).key(object.key())));
    cloudFormation.deleteStack(r -> r.stackName(NAME));
    waiter.waitUntilStackDeleteComplete(r -> r.stackName(NAME));
    assertEquals(List.of(), functions());
    assertTrue(s3.listBuckets().buckets().stream().noneMatch(b -> b.name().equals(bucket)));
  }

  /** Applies a template by a change set. LocalStack forgets what an update without one has made. */
  private void change(
      ChangeSetType type, String template, String packageId, Map<String, String> parameters)
      throws IOException {
    String body = Files.readString(TEMPLATES.resolve(template)).replace("00000000", packageId);
    String changeSet =
        cloudFormation
            .createChangeSet(
                r ->
                    r.stackName(NAME)
                        .changeSetName("deploy-" + type.name().toLowerCase(Locale.ROOT))
                        .changeSetType(type)
                        .templateBody(body)
                        .capabilities(Capability.CAPABILITY_IAM)
                        .parameters(
                            parameters.entrySet().stream()
                                .map(
                                    e ->
                                        Parameter.builder()
                                            .parameterKey(e.getKey())
                                            .parameterValue(e.getValue())
                                            .build())
                                .toList()))
            .id();
    waiter.waitUntilChangeSetCreateComplete(r -> r.changeSetName(changeSet));
    cloudFormation.executeChangeSet(r -> r.changeSetName(changeSet));
  }

  private Map<String, String> outputs() {
    Stack stack = cloudFormation.describeStacks(r -> r.stackName(NAME)).stacks().getFirst();
    Map<String, String> outputs = new TreeMap<>();
    for (Output output : stack.outputs()) {
      outputs.put(output.outputKey(), output.outputValue());
    }
    return outputs;
  }

  private List<String> functions() {
    List<String> names = new ArrayList<>();
    for (FunctionConfiguration function : lambda.listFunctionsPaginator().functions()) {
      names.add(function.functionName());
    }
    return names.stream().sorted().toList();
  }
}
