package dev.dunlin.core.store;

import java.io.IOException;

/**
 * An output could neither be published nor be left as it was. The message says what is there now,
 * and what to do. Readers of ours find one output, whole.
 */
public final class UnfinishedPublishException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure to publish.
   *
   * @param message what failed, what is there now, and what to do
   */
  public UnfinishedPublishException(String message, Exception cause) {
    super(message, cause);
  }
}
