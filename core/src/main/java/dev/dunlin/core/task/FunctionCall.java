package dev.dunlin.core.task;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import io.avaje.jsonb.Json;

/** What the driver sends to a function: the payload of one invocation. */
@Json(typeProperty = "kind")
@Json.SubTypes({
  @Json.SubType(type = FunctionCall.Task.class, name = "task"),
  @Json.SubType(type = FunctionCall.StoredTask.class, name = "stored-task"),
  @Json.SubType(type = FunctionCall.DetachedTask.class, name = "detached-task"),
  @Json.SubType(type = FunctionCall.Ping.class, name = "ping")
})
public sealed interface FunctionCall {
  /** The most bytes of a payload, either way: Lambda's limit of 6 MB with room to spare. */
  int MOST_BYTES = 4 * 1024 * 1024;

  /** The sender's {@link Release}. */
  String release();

  /**
   * Run this attempt.
   *
   * @param outcome where its outcome is put if it is too large for a payload
   */
  record Task(String release, TaskDescriptor descriptor, ObjectUri outcome)
      implements FunctionCall {}

  /**
   * The same with a descriptor that is too large for a payload.
   *
   * @param stored the object that has the descriptor
   * @param outcome as above
   */
  record StoredTask(String release, ObjectUri stored, ObjectUri outcome) implements FunctionCall {}

  /**
   * The same by a call whose answer nobody waits for: the outcome is put into an object. Lambda may
   * run such a call twice, or late; only the run that puts the first claim does anything.
   *
   * @param attempt which one it is, for the outcome of one whose descriptor cannot be read
   * @param stored the object that has the descriptor
   * @param outcome where its outcome is put, however large
   * @param claim an object that is put by the run that there is to be
   * @param startByMillis when the driver no longer waits for it to start, since 1970; it does
   *     nothing then
   */
  record DetachedTask(
      String release,
      AttemptId attempt,
      ObjectUri stored,
      ObjectUri outcome,
      ObjectUri claim,
      long startByMillis)
      implements FunctionCall {}

  /** Do nothing, and say who you are. */
  record Ping(String release) implements FunctionCall {}
}
