package dev.dunlin.driver.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the command is told to stop and given some seconds to clean up, then the
 * process ends with the signal's exit code.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 3;

  private final CountDownLatch finished = new CountDownLatch(1);
  private Runnable action = () -> {};
  private Runnable lastResort = () -> {};
  private boolean interrupted;

  private Interruption() {}

  static Interruption install() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "interruption"));
    return interruption;
  }

  /**
   * Says what to do; done at once if the interrupt has come already.
   *
   * @param stop asks the command to stop
   * @param orElse is done if it does not
   */
  synchronized void onInterrupt(Runnable stop, Runnable orElse) {
    action = stop;
    lastResort = orElse;
    if (interrupted) {
      stop.run();
    }
  }

  /** The command has cleaned up: the process may end. */
  void finished() {
    finished.countDown();
  }

  private void interrupt() {
    synchronized (this) {
      interrupted = true;
      action.run();
    }
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        lastResort.run();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("The shutdown is nobody's to interrupt", e);
    }
  }
}
