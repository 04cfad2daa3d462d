package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * What jobs have left in a store. Whether a job is dead, it cannot tell. Thread-safe.
 *
 * <p>Names are those of {@link HiddenNames}: nothing is found that no job of ours can have made.
 */
public interface Leftovers {
  /**
   * What publishing to a folder, or to one directly in it, has left.
   *
   * @param jobs ids that are known, as S3 keeps no more of them than a hash
   */
  List<Leftover> ofOutput(ObjectUri folder, Collection<String> jobs) throws IOException;

  /** What jobs have left below the prefix that they work in. */
  List<Leftover> ofWork(ObjectUri work) throws IOException;

  /**
   * Removes one. A folder that was to be replaced is put back instead; and what a job was changing
   * in a folder is taken back or brought to its end.
   */
  void remove(Leftover leftover) throws IOException;
}
