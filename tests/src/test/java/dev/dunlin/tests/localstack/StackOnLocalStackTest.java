package dev.dunlin.tests.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
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
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The templates of the distribution: made by CloudFormation in their two steps, used, and removed.
 * The package is a stand-in, with a handler of the name that the stack gives. To give an existing
 * function another package cannot be tried here, as LocalStack 4.14 cannot change an alias.
 */
@NeedsLocalStack
@Timeout(600)
final class StackOnLocalStackTest {
  private static final Path TEMPLATES = Path.of("../infra-cdk/template");
  private static final String NAME = "dunlin-test";

  @TempDir Path folder;
  private final CloudFormationClient cloudFormation;
  private final CloudFormationWaiter waiter;
  private final LambdaClient lambda;
  private final S3Client s3;

  StackOnLocalStackTest(LocalStack localStack) {
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
  void theStackIsMadeUsedAndRemoved() throws Exception {
    change(ChangeSetType.CREATE, "bucket.template.json", "", Map.of());
    waiter.waitUntilStackCreateComplete(r -> r.stackName(NAME));
    String bucket = outputs().getOrDefault("BucketName", "none");
    assertEquals(Map.of("BucketName", bucket), outputs());
    assertEquals(List.of(), functions());

    s3.putObject(r -> r.bucket(bucket).key("packages/it.zip"), RequestBody.fromBytes(zip()));
    change(
        ChangeSetType.UPDATE,
        "dunlin.template.json",
        "1234abcd",
        Map.of(
            "PackageKey",
            "packages/it.zip",
            "Architecture",
            System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64",
            "LargestMemoryMegabytes",
            "3008"));
    waiter.waitUntilStackUpdateComplete(r -> r.stackName(NAME));
    String function = outputs().getOrDefault("Function1769Arn", "none");
    assertTrue(function.endsWith(":function:dunlin-test-1769:live"), function);
    assertEquals(List.of("dunlin-test-1769", "dunlin-test-3008"), functions());
    InvokeResponse answer = invoke(function);
    assertEquals("\"done: task\"", answer.payload().asUtf8String());
    assertEquals("1", answer.executedVersion());
    String log = new String(Base64.getDecoder().decode(answer.logResult()), UTF_8);
    assertTrue(log.contains("Memory Size: 1769 MB"), log);

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

  private byte[] zip() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path source = classes.resolve("TaskHandler.java");
    Files.writeString(
        source,
        """
        package dev.dunlin.executor.lambda;
        public class TaskHandler {
          public String handleRequest(String task) { return "done: " + task; }
        }
        """);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertEquals(0, code);
    String entry = "dev/dunlin/executor/lambda/TaskHandler.class";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      Files.copy(classes.resolve(entry), zip);
    }
    return bytes.toByteArray();
  }

  private InvokeResponse invoke(String function) {
    InvokeResponse answer =
        lambda.invoke(
            r ->
                r.functionName(function)
                    .logType(LogType.TAIL)
                    .payload(SdkBytes.fromUtf8String("\"task\"")));
    assertEquals(200, answer.statusCode());
    assertEquals(null, answer.functionError(), () -> answer.payload().asUtf8String());
    return answer;
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
