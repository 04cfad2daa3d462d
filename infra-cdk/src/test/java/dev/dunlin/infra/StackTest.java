package dev.dunlin.infra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What the stack is made of. */
@Tag("unit")
@NeedsNode
final class StackTest {
  @TempDir static Path folder;
  private static JsonNode resources;

  @BeforeAll
  static void synthesise() throws IOException {
    resources = Synthesised.of(Executor.NO_PACKAGE, folder).json().path("Resources");
  }

  private static List<JsonNode> ofType(String type) {
    List<JsonNode> found = new ArrayList<>();
    resources.forEach(
        resource -> {
          if (resource.path("Type").asString().equals(type)) {
            found.add(resource);
          }
        });
    return found;
  }

  private static JsonNode resource(String logicalId) {
    assertTrue(resources.has(logicalId), () -> "no " + logicalId);
    return resources.path(logicalId);
  }

  private static JsonNode properties(String logicalId) {
    return resource(logicalId).path("Properties");
  }

  private static String text(JsonNode node) {
    return node.toString();
  }

  @Test
  void theFirstStepMakesTheBucketAndTheSecondLeavesItAsItIs() throws IOException {
    JsonNode bucket = Synthesised.bucket(folder.resolve("bucket")).json().path("Resources");
    assertEquals(2, bucket.size());
    bucket.forEachEntry((id, resource) -> assertEquals(resource, resources.path(id), id));
  }

  @Test
  void theBucketIsPrivateEncryptedAndTakesTlsAlone() {
    JsonNode bucket = ofType("AWS::S3::Bucket").getFirst();
    JsonNode properties = bucket.path("Properties");
    assertEquals("Delete", bucket.path("DeletionPolicy").asString());
    JsonNode block = properties.path("PublicAccessBlockConfiguration");
    assertEquals(4, block.size());
    block.forEach(blocked -> assertTrue(blocked.asBoolean()));
    assertEquals(
        "{\"Fn::If\":[\"WithKmsKey\",{\"BucketKeyEnabled\":true,\"ServerSideEncryptionByDefault\":"
            + "{\"SSEAlgorithm\":\"aws:kms\",\"KMSMasterKeyID\":{\"Ref\":\"KmsKeyArn\"}}},"
            + "{\"ServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"AES256\"}}]}",
        text(properties.at("/BucketEncryption/ServerSideEncryptionConfiguration/0")));

    JsonNode denied =
        ofType("AWS::S3::BucketPolicy").getFirst().at("/Properties/PolicyDocument/Statement/0");
    assertEquals("Deny", denied.path("Effect").asString());
    assertEquals("s3:*", denied.path("Action").asString());
    assertEquals("false", denied.at("/Condition/Bool/aws:SecureTransport").asString());
    assertEquals(2, denied.path("Resource").size());
  }

