package dev.dunlin.infra;

import static dev.dunlin.infra.Conditions.valueIf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.amazon.awscdk.services.iam.CfnRole;
import software.constructs.Construct;

/**
 * What a function's tasks may do: one policy that the roles of all functions share, and for each
 * role the right to its function's own log.
 */
final class Rights {
  /** Who may take the role. */
  static final Map<String, Object> OF_LAMBDA =
      Properties.of(
          "Version",
          "2012-10-17",
          "Statement",
          List.of(
              Properties.of(
                  "Effect",
                  "Allow",
                  "Principal",
                  Properties.of("Service", "lambda.amazonaws.com"),
                  "Action",
                  "sts:AssumeRole")));

  private final CfnManagedPolicy shared;

  Rights(Construct scope, Parameters parameters, Storage storage) {
    List<Object> statements =
        new ArrayList<>(new S3Rights(parameters, storage, Map.of()).statements());
    statements.add(
        valueIf(
            storage.kms(),
            allow("Key", List.of("kms:Decrypt", "kms:GenerateDataKey"), storage.kmsKeyArn())));
    // Lambda's own, for any function in a network; they know no resource.
    statements.add(
        valueIf(
            parameters.network(),
            allow(
                "Network",
                List.of(
                    "ec2:CreateNetworkInterface",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:DescribeSubnets",
                    "ec2:DeleteNetworkInterface",
                    "ec2:AssignPrivateIpAddresses",
                    "ec2:UnassignPrivateIpAddresses"),
                "*")));
    shared =
        CfnManagedPolicy.Builder.create(scope, "Rights")
            .description("What tasks of Dunlin's jobs may do")
            .policyDocument(document(statements))
            .build();
  }

  /** The policy that all roles take. */
  String sharedArn() {
    return shared.getRef();
  }

  /** A role's own policy. */
  static CfnRole.PolicyProperty log(String logArn) {
    return CfnRole.PolicyProperty.builder()
        .policyName("log")
        .policyDocument(
            document(
                List.of(
                    allow("Log", List.of("logs:CreateLogStream", "logs:PutLogEvents"), logArn))))
        .build();
  }

  /** A policy of these statements. */
  static Map<String, Object> document(List<?> statements) {
    return Properties.of("Version", "2012-10-17", "Statement", statements);
  }

  /** A statement. */
  static Map<String, Object> allow(String id, List<String> actions, Object resources) {
    return Properties.of("Sid", id, "Effect", "Allow", "Action", actions, "Resource", resources);
  }
}
