package dev.dunlin.infra;

import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.CfnCondition;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/**
 * The stack's bucket: private, encrypted, by TLS only. Keys begin with {@code packages/} (what
 * functions are made from), {@code work/} (shuffles and results, which expire) or {@code data/}
 * (the user's own input and output).
 */
final class Storage {
  static final String WORK = "work/";
  static final String DATA = "data/";

  private static final Duration WORK_LIVES = Duration.days(1);

  private final CfnParameter kmsKeyArn;
  private final CfnCondition kms;
  private final Bucket bucket;

  Storage(Construct scope) {
    kmsKeyArn =
        CfnParameter.Builder.create(scope, "KmsKeyArn")
            .type("String")
            .description("The key that the bucket is encrypted with; empty: Amazon S3's own.")
            .defaultValue("")
            .build();
    kms =
        CfnCondition.Builder.create(scope, "WithKmsKey")
            .expression(Fn.conditionNot(Fn.conditionEquals(kmsKeyArn, "")))
            .build();
    bucket =
        Bucket.Builder.create(scope, "Bucket")
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
            .encryption(BucketEncryption.S3_MANAGED)
            .enforceSsl(true)
            .removalPolicy(RemovalPolicy.DESTROY)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .id("work-expires")
                        .prefix(WORK)
                        .expiration(WORK_LIVES)
                        .build(),
                    LifecycleRule.builder()
                        .id("unfinished-uploads-are-aborted")
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
            .build();
    CfnBucket resource =
        (CfnBucket)
            Objects.requireNonNull(bucket.getNode().getDefaultChild(), "a bucket's resource");
    resource.addPropertyOverride(
        "BucketEncryption.ServerSideEncryptionConfiguration",
        List.of(
            Fn.conditionIf(
                kms.getLogicalId(),
                Properties.of(
                    "BucketKeyEnabled",
                    true,
                    "ServerSideEncryptionByDefault",
                    Properties.of(
                        "SSEAlgorithm", "aws:kms", "KMSMasterKeyID", kmsKeyArn.getValueAsString())),
                Properties.of(
                    "ServerSideEncryptionByDefault", Properties.of("SSEAlgorithm", "AES256")))));
  }

  /** Whether the bucket is encrypted with a key of the user's. */
  CfnCondition kms() {
    return kms;
  }

  String kmsKeyArn() {
    return kmsKeyArn.getValueAsString();
  }

  Bucket bucket() {
    return bucket;
  }
}
