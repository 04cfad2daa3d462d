package dev.dunlin.driver.cli;

import dev.dunlin.driver.session.DunlinSession;

/**
 * Loads, on another core, what a session will need while its script is being read. To be begun when
 * the command line and the configuration are known to be right: what it loads takes seconds of
 * processor time. Closing it waits for it, for a native library must not be in use while the
 * process ends.
 */
final class WarmUp implements AutoCloseable {
  private final Thread thread;

  private WarmUp(Thread thread) {
    this.thread = thread;
  }

  static WarmUp start() {
    return new WarmUp(
        Thread.ofPlatform()
            .daemon()
            .name("warm-up")
            // Whatever goes wrong here goes wrong in the session too, which says so.
            .uncaughtExceptionHandler((_, _) -> {})
            .start(DunlinSession::warmUp));
  }

  /** For a command that needs little of it. */
  static WarmUp none() {
    return new WarmUp(Thread.ofPlatform().unstarted(() -> {}));
  }

  @Override
  public void close() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("The main thread is nobody else's to interrupt", e);
    }
  }
}
