package dev.dunlin.core.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.dunlin.core.store.ObjectUri;

/** What the driver sends to a function: the payload of one invocation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FunctionCall.Task.class, name = "task"),
  @JsonSubTypes.Type(value = FunctionCall.StoredTask.class, name = "stored-task"),
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

  /** Do nothing, and say who you are. */
  record Ping(String release) implements FunctionCall {}
}
