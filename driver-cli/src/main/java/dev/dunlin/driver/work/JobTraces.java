package dev.dunlin.driver.work;

import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a job leaves things outside of its driver's folder while it runs.
 *
 * @param output the folder that it stages files for
 * @param work the prefix of its segments
 */
public record JobTraces(JobId job, Optional<ObjectUri> output, Optional<ObjectUri> work) {
  private static final String OUTPUT = "output ";
  private static final String WORK = "work ";

  /** Whether it leaves anything elsewhere. */
  public boolean isAny() {
    return output.isPresent() || work.isPresent();
  }

  /** Whether some of it is not on files. */
  public boolean isRemote() {
    return Stream.concat(output.stream(), work.stream()).anyMatch(place -> !place.isFile());
  }

  /** Removes all that the job has left; to be done when it is dead. */
  void discard(ObjectStore store) throws IOException {
    try {
      if (output.isPresent()) {
        store.discard(output.get(), List.of(), job.toString());
      }
      if (work.isPresent()) {
        store.deleteFolder(work.get());
      }
    } catch (NoSuchFileException e) {
      // The bucket is gone, and all that was in it.
      return;
    }
  }

  /** Writes it to a file named after the job. */
  void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    output.ifPresent(place -> text.append(OUTPUT).append(place).append('\n'));
    work.ifPresent(place -> text.append(WORK).append(place).append('\n'));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(job.toString()), text);
  }

  /** The inverse of {@link #write}; a file that was being written names less. */
  static JobTraces read(Path file) throws IOException {
    Optional<ObjectUri> output = Optional.empty();
    Optional<ObjectUri> work = Optional.empty();
    for (String line : Files.readString(file).split("\n", -1)) {
      if (line.startsWith(OUTPUT)) {
        output = Optional.of(ObjectUri.parse(line.substring(OUTPUT.length())));
      } else if (line.startsWith(WORK)) {
        work = Optional.of(ObjectUri.parse(line.substring(WORK.length())));
      }
    }
    return new JobTraces(JobId.parse(String.valueOf(file.getFileName())), output, work);
  }
}
