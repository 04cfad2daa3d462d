package dev.dunlin.shuffle.s3;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.OutageException;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.ThrottledException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;

/** What went wrong with a request to S3: whether it may pass, and how to say it. Immutable. */
final class S3Failures {
  /** Whether another try may help. */
  enum Verdict {
    FINAL,
    THROTTLED,
    TRANSIENT,
    /** The server's machine says that nobody listens there. */
    REFUSED
  }

  private static final AwsErrors ERRORS = new AwsErrors("S3", "s3.profile");

  private static final Set<String> THROTTLING =
      Set.of(
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "TooManyRequestsException");

  /** RequestTimeout is a 400 that tells of a connection and not of the request. */
  private static final Set<String> PASSING =
      Set.of("InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted");

  private static final Set<String> WRONG_REGION =
      Set.of(
          "PermanentRedirect",
          "Redirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");

  /** How to get a right: a function's are its role's. Lambda sets the variable. */
  private static final String ACCESS =
      System.getenv("AWS_LAMBDA_FUNCTION_NAME") == null
          ? "ask for that, or use other credentials (s3.profile)"
          : "give it to the function's role, as dunlin deploy does by --read and --write";

  private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([a-z0-9-]+)'");

  /** "RequestTimeTooSkewed", Error responses, Amazon S3 API Reference. */
  private static final Duration MOST_SKEW = Duration.ofMinutes(15);

  private final String region;

  /**
   * Failures of requests to a region.
   *
   * @param region the one that requests are sent to
   */
  S3Failures(String region) {
    this.region = region;
  }

