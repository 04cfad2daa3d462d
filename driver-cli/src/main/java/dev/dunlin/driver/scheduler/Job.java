package dev.dunlin.driver.scheduler;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.store.ObjectUri;

/**
 * A job to run.
 *
 * @param id its id, used once
 * @param graph its stages
 * @param work the prefix below which its attempts write: {@code <work>/<job>/s2/t7/a0/…}
 * @param config the session's configuration when the job was planned
 */
public record Job(JobId id, StageGraph graph, ObjectUri work, Config config) {
  /** The prefix of everything that the job's attempts write. */
  public ObjectUri prefix() {
    return work.resolve(id.toString());
  }

  /** The prefix of what one of its attempts writes. */
  ObjectUri prefix(AttemptId attempt) {
    return work.resolve(attempt.toString());
  }
}
