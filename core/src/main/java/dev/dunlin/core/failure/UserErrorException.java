package dev.dunlin.core.failure;

/**
 * The user's request is wrong: a statement, a path, an option or the data itself. Nothing has been
 * changed. The message is for the user and says what, where and what to do. Exit code 2.
 */
public final class UserErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserErrorException(String message) {
    super(message);
  }

  public UserErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