  Verdict verdict(Exception e) {
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return Verdict.FINAL;
    }
    if (e instanceof AwsServiceException answer) {
      return ofAnswer(answer);
    }
    if (e instanceof RetryableException) {
      return Verdict.TRANSIENT;
    }
    Optional<IOException> connection = AwsErrors.connection(e);
    if (connection.isEmpty() || isLasting(connection.get())) {
      return Verdict.FINAL;
    }
    return connection.get() instanceof ConnectException ? Verdict.REFUSED : Verdict.TRANSIENT;
  }

  private static Verdict ofAnswer(AwsServiceException e) {
    String code = AwsErrors.code(e);
    int status = e.statusCode();
    if (status == 503 || status == 429 || THROTTLING.contains(code)) {
      return Verdict.THROTTLED;
    }
    // 409: somebody else writes the same object at this moment.
    boolean passes = (status >= 500 && status != 501) || status == 408 || status == 409;
    return passes || PASSING.contains(code) ? Verdict.TRANSIENT : Verdict.FINAL;
  }

  private static boolean isLasting(IOException e) {
    return e instanceof UnknownHostException
        || e instanceof SSLHandshakeException
        || e instanceof SSLPeerUnverifiedException
        || isPlain(e);
  }

  /** Whether the other side does not speak TLS. */
  private static boolean isPlain(IOException e) {
    return e instanceof SSLException
        && String.valueOf(e.getMessage()).contains("unrecognized SSL message");
  }

  /** In words, without names of classes where they add nothing. */
  private static String describe(IOException e) {
    return switch (e) {
      case UnknownHostException host -> AwsErrors.noHost(host);
      case SSLException _ when isPlain(e) -> "the server does not speak TLS";
      case SSLException _ -> "TLS: " + e.getMessage();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private static String header(AwsServiceException e, String name) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? ""
        : details.sdkHttpResponse().firstMatchingHeader(name).orElse("");
  }

  /**
   * A failure that no other try can mend, in our words.
   *
   * @throws UserErrorException if a setting or address is wrong
   */
  IOException translated(S3Operation operation, ObjectUri object, Exception e) {
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return Retries.interrupted(operation, object, e);
    }
    IOException failure =
        e instanceof AwsServiceException answer
            ? refused(operation, object, answer)
            : unsent(operation, object, e);
    if (failure.getCause() == null) {
      failure.initCause(e);
    }
    return failure;
  }

  private IOException refused(S3Operation operation, ObjectUri object, AwsServiceException e) {
    String code = AwsErrors.code(e);
    String address = object.toString();
    String theirRegion = header(e, "x-amz-bucket-region");
    boolean elsewhere = !theirRegion.isEmpty() && !theirRegion.equals(region);
    int status = e.statusCode();
    if (status == 301
        || status == 307
        || WRONG_REGION.contains(code)
        || (status == 400 && elsewhere)) {
      throw wrongRegion(operation, object, e, theirRegion);
    }
    if (code.equals("InvalidBucketName")) {
      throw BucketNames.invalid(object, e);
    }
    Optional<String> credentials = ERRORS.badCredentials(e);
    if (credentials.isPresent()) {
      return new AccessDeniedException(address, null, credentials.get());
    }
    // To a HEAD S3 answers without a reason.
    if (code.equals("RequestTimeTooSkewed")
        || (status == 403 && operation.kind() == RequestCounts.Kind.HEAD && isSkewed(e))) {
      return new AccessDeniedException(
          address, null, "this machine's clock is wrong (%s). Set it".formatted(ERRORS.answer(e)));
    }
    if (code.equals("NoSuchBucket")) {
      return noSuchBucket(object);
    }
    if (code.equals("NoSuchUpload")) {
      return new NoSuchFileException(
          address,
          null,
          "its upload is not there any more: it was aborted, by hand or by a lifecycle rule");
    }
    if (status == 404) {
      return new NoSuchFileException(address, null, "no such object");
    }
    if (status == 403 && operation == S3Operation.READ && isMissing(e)) {
      return new NoSuchFileException(
          address, null, "no such object, as S3 says by denying to list its bucket");
    }
    if (status == 403 || status == 401) {
      return new AccessDeniedException(
          address,
          null,
          "access denied (%s). It takes the right to %s on arn:aws:s3:::%s%s: %s"
              .formatted(
                  ERRORS.answer(e),
                  operation.right(),
                  object.bucket(),
                  operation.isOnBucket() ? "" : "/" + object.key(),
                  ACCESS));
    }
    String hint =
        status == 400 && operation.kind() == RequestCounts.Kind.HEAD
            ? ". S3 gives no reason for a HEAD; the credentials may have expired, or s3.region be"
                + " wrong"
            : "";
    return new IOException(cannot(operation, object) + ERRORS.answer(e) + hint);
  }

  /**
   * Whether what was denied to the reader of an object is to list its bucket: S3 asks for that
   * right where the object is missing, and does not say that it is to those who have it not
   * (GetObject, Amazon S3 API Reference).
   */
  private static boolean isMissing(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details != null
        && String.valueOf(details.errorMessage()).contains("to perform: s3:ListBucket on resource");
  }

  /** Whether the server's clock and ours differ by more than S3 allows. */
  private static boolean isSkewed(AwsServiceException e) {
    try {
      Instant theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(header(e, "Date"), Instant::from);
      return Duration.between(theirs, Instant.now()).abs().compareTo(MOST_SKEW) > 0;
    } catch (DateTimeParseException noDate) {
      return false;
    }
  }

  static NoSuchFileException noSuchBucket(ObjectUri object) {
    return new NoSuchFileException(
        object.toString(),
        null,
        "there is no bucket '%s'. Check its name, s3.endpoint and s3.profile"
            .formatted(object.bucket()));
  }

  private UserErrorException wrongRegion(
      S3Operation operation, ObjectUri object, AwsServiceException e, String header) {
    String theirs = header;
    Matcher named = EXPECTED_REGION.matcher(String.valueOf(e.getMessage()));
    if (theirs.isEmpty() && named.find()) {
      theirs = named.group(1);
    }
    return new UserErrorException(
        theirs.isEmpty()
            ? "%sthe bucket is not in region %s (%s). Set s3.region to its region"
                .formatted(cannot(operation, object), region, ERRORS.answer(e))
            : "%sthe bucket is in region %s, and region %s was asked. Set s3.region to %s"
                .formatted(cannot(operation, object), theirs, region, theirs),
        e);
  }

  /** Nothing was sent, or the server could not be talked to at all. */
  private static IOException unsent(S3Operation operation, ObjectUri object, Exception e) {
    Optional<IOException> connection = AwsErrors.connection(e);
    if (connection.isPresent()) {
      String advice =
          connection.get() instanceof UnknownHostException
              ? ". Check s3.endpoint, s3.region and the network"
              : isPlain(connection.get())
                  ? ". Set s3.endpoint to http:// and not https://, or to the port for TLS"
                  : ". Check s3.endpoint and its certificate";
      return new IOException(cannot(operation, object) + describe(connection.get()) + advice);
    }
    Optional<String> none = ERRORS.noCredentials(e);
    if (none.isPresent()) {
      return new AccessDeniedException(object.toString(), null, none.get());
    }
    return new IOException(cannot(operation, object) + e.getMessage());
  }

  /** The failure when tries or time are used up. */
  IOException givenUp(
      S3Operation operation, ObjectUri object, Exception last, int tries, Duration time) {
    String seen =
        last instanceof AwsServiceException answer
            ? ERRORS.answer(answer)
            : AwsErrors.connection(last).map(S3Failures::describe).orElse(last.toString());
    String what =
        "%s%s (given up after %d %s in %s s). "
            .formatted(
                cannot(operation, object),
                seen,
                tries,
                tries == 1 ? "try" : "tries",
                String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0));
    return verdict(last) == Verdict.THROTTLED
        ? new ThrottledException(
            what + "S3 asks for fewer requests: run fewer tasks at a time, or again later", last)
        : new OutageException(
            what + "Check the network and s3.endpoint, or run it again later", last);
  }

  private static String cannot(S3Operation operation, ObjectUri object) {
    return "Cannot %s %s: ".formatted(operation.verb(), object);
  }
}
