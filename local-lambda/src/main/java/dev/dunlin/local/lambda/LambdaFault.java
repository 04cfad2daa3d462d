package dev.dunlin.local.lambda;

import java.util.Arrays;
import java.util.Locale;

/** What can go wrong with an invocation. */
public enum LambdaFault {
  /** 429 TooManyRequestsException is answered; nothing is done. */
  THROTTLE,
  /** 500 ServiceException is answered; nothing is done. */
  SERVER_ERROR,
  /** The environment dies before the handler gets the event. */
  KILL_BEFORE,
  /** The environment dies while the handler works. */
  KILL_DURING,
  /** The environment dies after the handler's work, and its answer with it. */
  KILL_AFTER,
  /** The environment stands still while the handler works, until its time is over. */
  FREEZE,
  /** The handler has answered, and the connection to the caller breaks. */
  LOSE_ANSWER,
  /** An Event is given to the function twice. */
  RUN_TWICE,
  /** A new environment takes two seconds longer to start. */
  SLOW_START,
  /** The environment stands still for half of the time while the handler works. */
  SLOW;

  /**
   * The inverse of {@link #toString()}.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists them
   */
  public static LambdaFault parse(String text) {
    return Arrays.stream(values())
        .filter(fault -> fault.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no fault. One is FAULT=RATE, of %s"
                        .formatted(text, Arrays.asList(values()))));
  }

  /** As on the command line: {@code kill-during}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
