package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.task.TaskFailure;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells what kind of failure it is that a function did not answer: its environment died, was
 * stopped, or the handler threw an exception.
 */
final class FunctionErrors {
  private static final JsonMapper JSON = new JsonMapper();

  private FunctionErrors() {}

  /**
   * The failure.
   *
   * @param payload Lambda's account of it: {@code errorType}, {@code errorMessage}, {@code
   *     stackTrace}
   */
  static TaskFailure of(String payload, Optional<InvocationReport> report) {
    JsonNode error;
    try {
      error = JSON.readTree(payload);
    } catch (JacksonException e) {
      return new TaskFailure.Bug("The function failed and said: " + payload, "");
    }
    String type = error.path("errorType").asString("");
    String message = error.path("errorMessage").asString(payload);
    if (type.equals("Sandbox.Timedout") || message.contains("Task timed out after")) {
      // The handler stops its task, and answers, before Lambda would: this one has not.
      return new TaskFailure.Transient(
          "Its environment stood still until Lambda stopped it: " + message);
    }
    boolean died = type.equals("Runtime.ExitError") || message.contains("Runtime exited");
    if (type.equals("Runtime.OutOfMemory")
        || type.equals("java.lang.OutOfMemoryError")
        || (died && report.map(InvocationReport::isNearlyFull).orElse(false))) {
      return new TaskFailure.OutOfMemory(
          "Its environment died: %s%s"
              .formatted(
                  message,
                  report
                      .map(r -> " (%d of %d MB used)".formatted(r.peakMemoryMb(), r.memoryMb()))
                      .orElse("")));
    }
    if (died || type.startsWith("Runtime.") || type.startsWith("Sandbox.")) {
      return new TaskFailure.Transient("Its environment died: " + message);
    }
    StringBuilder stack = new StringBuilder();
    error.path("stackTrace").forEach(line -> stack.append(line.asString("")).append('\n'));
    return new TaskFailure.Bug(
        "The function failed with %s: %s".formatted(type, message), stack.toString());
  }
}
