package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.shuffle.s3.AwsErrors;
import java.net.UnknownHostException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what it means that AWS refused something, and what to do. */
final class AwsRefusals {
  private static final AwsErrors ERRORS = new AwsErrors("AWS", "lambda.profile");

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
    Optional<String> credentials = ERRORS.badCredentials(e);
    if (credentials.isPresent()) {
      // A region says so also to good credentials of an account that has not enabled it.
      return AwsErrors.isExpired(e)
          ? credentials.get()
          : credentials.get() + "; and whether the account has this region enabled";
    }
    return e.statusCode() == 403
        ? "access denied (%s). docs/aws.md lists the rights that it takes"
            .formatted(ERRORS.answer(e))
        : ERRORS.answer(e);
  }

  private static String unsent(SdkException e) {
    String check = ". Check lambda.region, AWS_REGION and the network";
    if (AwsErrors.connection(e).orElse(null) instanceof UnknownHostException host) {
      return AwsErrors.noHost(host) + check;
    }
    return ERRORS.noCredentials(e).orElse(e.getMessage() + check);
  }
}
