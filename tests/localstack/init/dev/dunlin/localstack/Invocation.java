package dev.dunlin.localstack;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One call of the function's handler.
 *
 * @param deadline when its time is over
 * @param answer completed once, by whatever ends it first
 */
record Invocation(
    String id, String arn, String payload, Instant deadline, CompletableFuture<Answer> answer) {
  /** What LocalStack's request says. */
  static Invocation of(byte[] request, Instant deadline) {
    Map<String, String> members = Json.members(request);
    return new Invocation(
        members.get("invoke-id"),
        members.get("invoked-function-arn"),
        members.get("payload"),
        deadline,
        new CompletableFuture<>());
  }
}
