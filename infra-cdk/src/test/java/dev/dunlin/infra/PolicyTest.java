package dev.dunlin.infra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Who may do what in S3: the statements of the roles' policy and of the endpoint's, decided. */
@Tag("unit")
@NeedsNode
final class PolicyTest {
  /** Of a managed policy, without white space (IAM and AWS STS quotas, IAM User Guide). */
  private static final int MOST_CHARACTERS = 6_144;

  private static final Map<String, String> NAMED =
      Map.of(
          "Readable", "arn:aws:s3:::read/orders/*,arn:aws:s3:::whole/*",
          "Writable", "arn:aws:s3:::write/out/*");

  private static final List<String> ACTIONS =
      List.of(
          "s3:GetObject",
          "s3:PutObject",
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:ListBucket",
          "s3:ListBucketMultipartUploads",
          "s3:ListMultipartUploadParts");

  private static final String NO_PREFIX = "-";

  @TempDir static Path folder;
  private static JsonNode template;

  @BeforeAll
  static void synthesise() throws IOException {
    template = Synthesised.of(Executor.NO_PACKAGE, folder).json();
  }

  private static JsonNode onlyOneOf(String type) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode resource : template.path("Resources")) {
      if (resource.path("Type").asString().equals(type)) {
        found.add(resource.path("Properties").path("PolicyDocument"));
      }
    }
    assertEquals(1, found.size(), type);
    return found.getFirst();
  }

  private static Policy roles(Map<String, String> parameters) {
    return Policy.of(
        new DeployedTemplate(template, parameters), onlyOneOf("AWS::IAM::ManagedPolicy"));
  }

  private static Policy endpoint(Map<String, String> parameters) {
    return Policy.of(
        new DeployedTemplate(template, parameters), onlyOneOf("AWS::EC2::VPCEndpoint"));
  }

  static Stream<Policy> both() {
    return Stream.of(roles(NAMED), endpoint(NAMED));
  }

  /** What is allowed on each object; the abortion of an upload is what writing takes too. */
  @ParameterizedTest
  @CsvSource({
    "own/work/j-1/s0/t0/a0/segments, s3:GetObject s3:PutObject s3:AbortMultipartUpload",
    "own/data/orders/1.parquet, s3:GetObject s3:PutObject s3:AbortMultipartUpload",
    "own/packages/function.zip, ''",
    "own/workshop/plan.txt, ''",
    "own/data, ''",
    "read/orders/1.parquet, s3:GetObject",
    "read/orders/2026/11/1.parquet, s3:GetObject",
    "read/ordersecrets/1.parquet, ''",
    "read/salaries/1.parquet, ''",
    "whole/1.parquet, s3:GetObject",
    "wholesale/1.parquet, ''",
    "write/out/part-0.parquet, s3:PutObject s3:AbortMultipartUpload",
    "write/other/part-0.parquet, ''",
    "elsewhere/1.parquet, ''",
  })
  void anObjectMayBeReadOrWrittenOnlyWhereThatIsNeeded(String object, String allowed) {
    Set<String> expected = Set.of(allowed.split(" "));
    both()
        .forEach(
            policy -> {
              for (String action : ACTIONS) {
                assertEquals(
                    expected.contains(action),
                    policy.allows(action, "arn:aws:s3:::" + object, Optional.empty()),
                    () -> action + " " + policy.statements());
              }
            });
  }

  /** A request for an object has no prefix: to be told that there is none takes that case. */
  @ParameterizedTest
  @CsvSource({
    "own, work/j-1/, true",
    "own, data/orders/, true",
    "own, " + NO_PREFIX + ", true",
    "own, packages/, false",
    "own, '', false",
    "own, w, false",
    "read, orders/, false",
    "read, " + NO_PREFIX + ", false",
    "whole, '', false",
    "write, out/, false",
    "write, " + NO_PREFIX + ", false",
    "elsewhere, '', false",
  })
  void namesAreShownOfTheTasksOwnKeysAlone(String bucket, String prefix, boolean allowed) {
    Optional<String> key = prefix.equals(NO_PREFIX) ? Optional.empty() : Optional.of(prefix);
    String arn = "arn:aws:s3:::" + bucket;
    both().forEach(policy -> assertEquals(allowed, policy.allows("s3:ListBucket", arn, key), arn));
    both()
        .forEach(
            policy ->
                assertFalse(policy.allows("s3:ListBucketMultipartUploads", arn, Optional.empty())));
  }

  @Test
  void nothingBesideTheBucketIsAllowedWhereNothingWasNamed() {
    for (Policy policy : List.of(roles(Map.of()), endpoint(Map.of()))) {
      assertEquals(
          List.of("Own", "OwnMissing"),
          policy.statements().stream().map(s -> s.path("Sid").asString()).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void noStatementIsForAllActionsOrAllBuckets(Policy policy) {
    for (JsonNode statement : policy.statements()) {
      assertEquals("Allow", statement.path("Effect").asString());
      for (String action : policy.template().texts(statement.path("Action"))) {
        assertTrue(ACTIONS.contains(action), action);
      }
      for (String resource : policy.template().texts(statement.path("Resource"))) {
        assertTrue(resource.matches("arn:aws:s3:::\\w+(/(\\w+/)?\\*)?"), resource);
      }
      if (policy.template().texts(statement.path("Action")).contains("s3:ListBucket")) {
        assertEquals(1, statement.path("Action").size(), "listing stands apart");
        assertFalse(statement.path("Condition").isMissingNode(), "listing has a condition");
      }
    }
  }

  /** A gateway's endpoint takes no other principal; the rights of a role count as well. */
  @Test
  void theEndpointIsForAllWhoAskByIt() {
    for (JsonNode statement : endpoint(NAMED).statements()) {
      assertEquals("*", statement.path("Principal").asString());
    }
  }

  @Test
  void theKeyOfTheBucketAndLambdasNetworkAreAddedOnRequest() {
    String key = "arn:aws:kms:eu-central-1:1:key/k";
    Policy policy = roles(Map.of("KmsKeyArn", key, "Network", "vpc"));
    assertTrue(policy.allows("kms:Decrypt", key, Optional.empty()));
    assertFalse(policy.allows("kms:Decrypt", key + "2", Optional.empty()));
    assertTrue(policy.allows("ec2:CreateNetworkInterface", "any", Optional.empty()));
    assertFalse(policy.allows("s3:GetObject", "arn:aws:s3:::own/packages/f", Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("dev.dunlin.infra.FunctionSize#values")
  void aFunctionLogsToItsOwnLogAlone(FunctionSize size) {
    JsonNode role = template.at("/Resources/Role" + size + "/Properties");
    Policy policy =
        Policy.of(new DeployedTemplate(template, Map.of()), role.at("/Policies/0/PolicyDocument"));
    for (FunctionSize other : FunctionSize.values()) {
      for (String action : List.of("logs:CreateLogStream", "logs:PutLogEvents")) {
        assertEquals(
            size == other, policy.allows(action, "arn:of:Log" + other, Optional.empty()), action);
      }
    }
    assertEquals(1, policy.statements().size());
  }

  /** dunlin deploy takes prefixes whose ARNs have 4,000 characters in all. */
  @Test
  void thePolicyHasRoomForThePrefixesThatAreNamed() {
    String text = onlyOneOf("AWS::IAM::ManagedPolicy").toString();
    assertTrue(text.length() + 4_000 < MOST_CHARACTERS, () -> text.length() + " characters");
  }
}