  @Test
  void workExpiresAndSoDoUnfinishedUploads() {
    JsonNode rules =
        ofType("AWS::S3::Bucket").getFirst().at("/Properties/LifecycleConfiguration/Rules");
    assertEquals(
        "[{\"ExpirationInDays\":1,\"Id\":\"work-expires\",\"Prefix\":\"work/\",\"Status\":\"Enabled\"},"
            + "{\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":1},"
            + "\"Id\":\"unfinished-uploads-are-aborted\",\"Status\":\"Enabled\"}]",
        text(rules));
  }

  @ParameterizedTest
  @EnumSource(FunctionSize.class)
  void eachFunctionIsInvokedByAnAliasOfItsVersion(FunctionSize size) {
    String condition = "WithFunction" + size;
    for (String part : List.of("Log", "Role", "Function", "Alias", "Events")) {
      assertEquals(condition, resource(part + size).path("Condition").asString(), part);
    }
    JsonNode function = properties("Function" + size);
    assertEquals(size.memoryMb(), function.path("MemorySize").asInt());
    assertEquals("java25", function.path("Runtime").asString());
    assertEquals(Executor.HANDLER, function.path("Handler").asString());
    assertEquals(900, function.path("Timeout").asInt());
    assertEquals("[{\"Ref\":\"Architecture\"}]", text(function.path("Architectures")));
    assertEquals("{\"Ref\":\"PackageKey\"}", text(function.at("/Code/S3Key")));
    assertEquals(
        "{\"Fn::If\":[\"WithSnapStart\",{\"ApplyOn\":\"PublishedVersions\"},{\"Ref\":\"AWS::NoValue\"}]}",
        text(function.path("SnapStart")));

    String version = "Version" + size + "Of" + Executor.NO_PACKAGE;
    assertEquals(
        "{\"Ref\":\"Function" + size + "\"}", text(properties(version).path("FunctionName")));
    JsonNode alias = properties("Alias" + size);
    assertEquals("live", alias.path("Name").asString());
    assertEquals(
        "{\"Fn::GetAtt\":[\"" + version + "\",\"Version\"]}", text(alias.path("FunctionVersion")));
    assertEquals(0, properties("Events" + size).path("MaximumRetryAttempts").asInt(-1));
    assertEquals(14, properties("Log" + size).path("RetentionInDays").asInt());
    assertEquals("Delete", resource("Log" + size).path("DeletionPolicy").asString());
  }

  @Test
  void aLargerFunctionIsThereOnlyWhereItIsAllowed() throws IOException {
    JsonNode conditions =
        Synthesised.of(Executor.NO_PACKAGE, folder.resolve("again")).json().path("Conditions");
    String of3008 = text(conditions.path("WithFunction3008"));
    assertTrue(of3008.contains("\"10240\"") && of3008.contains("\"3008\""), of3008);
    assertFalse(of3008.contains("\"1769\""), of3008);
  }

  /** What it allows is in {@link PolicyTest}. */
  @ParameterizedTest
  @EnumSource(FunctionSize.class)
  void aRoleHasThePolicyThatAllShareAndTheRightToItsOwnLog(FunctionSize size) {
    JsonNode role = properties("Role" + size);
    assertEquals("[{\"Ref\":\"Rights\"}]", text(role.path("ManagedPolicyArns")));
    assertEquals("AWS::IAM::ManagedPolicy", resource("Rights").path("Type").asString());
    assertEquals(
        "lambda.amazonaws.com",
        role.at("/AssumeRolePolicyDocument/Statement/0/Principal/Service").asString());
    assertEquals(1, role.path("Policies").size());
    assertEquals("log", role.at("/Policies/0/PolicyName").asString());
  }

  @Test
  void theNetworkHasNoWayOutButToS3() {
    assertEquals(1, ofType("AWS::EC2::VPC").size());
    assertEquals(2, ofType("AWS::EC2::Subnet").size());
    for (String none : List.of("NatGateway", "InternetGateway", "Route")) {
      assertEquals(List.of(), ofType("AWS::EC2::" + none), none);
    }
    JsonNode endpoint = ofType("AWS::EC2::VPCEndpoint").getFirst().path("Properties");
    assertEquals("Gateway", endpoint.path("VpcEndpointType").asString());
    assertTrue(text(endpoint.path("ServiceName")).contains(".s3"));
    JsonNode group = ofType("AWS::EC2::SecurityGroup").getFirst().path("Properties");
    assertFalse(group.has("SecurityGroupIngress"));
    assertEquals(443, group.at("/SecurityGroupEgress/0/ToPort").asInt());
    assertEquals(1, group.path("SecurityGroupEgress").size());
  }

  @Test
  void whatCostsMoneyWhileNothingRunsIsAskedFor() {
    for (String type : List.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard")) {
      List<JsonNode> found = ofType(type);
      assertFalse(found.isEmpty(), type);
      found.forEach(r -> assertEquals("WithMonitoring", r.path("Condition").asString(), type));
    }
    assertEquals(List.of(), ofType("AWS::KMS::Key"));
  }

  @Test
  void everythingOnABillSaysWhichStackItIsOf() {
    for (String type :
        List.of(
            "AWS::S3::Bucket",
            "AWS::Lambda::Function",
            "AWS::Logs::LogGroup",
            "AWS::IAM::Role",
            "AWS::EC2::VPC",
            "AWS::CloudWatch::Alarm")) {
      for (JsonNode resource : ofType(type)) {
        String tags = text(resource.at("/Properties/Tags"));
        assertTrue(
            tags.contains("{\"Key\":\"dunlin\",\"Value\":{\"Ref\":\"AWS::StackName\"}}"),
            () -> type + ": " + tags);
      }
    }
  }
}
