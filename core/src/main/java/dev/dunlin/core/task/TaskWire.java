package dev.dunlin.core.task;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of {@link TaskDescriptor} and {@link TaskOutcome}: UTF-8, field names as the
 * records', sealed types told apart by {@code kind}. Thread-safe.
 *
 * <p>The version is raised whenever an older reader would misunderstand a newer writer; a reader
 * refuses any version but its own, since driver and executor are deployed together.
 */
public final class TaskWire {
  /** The version written, and the only one read. */
  public static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private TaskWire() {}

  public static String write(TaskDescriptor descriptor) {
    return JSON.writeValueAsString(descriptor);
  }

  public static String write(TaskOutcome outcome) {
    return JSON.writeValueAsString(outcome);
  }

  public static String write(FunctionCall call) {
    return JSON.writeValueAsString(call);
  }

  public static String write(FunctionAnswer answer) {
    return JSON.writeValueAsString(answer);
  }

  /**
   * The release that a call comes from; all else of a call may differ between releases.
   *
   * @throws IllegalArgumentException if it is no call
   */
  public static String releaseOf(String call) {
    try {
      JsonNode release = JSON.readTree(call).path("release");
      if (release.isString()) {
        return release.stringValue();
      }
    } catch (tools.jackson.core.JacksonException e) {
      throw new IllegalArgumentException("Not a call of Dunlin's: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("Not a call of Dunlin's: it names no release");
  }

  /**
   * Reads a call of this release.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static FunctionCall readCall(String json) {
    return read(json, FunctionCall.class);
  }

  /**
   * Reads a function's answer.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static FunctionAnswer readAnswer(String json) {
    return read(json, FunctionAnswer.class);
  }

  /**
   * Reads a descriptor.
   *
   * @throws IllegalArgumentException if it is none, or of another version
   */
  public static TaskDescriptor readDescriptor(String json) {
    TaskDescriptor descriptor = read(json, TaskDescriptor.class);
    checkVersion("task descriptor", descriptor.version());
    return descriptor;
  }

  /**
   * Reads an outcome.
   *
   * @throws IllegalArgumentException if it is none, or of another version
   */
  public static TaskOutcome readOutcome(String json) {
    TaskOutcome outcome = read(json, TaskOutcome.class);
    checkVersion("task outcome", outcome.version());
    return outcome;
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (tools.jackson.core.JacksonException e) {
      throw new IllegalArgumentException(
          "Cannot read a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static void checkVersion(String what, int version) {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "Cannot read a %s of version %d, only version %d: driver and executor must be of the same"
                  .formatted(what, version, VERSION)
              + " Dunlin release");
    }
  }
}
