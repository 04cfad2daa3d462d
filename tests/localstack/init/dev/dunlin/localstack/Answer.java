package dev.dunlin.localstack;

/**
 * What came of an invocation.
 *
 * @param isError whether the body is an error in AWS's form
 */
record Answer(boolean isError, byte[] body) {
  static Answer error(String type, String invocation, String message) {
    String text = "RequestId: %s Error: %s".formatted(invocation, message);
    return new Answer(true, Json.object("errorType", type, "errorMessage", text));
  }
}
