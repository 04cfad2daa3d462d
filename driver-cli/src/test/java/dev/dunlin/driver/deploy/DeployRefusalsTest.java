package dev.dunlin.driver.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is said, and what is left alone, when AWS refuses a deployment or its removal. */
@Tag("unit")
final class DeployRefusalsTest {
  private static final String REGION = "eu-central-1";

  /** What leads the SDK's clients to the server, with credentials. */
  private static final List<String> PROPERTIES =
      List.of("aws.endpointUrl", "aws.accessKeyId", "aws.secretAccessKey");

  @TempDir Path home;
  private ScriptedAws aws;
  private final List<String> steps = new ArrayList<>();
  private final StackListener listener =
      new StackListener() {
        @Override
        public void step(String what) {
          steps.add(what);
        }

        @Override
        public void resource(String name, String type, String status, String reason) {
          steps.add(name + " " + status);
        }
      };

  @BeforeEach
  void start() throws Exception {
    aws = new ScriptedAws();
    System.setProperty("aws.endpointUrl", aws.endpoint().toString());
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
    Files.createDirectories(home.resolve("infra-cdk/template"));
    Files.writeString(home.resolve("infra-cdk/template/bucket.template.json"), "{}");
    Files.createDirectories(home.resolve("lambda-executor/target/function"));
    Files.writeString(
        home.resolve("lambda-executor/target/function/dunlin-function-arm64.zip"), "package");
  }

  @AfterEach
  void stop() {
    aws.close();
    PROPERTIES.forEach(System::clearProperty);
  }

  private static AwsAccount account() {
    return AwsAccount.open(Config.DEFAULTS.with(ConfigKeys.LAMBDA_REGION.name(), REGION), Map.of());
  }

  private String deployed(boolean agreed) throws IOException {
    try (AwsAccount account = account()) {
      return refusal(
          () ->
              account
                  .deployment("dunlin", new Distribution(home), listener)
                  .run("arm64", Map.of(), _ -> agreed));
    }
  }

  private String removed() throws IOException {
    try (AwsAccount account = account()) {
      return refusal(() -> account.removal("dunlin", listener).run(_ -> true));
    }
  }

  private static String refusal(Executable work) {
    return String.valueOf(assertThrows(UserErrorException.class, work).getMessage());
  }

  private void thereIsNoStack() {
    aws.refuse("DescribeStacks", 400, "ValidationError", "Stack with id dunlin does not exist");
  }

  /** From now on, each for one question and the last for all that follow. */
  private void theStackIs(String... statuses) {
    aws.forget("DescribeStacks");
    for (String status : statuses) {
      aws.answer(
          "DescribeStacks",
          """
          <Stacks><member><StackName>dunlin</StackName><StackStatus>%s</StackStatus>
          <StackId>arn:aws:cloudformation:eu-central-1:123456789012:stack/dunlin/8f</StackId>
          <CreationTime>2026-11-21T12:00:00Z</CreationTime></member></Stacks>"""
              .formatted(status));
    }
  }

  private void aNewStackCanBePlanned() {
    thereIsNoStack();
    aws.answer("CreateChangeSet", "<Id>arn:plan</Id>");
    aws.when("CreateChangeSet", () -> theStackIs("REVIEW_IN_PROGRESS"));
    aws.answer(
        "DescribeChangeSet",
        "<Status>CREATE_COMPLETE</Status><ChangeSetId>arn:plan</ChangeSetId><Changes/>");
    aws.answer("DescribeStackEvents", "<StackEvents/>");
  }

  @Test
  void expiredCredentialsAreCalledSo() throws Exception {
    String theirs = "The security token included in the request is expired";
    aws.refuse("DescribeStacks", 403, "ExpiredToken", theirs);
    assertEquals(
        "Cannot deploy the stack dunlin in eu-central-1: the credentials have expired (AWS answered HTTP 403 ExpiredToken: The security token included in the request is expired). Get new ones, as with aws sso login, and run it again",
        deployed(true));
    assertEquals(List.of("DescribeStacks"), aws.asked());
  }

  @Test
  void credentialsThatTheRegionDoesNotKnowMayBeOfARegionThatIsNotEnabled() throws Exception {
    String theirs = "The security token included in the request is invalid.";
    aws.refuse("DescribeStacks", 403, "InvalidClientTokenId", theirs);
    assertEquals(
        "Cannot remove the stack dunlin in eu-central-1: AWS does not know these credentials (AWS answered HTTP 403 InvalidClientTokenId: The security token included in the request is invalid.). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambda.profile; and whether the account has this region enabled",
        removed());
    assertEquals(List.of("DescribeStacks"), aws.asked());
  }

