package dev.dunlin.driver.cluster;

import java.util.List;

/** What clusters do with their threads. */
public final class Threads {
  private Threads() {}

  /**
   * Waits until all of them have ended, and does what comes then. An interruption of this thread
   * changes nothing of that, and is kept for its caller.
   */
  public static void joinThen(List<Thread> threads, Runnable work) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    work.run();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
