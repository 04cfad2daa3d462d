package dev.dunlin.core.task;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import io.avaje.jsonb.Json;

/** A function's answer to a {@link FunctionCall}. */
@Json(typeProperty = "kind")
@Json.SubTypes({
  @Json.SubType(type = FunctionAnswer.Done.class, name = "done"),
  @Json.SubType(type = FunctionAnswer.Stored.class, name = "stored"),
  @Json.SubType(type = FunctionAnswer.Failed.class, name = "failed"),
  @Json.SubType(type = FunctionAnswer.Refused.class, name = "refused"),
  @Json.SubType(type = FunctionAnswer.Pong.class, name = "pong")
})
public sealed interface FunctionAnswer {
  /** The attempt has ended, well or not. */
  record Done(TaskOutcome outcome) implements FunctionAnswer {}

  /**
   * The same with an outcome that is too large for a payload.
   *
   * @param stored the object that has the outcome
   */
  record Stored(ObjectUri stored) implements FunctionAnswer {}

  /**
   * The task has not begun, for its descriptor could not be read.
   *
   * @param requests what was asked of S3 for it
   */
  record Failed(TaskFailure failure, Requests requests) implements FunctionAnswer {}

  /** The call came from another release, and nothing was done. */
  record Refused(String release) implements FunctionAnswer {}

  /**
   * The answer to a ping.
   *
   * @param release the function's
   * @param memoryMb the function's memory
   * @param architecture as Java names it, {@code amd64} or {@code aarch64}
   * @param duckdb DuckDB's version
   */
  record Pong(String release, int memoryMb, String architecture, String duckdb)
      implements FunctionAnswer {}
}
