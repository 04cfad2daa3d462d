package dev.dunlin.local.lambda;

/** An error of the Lambda service itself, as its API answers it. */
final class AwsError extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;

  /**
   * An error.
   *
   * @param type its name, {@code ResourceNotFoundException}
   */
  AwsError(int status, String type, String message) {
    super(message);
    this.status = status;
    this.type = type;
  }

  static AwsError noFunction(String arn) {
    return new AwsError(404, "ResourceNotFoundException", "Function not found: " + arn);
  }

  static AwsError throttled() {
    return new AwsError(429, "TooManyRequestsException", "Rate Exceeded.");
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  /** The answer's body. */
  String body() {
    String message = String.valueOf(getMessage());
    return Json.text(
        status == 429
            ? Json.object(
                "Reason",
                "ReservedFunctionConcurrentInvocationLimitExceeded",
                "Type",
                "User",
                "message",
                message)
            : Json.object("Type", status < 500 ? "User" : "Service", "Message", message));
  }
}
