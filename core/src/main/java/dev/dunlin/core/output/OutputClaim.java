package dev.dunlin.core.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.json.JsonForms;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.List;

/**
 * What an object in a folder of a store without renames says: which job is changing the folder, and
 * how far that is. Its state goes one way, and each step is a write on the condition that nobody
 * else has taken one: so whoever takes a job for dead and undoes it can be sure that it does not
 * commit after all.
 *
 * @param version of the format, which is that of {@link OutputManifest}
 * @param job the id of the job
 * @param hands through how many it has gone: 1 is the job's own driver
 * @param files where it is decided: what {@code _SUCCESS} is going to name
 * @param replaced where it is decided: what goes when {@code _SUCCESS} is written
 */
@Json
public record OutputClaim(
    @Json.Property("dunlin") int version,
    String job,
    State state,
    int hands,
    List<OutputFile> files,
    List<Replaced> replaced) {
  /** How far a job has come. */
  public enum State {
    /** Its files are being completed; none of them counts. */
    BEGUN,
    /** All of its files are complete: whoever finds it so may bring it to its end. */
    DECIDED,
    /** It has failed, or was taken for dead: its files go. */
    UNDONE
  }

  /**
   * A file of the old output, as it was.
   *
   * @param name below the output's folder
   */
  @Json
  public record Replaced(String name, String etag) {}

  private static final JsonType<OutputClaim> JSON =
      JsonForms.builder().build().type(OutputClaim.class);

  public OutputClaim {
    files = List.copyOf(files);
    replaced = List.copyOf(replaced);
  }

  /** A job begins. */
  public static OutputClaim begun(String job) {
    return new OutputClaim(OutputManifest.VERSION, job, State.BEGUN, 1, List.of(), List.of());
  }

  /** The job's files are all there. */
  public OutputClaim decided(List<OutputFile> newFiles, List<Replaced> old) {
    return new OutputClaim(version, job, State.DECIDED, hands, newFiles, old);
  }

  /** Somebody else goes on with it. */
  public OutputClaim handedOn() {
    return new OutputClaim(version, job, state, hands + 1, files, replaced);
  }

  /** The job is not to be. */
  public OutputClaim undone() {
    return new OutputClaim(version, job, State.UNDONE, hands, List.of(), List.of());
  }

  /** What {@code _SUCCESS} is going to hold, or holds. */
  public OutputManifest manifest() {
    return OutputManifest.of(job, files);
  }

  /** The wire form. */
  public byte[] toBytes() {
    return JSON.toJsonBytes(this);
  }

  /**
   * The inverse of {@link #toBytes}. Any other text is taken for the id of a job that has begun,
   * which is what earlier versions wrote.
   *
   * @throws IllegalArgumentException if it is ours and damaged, or of a later version
   */
  public static OutputClaim parse(byte[] content) {
    if (!OutputManifest.isOurs(content)) {
      return begun(new String(content, UTF_8).strip());
    }
    OutputClaim claim;
    try {
      claim = JSON.fromJson(content);
    } catch (RuntimeException e) { // Of several kinds: cut, a field of another type, one too few.
      throw new IllegalArgumentException("it is damaged: " + e.getMessage(), e);
    }
    if (claim.version() > OutputManifest.VERSION) {
      throw new IllegalArgumentException(
          "it is of version %d, and this Dunlin reads version %d: use a later one"
              .formatted(claim.version(), OutputManifest.VERSION));
    }
    return claim;
  }
}
