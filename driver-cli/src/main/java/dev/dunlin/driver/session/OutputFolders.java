package dev.dunlin.driver.session;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.OutageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether a job's output can be written before any work is done for it. */
final class OutputFolders {
  private OutputFolders() {}

  /**
   * Refuses an output that could not be published. Publishing would find that out too, but late.
   *
   * @throws UserErrorException saying what is in the way
   */
  static void check(StageOutput.Files output, ObjectStore store) {
    ObjectUri folder = output.folder();
    if (folder.isFile()) {
      checkPlace(folder.path());
    }
    ObjectStore.Children there;
    try {
      there = store.children(folder);
    } catch (OutageException e) {
      throw new UncheckedIOException("Cannot write to %s: %s".formatted(folder, e.getMessage()), e);
    } catch (IOException e) {
      throw cannot(folder.toString(), String.valueOf(e.getMessage()));
    }
    ObjectUri claim = OutputNames.claim(folder);
    if (there.objects().stream().anyMatch(object -> object.uri().equals(claim))) {
      throw cannot(
          folder.toString(),
          "a job is publishing to it, or died while it did. If it is dead, run %s and try again"
              .formatted(OutputNames.mendingCommand(folder)));
    }
    if (output.replace() == ObjectStore.Replace.FAIL
        && !(there.objects().isEmpty() && there.folders().isEmpty())) {
      throw cannot(
          folder.toString(),
          "there is something already. Add the option OVERWRITE, or write to another folder");
    }
  }

  private static void checkPlace(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw cannot(
          folder.toString(), "it is a file, and the output is a folder of files. Name another one");
    }
    Path above = folder.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above == null || Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(above)) {
      throw cannot(folder.toString(), above + " is a file, not a folder");
    }
    if (!Files.isWritable(above)) {
      throw cannot(
          folder.toString(),
          "no permission to make a folder in "
              + above
              + ". Ask for the right to, or write elsewhere");
    }
  }

  private static UserErrorException cannot(String folder, String why) {
    return new UserErrorException("Cannot write to %s: %s.".formatted(folder, why));
  }
}