  @Test
  void aRegionThatIsNoneHasNoHost() throws Exception {
    System.setProperty("aws.endpointUrl", "http://cloudformation.eu-nowhere-1.invalid");
    assertEquals(
        "Cannot deploy the stack dunlin in eu-central-1: there is no host 'cloudformation.eu-nowhere-1.invalid'. Check lambda.region, AWS_REGION and the network",
        deployed(true));
  }

  @Test
  void aRightThatIsMissingIsNamedAndNothingIsMade() throws Exception {
    thereIsNoStack();
    aws.refuse(
        "CreateChangeSet",
        403,
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: cloudformation:CreateChangeSet");
    assertEquals(
        "Cannot deploy the stack dunlin in eu-central-1: access denied (AWS answered HTTP 403 AccessDenied: User: arn:aws:iam::123456789012:user/ann is not authorized to perform: cloudformation:CreateChangeSet). docs/aws.md lists the rights that it takes",
        deployed(true));
    assertEquals(List.of(), steps);
  }

  @Test
  void aPlanThatIsDeclinedIsTakenBackWithTheStackThatHeldIt() throws Exception {
    aNewStackCanBePlanned();
    aws.answer("DeleteChangeSet", "");
    aws.answer("DeleteStack", "");
    aws.when("DeleteStack", () -> theStackIs("REVIEW_IN_PROGRESS", "DELETE_COMPLETE"));
    assertEquals("Nothing was changed", deployed(false));
    assertTrue(aws.asked().contains("DeleteChangeSet"), aws.asked()::toString);
    assertTrue(aws.asked().contains("DeleteStack"), aws.asked()::toString);
    assertTrue(!aws.asked().contains("ExecuteChangeSet"), aws.asked()::toString);
  }

  @Test
  void aChangeThatFailsGivesCloudFormationsReason() throws Exception {
    aNewStackCanBePlanned();
    aws.answer("ExecuteChangeSet", "");
    aws.when("ExecuteChangeSet", () -> theStackIs("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"));
    aws.answer(
        "DescribeStackEvents",
        """
        <StackEvents><member><EventId>1</EventId><LogicalResourceId>Bucket83908E77</LogicalResourceId>
        <ResourceType>AWS::S3::Bucket</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus>
        <ResourceStatusReason>Access Denied to s3:CreateBucket</ResourceStatusReason></member></StackEvents>""");
    assertEquals(
        "The stack dunlin could not be changed, and is in ROLLBACK_COMPLETE now:\n  Bucket83908E77 (AWS::S3::Bucket): Access Denied to s3:CreateBucket\nMend that, remove it with dunlin undeploy --name dunlin, and deploy again",
        deployed(true));
    assertEquals(List.of("making the bucket", "Bucket83908E77 CREATE_FAILED"), steps);
  }

  @Test
  void aStackThatCouldNotBeMadeIsNotDeployedTo() throws Exception {
    theStackIs("ROLLBACK_COMPLETE");
    assertEquals(
        "The stack dunlin is in ROLLBACK_COMPLETE, out of which CloudFormation lets nobody change it: remove it with dunlin undeploy --name dunlin, and deploy again",
        deployed(true));
    assertEquals(List.of("DescribeStacks"), aws.asked());
  }

  @Test
  void aStackThatCouldNotBeMadeIsRemovedThoughItHasNoBucket() throws Exception {
    theStackIs("ROLLBACK_COMPLETE");
    aws.answer("DescribeStackEvents", "<StackEvents/>");
    aws.answer("DeleteStack", "");
    aws.when("DeleteStack", () -> theStackIs("DELETE_IN_PROGRESS", "DELETE_COMPLETE"));
    List<String> losses = new ArrayList<>();
    try (AwsAccount account = account()) {
      account
          .removal("dunlin", listener)
          .run(
              things -> {
                losses.addAll(things);
                return true;
              });
    }
    assertEquals(List.of("the stack dunlin, its functions, roles and logs"), losses);
    assertTrue(aws.asked().contains("DeleteStack"), aws.asked()::toString);
  }

  @Test
  void aRemovalThatWasInterruptedIsWaitedFor() throws Exception {
    theStackIs("DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS");
    thereIsNoStack();
    aws.answer("DescribeStackEvents", "<StackEvents/>");
    try (AwsAccount account = account()) {
      account.removal("dunlin", listener).run(_ -> true);
    }
    assertEquals(List.of("waiting for a change that is under way (DELETE_IN_PROGRESS)"), steps);
    assertTrue(!aws.asked().contains("DeleteStack"), aws.asked()::toString);
  }

  @Test
  void aStackThatIsNotThereMayBeInAnotherRegion() throws Exception {
    thereIsNoStack();
    assertEquals(
        "There is no stack dunlin in eu-central-1: nothing to remove. If it is in another region, set lambda.region or AWS_REGION",
        removed());
  }
}
