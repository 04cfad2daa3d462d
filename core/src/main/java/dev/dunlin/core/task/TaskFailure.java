package dev.dunlin.core.task;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectChangedException;
import dev.dunlin.core.store.ThrottledException;
import io.avaje.jsonb.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;

/**
 * Why an attempt failed. The kind decides what the driver does about it; the message says what
 * could not be done, to what, what was seen and what to do.
 */
@Json(typeProperty = "kind")
@Json.SubTypes({
  @Json.SubType(type = TaskFailure.Throttled.class, name = "throttled"),
  @Json.SubType(type = TaskFailure.Transient.class, name = "transient"),
  @Json.SubType(type = TaskFailure.OutOfMemory.class, name = "out-of-memory"),
  @Json.SubType(type = TaskFailure.OutOfTime.class, name = "out-of-time"),
  @Json.SubType(type = TaskFailure.SegmentLost.class, name = "segment-lost"),
  @Json.SubType(type = TaskFailure.InputChanged.class, name = "input-changed"),
  @Json.SubType(type = TaskFailure.UserError.class, name = "user-error"),
  @Json.SubType(type = TaskFailure.Cancelled.class, name = "cancelled"),
  @Json.SubType(type = TaskFailure.Bug.class, name = "bug")
})
public sealed interface TaskFailure {
  String message();

  /**
   * What kind of failure an exception is that a store, or who uses it, has thrown.
   *
   * @param message what the failure says
   */
  static TaskFailure of(Throwable thrown, String message) {
    return switch (thrown) {
      case ThrottledException _ -> new Throttled(message);
      case ObjectChangedException changed -> new InputChanged(changed.object(), message);
      case UserErrorException _, AccessDeniedException _ -> new UserError(message);
      case IOException _ -> new Transient(message);
      case OutOfMemoryError _ -> new OutOfMemory(message);
      default -> Bug.of(message, thrown);
    };
  }

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
   * @param stack the stack trace of the executor, or of the driver if it went wrong there
   */
  record Bug(String message, String stack) implements TaskFailure {
    /** What nobody has foreseen. */
    public static Bug of(Throwable thrown) {
      return of(thrown.toString(), thrown);
    }

    /** The same in other words. */
    public static Bug of(String message, Throwable thrown) {
      StringWriter stack = new StringWriter();
      thrown.printStackTrace(new PrintWriter(stack));
      return new Bug(message, stack.toString());
    }
  }
}
