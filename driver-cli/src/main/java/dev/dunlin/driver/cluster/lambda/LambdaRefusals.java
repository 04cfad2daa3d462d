package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.shuffle.s3.AwsErrors;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what it means that a call was refused or Lambda could not be reached, and what to do.
 *
 * @param function its name
 * @param region the region that was asked
 */
record LambdaRefusals(String function, String region) {
  private static final AwsErrors ERRORS = new AwsErrors("Lambda", "lambda.profile");
  private static final Pattern ARN = Pattern.compile("arn:[^:]+:lambda:([^:]+):.+");

  static LambdaRefusals of(LambdaFunction function) {
    return new LambdaRefusals(function.name(), function.region().id());
  }

  /** Whether Lambda asks to wait. */
  static boolean isThrottling(SdkException e) {
    return e instanceof AwsServiceException answer
        && (answer.statusCode() == 429 || AwsErrors.code(answer).equals("EC2ThrottledException"));
  }

  /**
   * Whether the function may have been called, though no answer has come: the connection was there
   * and then broke, or nobody waited any longer.
   */
  static boolean mayHaveRun(SdkException e) {
    if (e instanceof AbortedException
        || e instanceof ApiCallTimeoutException
        || e instanceof ApiCallAttemptTimeoutException) {
      return true;
    }
    Optional<IOException> connection = AwsErrors.connection(e);
    return !(e instanceof AwsServiceException)
        && connection.isPresent()
        && !(connection.get() instanceof UnknownHostException
            || connection.get() instanceof ConnectException
            || connection.get() instanceof NoRouteToHostException
            || connection.get() instanceof SSLHandshakeException
            || String.valueOf(connection.get().getMessage()).startsWith("Connect to "));
  }

  /** The failure of an attempt. */
  TaskFailure failure(SdkException e) {
    if (e instanceof AwsServiceException answer) {
      return answer.statusCode() >= 500
          ? new TaskFailure.Transient(
              "Cannot call %s: %s".formatted(function, ERRORS.answer(answer)))
          : new TaskFailure.UserError(message(e));
    }
    Optional<IOException> connection = AwsErrors.connection(e);
    return connection.isPresent() && !(connection.get() instanceof UnknownHostException)
        ? new TaskFailure.Transient(
            "The answer of %s did not come: %s".formatted(function, connection.get().getMessage()))
        : new TaskFailure.UserError(message(e));
  }

  /** That the function itself refused a call, for it is of that release. */
  String ofRelease(String release) {
    return "The function %s is of Dunlin %s, and this is Dunlin %s: bring it up to date with dunlin deploy"
        .formatted(function, release, Release.CURRENT);
  }

  /** What was refused and why, and what to do. */
  String message(SdkException e) {
    return "Cannot use the function %s in %s: %s"
        .formatted(function, region, e instanceof AwsServiceException a ? refused(a) : unsent(e));
  }

  private String refused(AwsServiceException e) {
    if (AwsErrors.code(e).equals("ResourceNotFoundException")) {
      Matcher arn = ARN.matcher(function);
      if (arn.matches() && !arn.group(1).equals(region)) {
        return "its ARN is of region %1$s. Set lambda.region to %1$s".formatted(arn.group(1));
      }
      return ("there is no such function. Check lambda.function, lambda.larger-functions and"
          + " lambda.region, or make it with dunlin deploy");
    }
    if (isThrottling(e)) {
      return "Lambda has no room for its calls (%s). Others of the account take its concurrency: run it again later, lower lambda.concurrency, or ask AWS for more"
          .formatted(ERRORS.answer(e));
    }
    Optional<String> credentials = ERRORS.badCredentials(e);
    if (credentials.isPresent()) {
      return credentials.get();
    }
    if (e.statusCode() == 403 || e.statusCode() == 401) {
      return "access denied (%s). It takes the rights to lambda:InvokeFunction and lambda:GetFunctionConfiguration on the function, and to lambda:GetAccountSettings"
          .formatted(ERRORS.answer(e));
    }
    return ERRORS.answer(e);
  }

  private static String unsent(SdkException e) {
    Optional<IOException> connection = AwsErrors.connection(e);
    if (connection.isPresent()) {
      return "%s. Check lambda.endpoint, lambda.region and the network"
          .formatted(
              connection.get() instanceof UnknownHostException host
                  ? AwsErrors.noHost(host)
                  : connection.get().getMessage());
    }
    return ERRORS.noCredentials(e).orElse(String.valueOf(e.getMessage()));
  }
}
