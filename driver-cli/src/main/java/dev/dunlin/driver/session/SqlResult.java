package dev.dunlin.driver.session;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.driver.scheduler.JobReport;
import java.util.List;

/** What a statement gives. Close it, or the session, to free what it keeps. */
public sealed interface SqlResult extends AutoCloseable
    permits SqlResult.Done, SqlResult.Written, Rows {
  /** Frees what the result keeps; a second call does nothing. */
  @Override
  default void close() {}

  /** The statement has had its effect and gives no rows. */
  record Done() implements SqlResult {}

  /**
   * The statement has written files.
   *
   * @param folder where they are
   * @param files the files; {@code _SUCCESS} is not among them
   * @param rows rows in all of them
   * @param report what the job took
   */
  record Written(ObjectUri folder, List<StagedObject> files, long rows, JobReport report)
      implements SqlResult {
    public Written {
      files = List.copyOf(files);
    }

    /** The files' length in all. */
    public long bytes() {
      return files.stream().mapToLong(StagedObject::lengthBytes).sum();
    }
  }
}
