package dev.dunlin.core.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.dunlin.core.store.ObjectUri;

/** A function's answer to a {@link FunctionCall}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FunctionAnswer.Done.class, name = "done"),
  @JsonSubTypes.Type(value = FunctionAnswer.Stored.class, name = "stored"),
  @JsonSubTypes.Type(value = FunctionAnswer.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = FunctionAnswer.Pong.class, name = "pong")
})
public sealed interface FunctionAnswer {
  /** The attempt has ended, well or not. */
  record Done(TaskOutcome outcome) implements FunctionAnswer {}

  /** The same, and the outcome is too large for a payload and in an object. */
  record Stored(ObjectUri outcome) implements FunctionAnswer {}

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
