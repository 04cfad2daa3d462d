package dev.dunlin.core.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.dunlin.core.store.ObjectUri;

/** What the driver sends to a function: the payload of one invocation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FunctionCall.Task.class, name = "task"),
  @JsonSubTypes.Type(value = FunctionCall.StoredTask.class, name = "stored-task"),
  @JsonSubTypes.Type(value = FunctionCall.DetachedTask.class, name = "detached-task"),
  @JsonSubTypes.Type(value = FunctionCall.Ping.class, name = "ping")
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

  /** The same, and the descriptor is too large for a payload and in an object. */
  record StoredTask(String release, ObjectUri descriptor, ObjectUri outcome)
      implements FunctionCall {}

  /**
   * The same by a call whose answer nobody waits for: the outcome is put into an object. Lambda may
   * run such a call twice, or late; only the run that puts the first claim does anything.
   *
   * @param outcome where its outcome is put, however large
   * @param claim an object that is put by the run that there is to be
   * @param startByMillis when the driver no longer waits for it to start, since 1970; it does
   *     nothing then
   */
  record DetachedTask(
      String release, ObjectUri descriptor, ObjectUri outcome, ObjectUri claim, long startByMillis)
      implements FunctionCall {}

  /** Do nothing, and say who you are. */
  record Ping(String release) implements FunctionCall {}
}
