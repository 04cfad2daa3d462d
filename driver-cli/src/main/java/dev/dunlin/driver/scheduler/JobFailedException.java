package dev.dunlin.driver.scheduler;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job has failed or was cancelled. Nothing of it runs any more, and it has left no output. The
 * message is for the user.
 */
public final class JobFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is. */
  public enum Kind {
    /** The query or its data is wrong. */
    USER_ERROR,
    /** Something outside failed, more often than it was tried again. */
    FAILURE,
    /** Somebody asked for it. */
    CANCELLED,
    /** Dunlin is wrong. */
    BUG
  }

  private final Kind kind;
  private final String stack;

  JobFailedException(Kind kind, String message) {
    this(kind, message, "", null);
  }

  /**
   * An exception.
   *
   * @param stack the executor's stack trace; empty if there is none
   */
  JobFailedException(Kind kind, String message, String stack, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.stack = stack;
  }

  /** A job that was cancelled before there was anything to stop. */
  public static JobFailedException cancelled(String reason) {
    return new JobFailedException(Kind.CANCELLED, "Cancelled: " + reason);
  }

  /** The same, of the query's fault if it was, with the place in it that the message is about. */
  public JobFailedException at(UnaryOperator<String> placeOf) {
    String message = String.valueOf(getMessage());
    return kind == Kind.USER_ERROR
        ? new JobFailedException(kind, message + placeOf.apply(message), stack, this)
        : this;
  }

  public Kind kind() {
    return kind;
  }

  /** The executor's stack trace of a {@link Kind#BUG}; empty if there is none. */
  public String stack() {
    return stack;
  }
}
