package dev.dunlin.core.task;

import dev.dunlin.core.json.JsonForms;
import io.avaje.jsonb.Jsonb;

/**
 * The JSON form of {@link TaskDescriptor} and {@link TaskOutcome}: UTF-8, field names as the
 * records', sealed types told apart by {@code kind}. Thread-safe.
 *
 * <p>The version is raised whenever an older reader would misunderstand a newer writer; a reader
 * refuses any version but its own, since driver and executor are deployed together.
 *
 * <p>Components of the same name in two cases of a sealed type must be of one type: the code that
 * Avaje 3.8 writes takes one for the other.
 */
public final class TaskWire {
  /** The version written, and the only one read. */
  public static final int VERSION = 3;

  private static final Jsonb JSON =
      JsonForms.builder().failOnUnknown(true).failOnNullPrimitives(true).build();

  private TaskWire() {}

  public static String write(TaskDescriptor descriptor) {
    return JSON.type(TaskDescriptor.class).toJson(descriptor);
  }

  public static String write(TaskOutcome outcome) {
    return JSON.type(TaskOutcome.class).toJson(outcome);
  }

  public static String write(FunctionCall call) {
    return JSON.type(FunctionCall.class).toJson(call);
  }

  public static String write(FunctionAnswer answer) {
    return JSON.type(FunctionAnswer.class).toJson(answer);
  }

  /**
   * The release that a call comes from; all else of a call may differ between releases.
   *
   * @throws IllegalArgumentException if it is no call
   */
  public static String releaseOf(String call) {
    try (WireReader reader = new WireReader(call)) {
      reader.beginObject();
      while (reader.hasNextField()) {
        if (reader.nextField().equals("release")) {
          return reader.readString();
        }
        reader.skipValue();
      }
    } catch (RuntimeException e) { // Of several kinds, where the text is cut.
      throw new IllegalArgumentException("Not a call of Dunlin's: " + e.getMessage(), e);
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
    try (WireReader reader = new WireReader(json)) {
      T value = JSON.type(type).fromJson(reader);
      reader.end();
      return value;
    } catch (RuntimeException e) { // Of several kinds: no JSON, cut, a field too many or too few.
      throw new IllegalArgumentException(
          "Cannot read a " + type.getSimpleName() + ": " + e.getMessage(), e);
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
