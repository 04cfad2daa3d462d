package dev.dunlin.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletableFuture;

/**
 * One run of a function.
 *
 * @param number its number on this server, from 0
 * @param id the request id
 * @param payload the event
 * @param answer comes when the function has answered or has died
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Invocation(long number, String id, byte[] payload, CompletableFuture<Answer> answer) {

  /**
   * What came of it.
   *
   * @param isError whether the payload is a function error
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Answer(boolean isError, byte[] payload) {
    /** An error in the form of Lambda's own. */
    static Answer error(String type, String message) {
      return new Answer(
          true, Json.text(Json.object("errorType", type, "errorMessage", message)).getBytes(UTF_8));
    }
  }
}
