package dev.dunlin.core.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Why an attempt failed. The kind decides what the driver does about it; the message says what
 * could not be done, to what, what was seen and what to do.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TaskFailure.Throttled.class, name = "throttled"),
  @JsonSubTypes.Type(value = TaskFailure.Transient.class, name = "transient"),
  @JsonSubTypes.Type(value = TaskFailure.OutOfMemory.class, name = "out-of-memory"),
  @JsonSubTypes.Type(value = TaskFailure.OutOfTime.class, name = "out-of-time"),
  @JsonSubTypes.Type(value = TaskFailure.SegmentLost.class, name = "segment-lost"),
  @JsonSubTypes.Type(value = TaskFailure.InputChanged.class, name = "input-changed"),
  @JsonSubTypes.Type(value = TaskFailure.UserError.class, name = "user-error"),
  @JsonSubTypes.Type(value = TaskFailure.Cancelled.class, name = "cancelled"),
  @JsonSubTypes.Type(value = TaskFailure.Bug.class, name = "bug")
})
public sealed interface TaskFailure {
  String message();

  /** A service asked us to slow down: wait, and try again without counting it. */
  record Throttled(String message) implements TaskFailure {}

  /** Something that may pass: try the same task again. */
  record Transient(String message) implements TaskFailure {}

  /** The task needs more memory than it had, spilling included. */
  record OutOfMemory(String message) implements TaskFailure {}

  /** The task needs more time than it had. */
  record OutOfTime(String message) implements TaskFailure {}

  /** A segment is missing, short or altered: its producer must run again. */
  record SegmentLost(Segment segment, String message) implements TaskFailure {}

  /** An input file is not the one that was planned with. */
  record InputChanged(String file, String message) implements TaskFailure {}

  /** The query or its data is wrong: no retry can help. */
  record UserError(String message) implements TaskFailure {}

  /** The driver asked it to stop. */
  record Cancelled(String message) implements TaskFailure {}

  /**
   * Anything else.
   *
   * @param stack the executor's stack trace
   */
  record Bug(String message, String stack) implements TaskFailure {}
}
