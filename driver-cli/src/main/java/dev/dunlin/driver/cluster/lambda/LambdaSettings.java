package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.shuffle.s3.AwsService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which functions run the tasks. An empty text leaves it to AWS's default chain.
 *
 * @param function the one that each task begins on: its name, or its name and alias, or its ARN
 * @param largerFunctions those with more memory, for tasks that need it
 * @param region as in {@code eu-central-1}
 * @param endpoint the address of the server, {@code https://host:port}; empty: AWS's own, or that
 *     of {@code AWS_ENDPOINT_URL_LAMBDA} or {@code AWS_ENDPOINT_URL}
 * @param profile the profile in AWS's configuration files
 * @param concurrency invocations at the same time at most; empty: what the account has free
 * @param asynchronousAfter how long a task is expected to take from which on its answer is not
 *     waited for
 */
public record LambdaSettings(
    String function,
    List<String> largerFunctions,
    String region,
    String endpoint,
    String profile,
    Optional<Integer> concurrency,
    Duration asynchronousAfter) {

  public LambdaSettings {
    largerFunctions = List.copyOf(largerFunctions);
  }

  /** The settings of a configuration's {@code lambda.} keys. */
  public static LambdaSettings of(Config config) {
    return new LambdaSettings(
        config.value(ConfigKeys.LAMBDA_FUNCTION),
        config.value(ConfigKeys.LAMBDA_LARGER_FUNCTIONS),
        config.value(ConfigKeys.LAMBDA_REGION),
        config.value(ConfigKeys.LAMBDA_ENDPOINT),
        config.value(ConfigKeys.LAMBDA_PROFILE),
        config.value(ConfigKeys.LAMBDA_CONCURRENCY),
        config.value(ConfigKeys.LAMBDA_ASYNCHRONOUS_AFTER));
  }

  /** Where Lambda is. */
  AwsService service() {
    return new AwsService("Lambda", region, endpoint, profile);
  }
}
