package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskFailure;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what it means that a call was refused or Lambda could not be reached, and what to do.
 *
 * @param function its name
 * @param region the region that was asked
 */
record LambdaRefusals(String function, String region) {
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired");

  private static final Set<String> BAD_CREDENTIALS =
      Set.of(
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "InvalidClientTokenId",
          "MissingAuthenticationTokenException",
          "IncompleteSignatureException");

  private static final Pattern ARN = Pattern.compile("arn:[^:]+:lambda:([^:]+):.+");

  static LambdaRefusals of(LambdaFunction function) {
    return new LambdaRefusals(function.name(), function.region().id());
  }

  /** Whether Lambda asks to wait. */
  static boolean isThrottling(SdkException e) {
    return e instanceof AwsServiceException answer
        && (answer.statusCode() == 429 || code(answer).equals("EC2ThrottledException"));
  }

  /** The failure of an attempt. */
  TaskFailure failure(SdkException e) {
    if (e instanceof AwsServiceException answer) {
      return answer.statusCode() >= 500
          ? new TaskFailure.Transient("Cannot call %s: %s".formatted(function, said(answer)))
          : new TaskFailure.UserError(message(e));
    }
    Optional<IOException> connection = connection(e);
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
    String code = code(e);
    if (code.equals("ResourceNotFoundException")) {
      Matcher arn = ARN.matcher(function);
      if (arn.matches() && !arn.group(1).equals(region)) {
        return "its ARN is of region %1$s. Set lambda.region to %1$s".formatted(arn.group(1));
      }
      return ("there is no such function. Check lambda.function, lambda.larger-functions and"
          + " lambda.region, or make it with dunlin deploy");
    }
    if (isThrottling(e)) {
      return "Lambda has no room for its calls (%s). Others of the account take its concurrency: run it again later, lower lambda.concurrency, or ask AWS for more"
          .formatted(said(e));
    }
    if (EXPIRED.contains(code)) {
      return "the credentials have expired (%s). Get new ones, as with aws sso login, and run it again"
          .formatted(said(e));
    }
    if (BAD_CREDENTIALS.contains(code)) {
      return "Lambda does not know these credentials (%s). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambda.profile"
          .formatted(said(e));
    }
    if (e.statusCode() == 403 || e.statusCode() == 401) {
      return "access denied (%s). It takes the rights to lambda:InvokeFunction and lambda:GetFunctionConfiguration on the function, and to lambda:GetAccountSettings"
          .formatted(said(e));
    }
    return said(e);
  }

  private static String unsent(SdkException e) {
    Optional<IOException> connection = connection(e);
    if (connection.isPresent()) {
      return "%s. Check lambda.endpoint, lambda.region and the network"
          .formatted(
              connection.get() instanceof UnknownHostException unknown
                  ? "there is no host '%s'"
                      .formatted(String.valueOf(unknown.getMessage()).replaceFirst(":.*", ""))
                  : connection.get().getMessage());
    }
    String seen = String.valueOf(e.getMessage());
    String words = seen.toLowerCase(Locale.ROOT);
    return words.contains("credential") || words.contains("profile") || words.contains("token")
        ? "no AWS credentials can be used (%s). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambda.profile, or sign in"
            .formatted(
                words.contains("providers in the chain") ? "AWS's default chain finds none" : seen)
        : seen;
  }

  private static Optional<IOException> connection(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException io) {
        return Optional.of(io);
      }
    }
    return Optional.empty();
  }

  private static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String said(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return "Lambda answered HTTP %d %s: %s"
        .formatted(
            e.statusCode(), code(e), details == null ? e.getMessage() : details.errorMessage())
        .strip();
  }
}
