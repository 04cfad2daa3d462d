package dev.dunlin.driver.deploy;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.shuffle.s3.AwsService;
import dev.dunlin.shuffle.s3.S3ObjectStore;
import dev.dunlin.shuffle.s3.S3Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** An account of AWS's, in one region, as the settings {@code lambda.} and {@code s3.} name it. */
public final class AwsAccount implements AutoCloseable {
  private final CloudFormationClient cloudFormation;
  private final LambdaClient lambda;
  private final S3ObjectStore store;

  private AwsAccount(
      CloudFormationClient cloudFormation, LambdaClient lambda, S3ObjectStore store) {
    this.cloudFormation = cloudFormation;
    this.lambda = lambda;
    this.store = store;
  }

  /**
   * Opens clients; asks for nothing yet.
   *
   * @throws UserErrorException if no region is set
   */
  public static AwsAccount open(Config config, Map<String, String> environment) {
    String profile = config.value(ConfigKeys.LAMBDA_PROFILE);
    String set = config.value(ConfigKeys.LAMBDA_REGION);
    Region region = new AwsService("Lambda", set, "", profile).region(environment);
    S3Settings s3 =
        S3Settings.of(
            config
                .with(ConfigKeys.S3_REGION.name(), region.id())
                .with(ConfigKeys.S3_PROFILE.name(), profile));
    return new AwsAccount(
        client(CloudFormationClient.builder(), region, profile),
        client(LambdaClient.builder(), region, profile),
        new S3ObjectStore(() -> s3));
  }

  /** A client, with credentials of a profile, or if that is empty by AWS's default chain. */
  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, Region region, String profile) {
    builder
        .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(1)))
        .region(region);
    if (!profile.isEmpty()) {
      builder
          .credentialsProvider(ProfileCredentialsProvider.create(profile))
          .overrideConfiguration(o -> o.defaultProfileName(profile));
    }
    return builder.build();
  }

  /** A deployment of a stack. */
  public Deployment deployment(String stack, Distribution distribution, StackListener listener) {
    return new Deployment(
        new AwsStack(cloudFormation, stack, listener),
        stack,
        store,
        lambda,
        distribution,
        listener);
  }

  /** The removal of a stack. */
  public Removal removal(String stack, StackListener listener) {
    return new Removal(new AwsStack(cloudFormation, stack, listener), stack, store, listener);
  }

  /** The region, as in {@code eu-central-1}. */
  public String region() {
    Region region = cloudFormation.serviceClientConfiguration().region();
    return region.id();
  }

  @Override
  public void close() throws IOException {
    cloudFormation.close();
    lambda.close();
    store.close();
  }
}
