package dev.dunlin.driver.session;

import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.scheduler.JobReport;
import java.util.function.Supplier;

/** Is told what a session does while it does it, on the thread that runs the statement. */
public interface SessionListener {
  /** A listener that ignores everything. */
  SessionListener NONE = new SessionListener() {};

  /**
   * A statement is being planned.
   *
   * @param asked what has been asked of S3 for it so far; any thread may ask until it is planned
   */
  default void planning(Supplier<Requests> asked) {}

  /** The statement is planned, or refused. */
  default void planned() {}

  /** A job has come this far. */
  default void progressed(JobReport report) {}

  /** The job is over, whichever way; its result comes next. */
  default void ended() {}

  /** Something went wrong that does not stop the work. */
  default void warned(String message) {}
}
