package dev.dunlin.core.store;

import java.io.IOException;

/** A store gave no answer that helps for as long as one may wait; it may do so later. */
public sealed class OutageException extends IOException permits ThrottledException {
  private static final long serialVersionUID = 1L;

  public OutageException(String message, Throwable cause) {
    super(message, cause);
  }
}
