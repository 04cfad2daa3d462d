package dev.dunlin.shuffle;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The objects that jobs write to a work prefix where the store keeps no files, {@code
 * j-7f3a09c2/s0/t7/a0/segments}. They are told from other people's, which may be below the same
 * prefix, by the whole of their names.
 */
public final class WorkObjects {
  /** All partitions of an attempt. */
  public static final String SEGMENTS = "segments";

  /** A task that does not travel in its call. */
  public static final String DESCRIPTOR = "descriptor";

  /** What has become of an attempt, where that does not travel in an answer. */
  public static final String OUTCOME = "outcome";

  /** That a call has begun, which may arrive twice. */
  public static final String BEGUN = "begun";

  private static final Set<String> NAMES = Set.of(SEGMENTS, DESCRIPTOR, OUTCOME, BEGUN);

  private WorkObjects() {}

  /**
   * The job that has written an object; none if no job has.
   *
   * @param name the object's name below the work prefix
   */
  public static Optional<JobId> job(String name) {
    int slash = name.lastIndexOf('/');
    if (slash < 0 || !NAMES.contains(name.substring(slash + 1))) {
      return Optional.empty();
    }
    String folder = name.substring(0, slash);
    try {
      AttemptId attempt = AttemptId.parse(folder);
      // Numbers can be written in other ways than ours, as in s007.
      return attempt.toString().equals(folder)
          ? Optional.of(attempt.task().stage().job())
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Removes what a job has written, and nothing else that is in its folder.
   *
   * @param folder the work prefix and the job's id
   */
  public static void delete(ObjectStore store, ObjectUri folder) throws IOException {
    ObjectUri prefix = folder.resolve("");
    String job = folder.name();
    List<ObjectUri> objects =
        store.list(prefix).stream()
            .map(ObjectStat::uri)
            .filter(
                object ->
                    job(job + "/" + object.key().substring(prefix.key().length())).isPresent())
            .toList();
    if (!objects.isEmpty()) {
      store.delete(objects);
    }
  }
}
