package dev.dunlin.driver.session;

import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.driver.scheduler.JobReport;
import dev.dunlin.driver.scheduler.JobWork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs whose results nobody reads any more, and whose work is still to be removed. That is put off
 * until much has gathered or the session ends: nobody waits for it then, and a file system like
 * ext4 makes new files slowly for a minute after many were removed (it passes over their inodes one
 * by one). Thread-safe.
 */
final class FinishedJobs {
  private static final long MOST_BYTES = 1L << 30;
  private static final long MOST_TASKS = 10_000;

  private final ObjectStore store;
  private final List<JobWork> jobs = new ArrayList<>();
  private long bytes;
  private long tasks;

  FinishedJobs(ObjectStore store) {
    this.store = store;
  }

  synchronized void add(JobWork job, JobReport report) throws IOException {
    jobs.add(job);
    for (var stage : report.stages()) {
      bytes += stage.metrics().shuffleWriteBytes();
      tasks += stage.tasks();
    }
    if (bytes > MOST_BYTES || tasks > MOST_TASKS) {
      removeAll();
    }
  }

  synchronized void removeAll() throws IOException {
    for (JobWork job : jobs) {
      job.remove(store);
    }
    jobs.clear();
    bytes = 0;
    tasks = 0;
  }
}
