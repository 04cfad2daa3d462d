package dev.dunlin.infra;

import static dev.dunlin.infra.Conditions.onlyIf;
import static dev.dunlin.infra.Conditions.valueIf;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.lambda.CfnAlias;
import software.amazon.awscdk.services.lambda.CfnEventInvokeConfig;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.CfnVersion;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/**
 * The function of one size: its role, its log, a version of it, and the alias by which it is
 * invoked.
 *
 * <p>A version is what a function was when its version was made, and CloudFormation makes one for
 * each logical id. So the id ends with that of what is deployed: eight hexadecimal digits, and in
 * the template of the distribution {@link #NO_PACKAGE}, whose every occurrence is to be replaced by
 * those of a hash of the package and the parameters.
 */
final class Executor {
  static final String NO_PACKAGE = "00000000";
  static final String ALIAS = "live";
  static final String HANDLER = "dev.dunlin.executor.lambda.TaskHandler::handleRequest";
  static final String RUNTIME = "java25";

  /** The longest that AWS allows. */
  static final int TIMEOUT_S = 900;

  private static final int LOG_DAYS = 14;

  /** For a fast start; DuckDB does the work outside of Java's heap. */
  private static final String JVM =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED";

  private final String name;

  Executor(
      Construct scope,
      FunctionSize size,
      Parameters parameters,
      Storage storage,
      Rights rights,
      Network network,
      String packageId) {
    name = Aws.STACK_NAME + "-" + size;
    CfnLogGroup log =
        CfnLogGroup.Builder.create(scope, "Log" + size)
            .logGroupName("/aws/lambda/" + name)
            .retentionInDays(LOG_DAYS)
            .build();
    log.applyRemovalPolicy(RemovalPolicy.DESTROY);
    CfnRole role =
        CfnRole.Builder.create(scope, "Role" + size)
            .description("What tasks of %s MB may do".formatted(size))
            .assumeRolePolicyDocument(Rights.OF_LAMBDA)
            .managedPolicyArns(List.of(rights.sharedArn()))
            .policies(List.of(Rights.log(log.getAttrArn())))
            .build();
    CfnFunction function =
        CfnFunction.Builder.create(scope, "Function" + size)
            .functionName(name)
            .description("Runs tasks of Dunlin's jobs")
            .runtime(RUNTIME)
            .architectures(List.of(parameters.architecture()))
            .handler(HANDLER)
            .code(
                CfnFunction.CodeProperty.builder()
                    .s3Bucket(storage.bucket().getBucketName())
                    .s3Key(parameters.packageKey())
                    .build())
            .memorySize(size.memoryMb())
            .timeout(TIMEOUT_S)
            .ephemeralStorage(
                CfnFunction.EphemeralStorageProperty.builder()
                    .size(parameters.tmpMegabytes())
                    .build())
            .environment(
                CfnFunction.EnvironmentProperty.builder()
                    .variables(Map.of("JAVA_TOOL_OPTIONS", JVM))
                    .build())
            .role(role.getAttrArn())
            .loggingConfig(
                CfnFunction.LoggingConfigProperty.builder()
                    .logFormat("Text")
                    .logGroup(log.getRef())
                    .build())
            .snapStart(
                valueIf(parameters.snapStart(), Properties.of("ApplyOn", "PublishedVersions")))
            .vpcConfig(network.config())
            .build();
    CfnVersion version =
        CfnVersion.Builder.create(scope, "Version" + size + "Of" + packageId)
            .functionName(function.getRef())
            .build();
    CfnAlias alias =
        CfnAlias.Builder.create(scope, "Alias" + size)
            .functionName(function.getRef())
            .functionVersion(version.getAttrVersion())
            .name(ALIAS)
            .build();
    // The driver tries tasks again, and knows which it has tried.
    CfnEventInvokeConfig events =
        CfnEventInvokeConfig.Builder.create(scope, "Events" + size)
            .functionName(function.getRef())
            .qualifier(ALIAS)
            .maximumRetryAttempts(0)
            .build();
    events.getNode().addDependency(alias);
    onlyIf(parameters.function(size), log, role, function, version, alias, events);
    CfnOutput.Builder.create(scope, "Function" + size + "Arn")
        .description("What to invoke for tasks of %s MB".formatted(size))
        .value(alias.getRef())
        .condition(parameters.function(size))
        .build();
  }

  /** The function's name. */
  String name() {
    return name;
  }
}
