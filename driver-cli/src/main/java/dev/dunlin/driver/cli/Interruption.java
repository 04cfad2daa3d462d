package dev.dunlin.driver.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the command is told to stop and given some seconds to clean up, then the
 * process ends with the signal's exit code. What it leaves after that, the next one removes.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private Runnable action = () -> {};
  private boolean interrupted;

  private Interruption() {}

  static Interruption install() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "interruption"));
    return interruption;
  }

  /** Says what to do; done at once if the interrupt has come already. */
  synchronized void onInterrupt(Runnable what) {
    action = what;
    if (interrupted) {
      what.run();
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
      boolean unused = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("The shutdown is nobody's to interrupt", e);
    }
  }
}
