package dev.dunlin.shuffle.s3;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Reads what the AWS SDK throws, and says of it what is the same for all of AWS's services.
 *
 * @param service who answers, as a message names it: {@code S3}
 * @param profileKey the setting that names the profile: {@code s3.profile}
 */
public record AwsErrors(String service, String profileKey) {
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired");

  private static final Set<String> UNKNOWN =
      Set.of(
          "IncompleteSignatureException",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidSecurity",
          "InvalidSignatureException",
          "InvalidToken",
          "MissingAuthenticationTokenException",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private static final String SET = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ";

  /** AWS's name for the error, or an empty text. */
  public static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /** Whether the answer says that the credentials were good once. */
  public static boolean isExpired(AwsServiceException e) {
    return EXPIRED.contains(code(e));
  }

  /** What went wrong between us and AWS, if that was it. */
  public static Optional<IOException> connection(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException io) {
        return Optional.of(io);
      }
    }
    return Optional.empty();
  }

  /** That there is no such host, without what some JDKs add. */
  public static String noHost(UnknownHostException e) {
    return "there is no host '%s'"
        .formatted(String.valueOf(e.getMessage()).replaceFirst(":.*", ""));
  }

  /** What was answered, on one line: {@code S3 answered HTTP 403 AccessDenied: Access Denied}. */
  public String answer(AwsServiceException e) {
    StringBuilder text = new StringBuilder(service + " answered HTTP ").append(e.statusCode());
    String code = code(e);
    if (!code.isEmpty() && !code.equals(Integer.toString(e.statusCode()))) {
      text.append(' ').append(code);
    }
    AwsErrorDetails details = e.awsErrorDetails();
    if (details != null && details.errorMessage() != null && !details.errorMessage().isBlank()) {
      text.append(": ").append(details.errorMessage().strip().replaceAll("\\s*\n\\s*", " "));
    }
    return text.toString();
  }

  /** If the answer is that the credentials are not good, that and what to do. */
  public Optional<String> badCredentials(AwsServiceException e) {
    if (isExpired(e)) {
      return Optional.of(
          "the credentials have expired (%s). Get new ones, as with aws sso login, and run it again"
              .formatted(answer(e)));
    }
    return UNKNOWN.contains(code(e))
        ? Optional.of(
            "%s does not know these credentials (%s). Check %s"
                .formatted(service, answer(e), SET + profileKey))
        : Optional.empty();
  }

  /** If nothing was sent for want of credentials, that and what to do. */
  public Optional<String> noCredentials(Throwable e) {
    String seen = String.valueOf(e.getMessage());
    String words = seen.toLowerCase(Locale.ROOT);
    return words.contains("credential") || words.contains("profile") || words.contains("token")
        ? Optional.of(
            "no AWS credentials can be used (%s). Set %s, or sign in"
                .formatted(
                    words.contains("providers in the chain")
                        ? "AWS's default chain finds none"
                        : seen,
                    SET + profileKey))
        : Optional.empty();
  }
}
