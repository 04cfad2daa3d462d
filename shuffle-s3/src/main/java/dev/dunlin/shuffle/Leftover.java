package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectUri;
import java.time.Instant;

/**
 * Something that a job has made and not removed yet: it is dead, or at work still.
 *
 * @param place a hidden file or folder, an upload's object, or a prefix
 * @param job the job's id; empty where that cannot be known
 * @param touched when it was last added to
 * @param bytes what it takes
 * @param token what the store needs to remove it
 */
public record Leftover(
    Kind kind, ObjectUri place, String job, Instant touched, long bytes, String token) {

  /** What it is. */
  public enum Kind {
    /** Files of an output that is not published, in a hidden folder. */
    STAGED("staged output"),
    /**
     * A folder that was moved away to be replaced, and is put back if nothing came in its place.
     */
    REPLACED("replaced output"),
    /** A file that was being written. */
    TEMPORARY("temporary file"),
    /** A file of an output that is not published, in S3. */
    UPLOAD("unfinished upload"),
    /** The claim of a job that publishes to a folder in S3, and whose files are taken back. */
    CLAIM("publishing claim"),
    /** The same of a job whose files are all complete: it is brought to its end. */
    COMMIT("decided commit"),
    /** A job's segments. */
    WORK("work");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
