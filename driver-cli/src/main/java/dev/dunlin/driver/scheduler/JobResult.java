package dev.dunlin.driver.scheduler;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Segment;
import java.util.List;

/** What a job that succeeded has made. */
public sealed interface JobResult {
  JobReport report();

  /**
   * Rows, still in the work prefix.
   *
   * @param schema their columns; names may repeat
   * @param segments in the order of the rows
   * @param work what is to be removed when they have been read
   */
  record Rows(Schema schema, List<Segment> segments, JobWork work, JobReport report)
      implements JobResult {
    public Rows {
      segments = List.copyOf(segments);
    }
  }

  /**
   * Published files.
   *
   * @param folder where they are
   * @param files the files, at their final addresses
   */
  record Files(ObjectUri folder, List<StagedObject> files, JobReport report) implements JobResult {
    public Files {
      files = List.copyOf(files);
    }
  }
}
