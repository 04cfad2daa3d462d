package dev.dunlin.driver.session;

import dev.dunlin.driver.scheduler.JobReport;

/** Is told what a session does while it does it, on the thread that runs the statement. */
public interface SessionListener {
  /** A listener that ignores everything. */
  SessionListener NONE = new SessionListener() {};

  /** A job has come this far. */
  default void progressed(JobReport report) {}

  /** The job is over, whichever way; its result comes next. */
  default void ended() {}

  /** Something went wrong that does not stop the work. */
  default void warned(String message) {}
}
