package dev.dunlin.core.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.json.JsonForms;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code _SUCCESS} holds: the job that has written an output, and the files that are the
 * output. On the wire it is JSON whose first field tells whose format it is and of which version:
 * {@code {"dunlin":1,"job":"j-7f3a09c2","files":[{"name":"part-…","bytes":4096}]}}. Fields that a
 * reader does not know are passed over; the version is raised whenever that would mislead it.
 *
 * @param version of the format
 * @param job the id of the job
 * @param files all that the output is, {@code _SUCCESS} itself left out
 */
@Json
public record OutputManifest(
    @Json.Property("dunlin") int version, String job, List<OutputFile> files) {
  /** The version written, and the last one that is read. */
  public static final int VERSION = 1;

  private static final JsonType<OutputManifest> JSON =
      JsonForms.builder().build().type(OutputManifest.class);

  /** How all that was written by {@link #toBytes} begins, white space aside. */
  private static final String BEGINNING = "{\"dunlin\":";

  public OutputManifest {
    files = List.copyOf(files);
  }

  /** The manifest of a job's files. */
  public static OutputManifest of(String job, List<OutputFile> files) {
    return new OutputManifest(VERSION, job, files);
  }

  /** The files of a folder as its manifest names them. */
  public static List<OutputFile> files(ObjectUri folder, List<StagedObject> objects) {
    List<OutputFile> files = new ArrayList<>();
    for (StagedObject object : objects) {
      files.add(new OutputFile(OutputNames.below(folder, object.target()), object.lengthBytes()));
    }
    return files;
  }

  /** The wire form. */
  public byte[] toBytes() {
    return JSON.toJsonBytes(this);
  }

  /**
   * The inverse of {@link #toBytes}; empty for what somebody else has written, as Spark writes
   * nothing into it.
   *
   * @throws IllegalArgumentException if it is ours and damaged, or of a later version
   */
  public static Optional<OutputManifest> parse(byte[] content) {
    if (!isOurs(content)) {
      return Optional.empty();
    }
    OutputManifest manifest;
    try {
      manifest = JSON.fromJson(content);
    } catch (RuntimeException e) { // Of several kinds: cut, a field of another type, one too few.
      throw new IllegalArgumentException("it is damaged: " + e.getMessage(), e);
    }
    if (manifest.version() > VERSION) {
      throw new IllegalArgumentException(
          "it is of version %d, and this Dunlin reads version %d: use a later one"
              .formatted(manifest.version(), VERSION));
    }
    return Optional.of(manifest);
  }

  /** Whether something was written by Dunlin, as this format or {@link OutputClaim}'s. */
  static boolean isOurs(byte[] content) {
    String head = new String(content, 0, Math.min(content.length, 64), UTF_8);
    return head.replaceAll("\\s", "").startsWith(BEGINNING);
  }
}
