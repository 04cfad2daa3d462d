package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what it means that AWS refused something, and what to do. */
final class AwsRefusals {
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");

  /** What a region says also to good credentials of an account that has not enabled it. */
  private static final Set<String> UNKNOWN =
      Set.of("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch");

  private AwsRefusals() {}

  /**
   * The error.
   *
   * @param what could not be done, and in which region
   */
  static UserErrorException of(String what, SdkException e) {
    return new UserErrorException(
        "Cannot %s: %s"
            .formatted(what, e instanceof AwsServiceException a ? refused(a) : unsent(e)),
        e);
  }

  private static String refused(AwsServiceException e) {
    String code =
        e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
    String said =
        "AWS answered HTTP %d %s: %s"
            .formatted(
                e.statusCode(),
                code,
                e.awsErrorDetails() == null ? e.getMessage() : e.awsErrorDetails().errorMessage());
    if (EXPIRED.contains(code)) {
      return "the credentials have expired (%s). Get new ones, as with aws sso login, and run it again"
          .formatted(said);
    }
    if (UNKNOWN.contains(code)) {
      return "AWS does not know these credentials there (%s). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambda.profile; and whether the account has this region enabled"
          .formatted(said);
    }
    return e.statusCode() == 403
        ? "access denied (%s). docs/aws.md lists the rights that it takes".formatted(said)
        : said;
  }

  private static String unsent(SdkException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnknownHostException) {
        return "there is no host '%s'. Check lambda.region, AWS_REGION and the network"
            .formatted(String.valueOf(t.getMessage()).replaceFirst(":.*", ""));
      }
    }
    String seen = String.valueOf(e.getMessage());
    String words = seen.toLowerCase(Locale.ROOT);
    return words.contains("credential") || words.contains("profile") || words.contains("token")
        ? "no AWS credentials can be used (%s). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambda.profile, or sign in"
            .formatted(
                words.contains("providers in the chain") ? "AWS's default chain finds none" : seen)
        : seen + ". Check lambda.region, AWS_REGION and the network";
  }
}
