package dev.dunlin.executor;

/** The attempt was asked to stop. */
final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CancelledException() {
    super("The attempt was cancelled");
  }
}
