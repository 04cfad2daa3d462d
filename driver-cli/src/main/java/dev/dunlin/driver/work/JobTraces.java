package dev.dunlin.driver.work;

import dev.dunlin.core.id.JobId;
import dev.dunlin.core.json.JsonForms;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.WorkObjects;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Types;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a job leaves things outside of its driver's folder while it runs. All of them carry the
 * job's id in their names, so that nothing else can be removed by what such a note says: beside an
 * output and in S3 whatever has the job's mark, and of segments what {@link WorkObjects} knows as
 * the job's.
 *
 * <p>A note is a file named after the job: {@code {"job":"j-09c2","output":"/data/out",
 * "work":"s3://bucket/work/j-09c2"}}.
 *
 * @param output the folder that it stages files for
 * @param work the prefix of its segments, which ends with the job's id; never on files, where
 *     segments are in the driver's folder
 */
public record JobTraces(JobId job, Optional<ObjectUri> output, Optional<ObjectUri> work) {
  private static final String JOB = "job";
  private static final String OUTPUT = "output";
  private static final String WORK = "work";
  private static final JsonType<Map<String, String>> JSON =
      JsonForms.builder().build().type(Types.mapOf(String.class));

  public JobTraces {
    work.filter(prefix -> prefix.isFile() || !prefix.name().equals(job.text()))
        .ifPresent(
            prefix -> {
              throw new IllegalArgumentException(
                  "%s is no place for the segments of job %s".formatted(prefix, job));
            });
  }

  /** Whether it leaves anything elsewhere. */
  public boolean isAny() {
    return output.isPresent() || work.isPresent();
  }

  /** Whether some of it is not on files. */
  public boolean isRemote() {
    return Stream.concat(output.stream(), work.stream()).anyMatch(place -> !place.isFile());
  }

  /**
   * Removes all that the job has left, and brings its output to its end where that was decided; to
   * be done when it is dead.
   */
  void discard(ObjectStore store) throws IOException {
    try {
      if (output.isPresent()) {
        store.recover(output.get(), job.toString());
      }
      if (work.isPresent()) {
        WorkObjects.delete(store, work.get());
      }
    } catch (NoSuchFileException e) {
      // The bucket is gone, and all that was in it.
      return;
    }
  }

  /** Writes the note to a folder, whole or not at all. */
  void write(Path folder) throws IOException {
    Map<String, String> note = new TreeMap<>(Map.of(JOB, job.toString()));
    output.ifPresent(place -> note.put(OUTPUT, place.toString()));
    work.ifPresent(place -> note.put(WORK, place.toString()));
    Files.createDirectories(folder);
    Path unfinished = folder.resolve("." + job);
    Files.writeString(unfinished, JSON.toJson(note));
    Files.move(unfinished, folder.resolve(job.toString()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** All files of a folder that are called as notes are, in the order of their names. */
  static List<Path> notes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> JobId.FORM.matcher(String.valueOf(file.getFileName())).matches())
          .sorted()
          .toList();
    }
  }

  /**
   * The inverse of {@link #write}.
   *
   * @throws IOException if this user has not written it as it is
   */
  static JobTraces read(Path file) throws IOException {
    if (!OwnFolder.isOwnFile(file)) {
      throw new IOException("the note %s is not a file that only you may write".formatted(file));
    }
    try {
      Map<String, String> note =
          JSON.fromJson(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      JobTraces traces =
          new JobTraces(
              JobId.parse(String.valueOf(note.get(JOB))),
              Optional.ofNullable(note.get(OUTPUT)).map(ObjectUri::parse),
              Optional.ofNullable(note.get(WORK)).map(ObjectUri::parse));
      if (!traces.job().text().equals(String.valueOf(file.getFileName()))) {
        throw new IllegalArgumentException("It is of job " + traces.job());
      }
      return traces;
    } catch (RuntimeException e) { // Of several kinds, whatever is wrong with the text.
      throw new IOException(
          "the note %s is not as Dunlin writes it (%s). Nothing that it may name is touched; remove the folder when you have looked at it"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
