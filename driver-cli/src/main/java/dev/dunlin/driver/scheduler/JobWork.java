package dev.dunlin.driver.scheduler;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.shuffle.SegmentWriter;
import java.io.IOException;
import java.util.List;

/**
 * What a job's attempts have written to its work prefix.
 *
 * @param attempts all that were started, those that failed among them
 */
public record JobWork(Job job, List<AttemptId> attempts) {
  public JobWork {
    attempts = List.copyOf(attempts);
  }

  /** Removes it. Nothing is listed: the names follow from the attempts. */
  public void remove(ObjectStore store) throws IOException {
    if (store.localPath(job.prefix()).isPresent()) {
      store.deleteFolder(job.prefix());
    } else {
      store.delete(attempts.stream().map(job::prefix).map(SegmentWriter::object).toList());
    }
  }
}
