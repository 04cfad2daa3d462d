package dev.dunlin.infra;

import static dev.dunlin.infra.Conditions.valueIf;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.s3.Bucket;

/**
 * What a function's tasks may do: read and write their bucket's work and data, read and write what
 * was named when the stack was deployed, and log. Nothing is deleted by a task.
 */
record Rights(Parameters parameters, Storage storage, String logArn) {
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

  private static final List<String> WRITE = List.of("s3:PutObject", "s3:AbortMultipartUpload");

  /** Without this one a missing object cannot be told from a forbidden one. */
  private static final String LIST = "s3:ListBucket";

  /** The role's one policy. */
  CfnRole.PolicyProperty policy() {
    Bucket bucket = storage.bucket();
    List<String> own =
        List.of(bucket.arnForObjects(Storage.WORK + "*"), bucket.arnForObjects(Storage.DATA + "*"));
    return CfnRole.PolicyProperty.builder()
        .policyName("tasks")
        .policyDocument(
            Properties.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(
                    allow("Log", List.of("logs:CreateLogStream", "logs:PutLogEvents"), logArn),
                    allow(
                        "Own",
                        List.of("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"),
                        own),
                    allow("OwnMissing", List.of(LIST), bucket.getBucketArn()),
                    valueIf(
                        parameters.reads(),
                        allow("Read", List.of("s3:GetObject", LIST), parameters.readable())),
                    valueIf(parameters.writes(), allow("Write", WRITE, parameters.writable())),
                    valueIf(
                        storage.kms(),
                        allow(
                            "Key",
                            List.of("kms:Decrypt", "kms:GenerateDataKey"),
                            storage.kmsKeyArn())),
                    // Lambda's own, for any function in a network; they know no resource.
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
                            "*")))))
        .build();
  }

  private static Map<String, Object> allow(String id, List<String> actions, Object resources) {
    return Properties.of("Sid", id, "Effect", "Allow", "Action", actions, "Resource", resources);
  }
}
