package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import java.util.Locale;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what it means that AWS refused something, and what to do. */
final class AwsRefusals {
  private AwsRefusals() {}

  /**
   * The error.
   *
   * @param what could not be done
   */
  static UserErrorException of(String what, SdkException e) {
    return new UserErrorException("Cannot %s: %s".formatted(what, reason(e)), e);
  }

  private static String reason(SdkException e) {
    if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      String code = String.valueOf(answer.awsErrorDetails().errorCode());
      String said =
          "AWS answered HTTP %d %s: %s"
              .formatted(answer.statusCode(), code, answer.awsErrorDetails().errorMessage());
      if (code.startsWith("ExpiredToken") || code.equals("RequestExpired")) {
        return "the credentials have expired (%s). Get new ones, as with aws sso login"
            .formatted(said);
      }
      if (answer.statusCode() == 403) {
        return "access denied (%s). docs/aws.md lists the rights that it takes".formatted(said);
      }
      return said;
    }
    String seen = String.valueOf(e.getMessage());
    return seen.toLowerCase(Locale.ROOT).contains("credentials")
        ? "no AWS credentials can be used. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambda.profile, or sign in"
        : seen + ". Check AWS_REGION and the network";
  }
}
