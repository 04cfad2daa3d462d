package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.failure.UserErrorException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** One function in AWS Lambda, and how it is called. Thread-safe. */
final class LambdaFunction implements AutoCloseable {
  /** A name or ARN, and the alias behind it. */
  private static final Pattern ALIAS =
      Pattern.compile(
          "((?:arn:aws[a-z-]*:lambda:[^:]+:\\d+:function:)?[A-Za-z0-9_-]+):([A-Za-z0-9_-]+)");

  /** Lambda's own limit is 15 minutes; an answer needs its time too. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(16);

  /** Idle connections are dropped on AWS's side after about five minutes. */
  private static final Duration LONGEST_IDLE = Duration.ofMinutes(4);

  private final String name;
  private final Region region;
  private final LambdaClient client;

  private LambdaFunction(String name, Region region, LambdaClient client) {
    this.name = name;
    this.region = region;
    this.client = client;
  }

  /**
   * What is known of it.
   *
   * @param memoryMb its memory
   * @param timeout how long a call may take
   * @param isArm whether it is for arm and not for x86
   */
  record Facts(int memoryMb, Duration timeout, boolean isArm) {}

  /**
   * The answer to a call.
   *
   * @param payload what the function answered, or Lambda's account of why it did not
   * @param isError which of the two
   */
  record Answer(String payload, boolean isError, Optional<InvocationReport> report) {}

  /**
   * Makes a client for it; asks for nothing yet. The SDK's own retries are off: with them a task
   * would run twice whenever its answer is late.
   *
   * @throws UserErrorException if the settings do not say where to go
   */
  static LambdaFunction open(
      LambdaSettings settings, Map<String, String> environment, int connections) {
    LambdaClientBuilder builder =
        LambdaClient.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(3))
                    .socketTimeout(LONGEST_CALL)
                    .connectionMaxIdleTime(LONGEST_IDLE)
                    .tcpKeepAlive(true)
                    .maxConnections(connections))
            .overrideConfiguration(
                o -> {
                  o.retryStrategy(AwsRetryStrategy.doNotRetry());
                  o.apiCallTimeout(LONGEST_CALL);
                  if (!settings.profile().isEmpty()) {
                    o.defaultProfileName(settings.profile());
                  }
                });
    settings.service().server(environment).ifPresent(builder::endpointOverride);
    if (!settings.profile().isEmpty()) {
      builder.credentialsProvider(ProfileCredentialsProvider.create(settings.profile()));
    }
    Region region = settings.service().region(environment);
    try {
      return new LambdaFunction(settings.function(), region, builder.region(region).build());
    } catch (SdkClientException e) {
      throw new UserErrorException("Cannot use AWS Lambda: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  Region region() {
    return region;
  }

  /** Another function in the same place; it is closed with this one. */
  LambdaFunction sibling(String other) {
    return new LambdaFunction(other, region, client);
  }

  /**
   * Asks for what is known of it.
   *
   * @throws SdkException if Lambda refuses or cannot be reached
   */
  Facts facts() {
    GetFunctionConfigurationResponse function = configuration();
    return new Facts(
        function.memorySize(),
        Duration.ofSeconds(function.timeout()),
        function.architectures().contains(Architecture.ARM64));
  }

  /**
   * Asks how many calls at the same time the account has room for.
   *
   * @throws SdkException if Lambda refuses or cannot be reached
   */
  int freeConcurrency() {
    return client.getAccountSettings(_ -> {}).accountLimit().unreservedConcurrentExecutions();
  }

  private GetFunctionConfigurationResponse configuration() {
    try {
      return client.getFunctionConfiguration(r -> r.functionName(name));
    } catch (ResourceNotFoundException e) {
      Matcher alias = ALIAS.matcher(name);
      if (!alias.matches()) {
        throw e;
      }
      // AWS knows aliases here; LocalStack 4.14 only versions.
      String version =
          client
              .getAlias(r -> r.functionName(alias.group(1)).name(alias.group(2)))
              .functionVersion();
      return client.getFunctionConfiguration(
          r -> r.functionName(alias.group(1)).qualifier(version));
    }
  }

  /**
   * Calls it and waits for the answer.
   *
   * @throws SdkException if Lambda refuses, or the answer does not come
   */
  Answer call(String payload) {
    InvokeResponse response =
        client.invoke(
            r ->
                r.functionName(name)
                    .invocationType(InvocationType.REQUEST_RESPONSE)
                    .logType(LogType.TAIL)
                    .payload(SdkBytes.fromUtf8String(payload)));
    return new Answer(
        response.payload().asUtf8String(),
        response.functionError() != null,
        InvocationReport.of(response.logResult()));
  }

  /**
   * Hands it an event, which it runs some time.
   *
   * @throws SdkException if Lambda does not take it
   */
  void send(String event) {
    InvokeResponse unused =
        client.invoke(
            r ->
                r.functionName(name)
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(event)));
  }

  @Override
  public void close() {
    client.close();
  }
}
