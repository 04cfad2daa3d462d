package dev.dunlin.core.store;

/** A store asked for fewer requests, and went on asking for as long as one may wait. */
public final class ThrottledException extends OutageException {
  private static final long serialVersionUID = 1L;

  public ThrottledException(String message, Throwable cause) {
    super(message, cause);
  }
}
