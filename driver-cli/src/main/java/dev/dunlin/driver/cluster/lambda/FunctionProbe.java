package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.task.FunctionAnswer;
import dev.dunlin.core.task.FunctionCall;
import dev.dunlin.core.task.Release;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Answer;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Facts;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;

/** Looks at a function without running a task there. */
public final class FunctionProbe implements AutoCloseable {
  private final LambdaFunction function;
  private final LambdaRefusals refusals;

  private FunctionProbe(LambdaFunction function) {
    this.function = function;
    this.refusals = LambdaRefusals.of(function);
  }

  /**
   * A probe of a function.
   *
   * @throws UserErrorException if the settings do not say where it is
   */
  public static FunctionProbe open(LambdaSettings settings, Map<String, String> environment) {
    return new FunctionProbe(LambdaFunction.open(settings, environment, 1));
  }

  /** A probe of another function in the same place; it is closed with this one. */
  public FunctionProbe sibling(String other) {
    return new FunctionProbe(function.sibling(other));
  }

  /**
   * What Lambda knows of the function.
   *
   * @param memoryMb its memory
   * @param timeout how long a call may take
   * @param freeConcurrency calls at the same time that the account has room for
   */
  public record Configured(
      String name, String region, int memoryMb, Duration timeout, int freeConcurrency) {}

  /**
   * Asks Lambda.
   *
   * @throws UserErrorException if it refuses; the message says why and what to do
   */
  public Configured configured() {
    try {
      Facts facts = function.facts();
      return new Configured(
          function.name(),
          function.region().id(),
          facts.memoryMb(),
          facts.timeout(),
          function.freeConcurrency());
    } catch (SdkException e) {
      throw new UserErrorException(refusals.message(e), e);
    }
  }

  /**
   * Asks the function.
   *
   * @throws UserErrorException if it cannot be called, is of another release, or does not answer as
   *     Dunlin's does
   */
  public FunctionAnswer.Pong running() {
    Answer answer;
    try {
      answer = function.call(TaskWire.write(new FunctionCall.Ping(Release.CURRENT)));
    } catch (SdkException e) {
      throw new UserErrorException(refusals.message(e), e);
    }
    if (answer.isError()) {
      throw new UserErrorException(
          "The function %s does not start: %s. See its log, and whether its package and handler are Dunlin's"
              .formatted(
                  function.name(), FunctionErrors.of(answer.payload(), answer.report()).message()));
    }
    return switch (read(answer.payload())) {
      case FunctionAnswer.Pong pong -> pong;
      case FunctionAnswer.Refused(String release) ->
          throw new UserErrorException(refusals.ofRelease(release));
      case FunctionAnswer.Done _, FunctionAnswer.Stored _, FunctionAnswer.Failed _ ->
          throw stranger(answer.payload());
    };
  }

  private FunctionAnswer read(String payload) {
    try {
      return TaskWire.readAnswer(payload);
    } catch (IllegalArgumentException e) {
      throw stranger(payload);
    }
  }

  private UserErrorException stranger(String payload) {
    return new UserErrorException(
        "The function %s is not Dunlin's: asked who it is, it answered %s. Check lambda.function"
            .formatted(function.name(), payload.substring(0, Math.min(200, payload.length()))));
  }

  @Override
  public void close() {
    function.close();
  }
}
