package dev.dunlin.driver.session;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageGraph;
import dev.dunlin.core.stage.StageInput;
import dev.dunlin.core.stage.StageOutput;
import java.util.List;

/** Refuses a job whose tasks run elsewhere and would need files that are here. */
final class FilesOfThisMachine {
  private FilesOfThisMachine() {}

  /**
   * Looks through a job.
   *
   * @throws UserErrorException if it reads or writes a file; the message names it
   */
  static void refuse(StageGraph graph) {
    for (Stage stage : graph.stages()) {
      for (StageInput input : stage.inputs()) {
        if (input instanceof StageInput.Scan scan) {
          scan.tasks().stream()
              .flatMap(List::stream)
              .map(Split::file)
              .filter(file -> file.isFile())
              .findFirst()
              .ifPresent(file -> fail("read", file.toString()));
        }
      }
      if (stage.output() instanceof StageOutput.Files files && files.folder().isFile()) {
        fail("write", files.folder().toString());
      }
    }
  }

  private static void fail(String verb, String path) {
    throw new UserErrorException(
        "Functions cannot %s %s: it is on this machine. Use a place in S3, or run it with --cluster local"
            .formatted(verb, path));
  }
}
