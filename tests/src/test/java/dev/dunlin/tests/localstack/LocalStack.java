package dev.dunlin.tests.localstack;

import dev.dunlin.core.config.ConfigKeys.PathStyle;
import dev.dunlin.shuffle.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * LocalStack in a container. It takes any credentials. {@code tests/localstack} has what it takes
 * where no image can be pulled.
 */
final class LocalStack implements AutoCloseable {
  /** The last release that runs without a token. */
  private static final String IMAGE = "localstack/localstack:4.14.0";

  /** Which images functions run in, if not in AWS's own; LocalStack's own setting. */
  private static final String RUNTIME_IMAGES = "LAMBDA_RUNTIME_IMAGE_MAPPING";

  /** How long a function's container may take to start: on a busy machine more than its 10 s. */
  private static final String START_SECONDS = "LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT";

  private final LocalStackContainer container;

  private LocalStack(LocalStackContainer container) {
    this.container = container;
  }

  /** Why there can be none on this machine. */
  static Optional<String> missing() {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.empty();
    }
    return Optional.of(
        "no container engine answers, by DOCKER_HOST or at /var/run/docker.sock. Start one; on Debian"
            + " 'eval \"$(tests/localstack/provide)\"', as root, brings all that is needed");
  }

  static LocalStack start() {
    LocalStackContainer container =
        new LocalStackContainer(DockerImageName.parse(IMAGE)).withEnv(START_SECONDS, "120");
    String images = System.getenv(RUNTIME_IMAGES);
    if (images != null) {
      container.withEnv(RUNTIME_IMAGES, images);
    }
    try {
      container.start();
    } catch (ContainerLaunchException e) {
      throw new IllegalStateException(
          "Cannot start %s: %s. Where images cannot be pulled, on Debian 'eval \"$(tests/localstack/provide)\"', as root, builds it"
              .formatted(IMAGE, e.getMessage()),
          e);
    }
    return new LocalStack(container);
  }

  URI endpoint() {
    return container.getEndpoint();
  }

  String region() {
    return container.getRegion();
  }

  /** What leads a store there. */
  S3Settings s3Settings() {
    return new S3Settings(region(), endpoint().toString(), PathStyle.AUTO, "");
  }

  /** What leads a session there. */
  Map<String, String> settings() {
    return Map.of("s3.endpoint", endpoint().toString(), "s3.region", region());
  }

  /** What gives another process credentials, and the address. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", container.getAccessKey(),
        "AWS_SECRET_ACCESS_KEY", container.getSecretKey(),
        "AWS_REGION", region(),
        "AWS_ENDPOINT_URL", endpoint().toString());
  }

  /** A client of one of its services, to be finished by the caller. */
  <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B client(B builder) {
    return builder
        .endpointOverride(endpoint())
        .region(Region.of(region()))
        .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(2)));
  }

  /** Makes a bucket, unless it is there. */
  void makeBucket(String name) {
    try (S3Client s3 = client(S3Client.builder()).forcePathStyle(true).build()) {
      s3.createBucket(r -> r.bucket(name));
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
