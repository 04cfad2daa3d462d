package dev.dunlin.shuffle.s3;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.PathStyle;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where S3 is and who we are there. An empty text leaves it to AWS's default chain: environment,
 * system properties, profile, and the role of the machine or function.
 *
 * @param region as in {@code eu-central-1}
 * @param endpoint the address of the server, {@code https://host:port}; empty: AWS's own, or that
 *     of {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}
 * @param pathStyle whether the bucket is in the path and not in the host's name
 * @param profile the profile in AWS's configuration files whose region and credentials are used,
 *     before those of the environment
 * @param retryTime how long a request is tried again
 */
public record S3Settings(
    String region, String endpoint, PathStyle pathStyle, String profile, Duration retryTime) {
  public static final S3Settings DEFAULTS = of(Config.DEFAULTS);

  /** The same with the standard time for retries. */
  public S3Settings(String region, String endpoint, PathStyle pathStyle, String profile) {
    this(region, endpoint, pathStyle, profile, Config.DEFAULTS.value(ConfigKeys.S3_RETRY_TIME));
  }

  /** The settings of a configuration's {@code s3.} keys. */
  public static S3Settings of(Config config) {
    return new S3Settings(
        config.value(ConfigKeys.S3_REGION),
        config.value(ConfigKeys.S3_ENDPOINT),
        config.value(ConfigKeys.S3_PATH_STYLE),
        config.value(ConfigKeys.S3_PROFILE),
        config.value(ConfigKeys.S3_RETRY_TIME));
  }

  /** The server to use instead of AWS's own. */
  Optional<URI> server(Map<String, String> environment) {
    return service().server(environment);
  }

  /** Where S3 is. */
  AwsService service() {
    return new AwsService("S3", region, endpoint, profile);
  }

  /** Whether requests name the bucket in their path; a server of one's own seldom has DNS names. */
  boolean usesPathStyle(Map<String, String> environment) {
    return switch (pathStyle) {
      case ON -> true;
      case OFF -> false;
      case AUTO ->
          server(environment)
              .map(uri -> String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT))
              .filter(host -> !host.endsWith(".amazonaws.com"))
              .isPresent();
    };
  }
}
