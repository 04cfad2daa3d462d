package dev.dunlin.executor;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskInput;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds the file of the user's that keeps a fragment from being run, once it has failed: by reading
 * each file of it alone. What was damaged on its way here is to be fetched again, and is not the
 * file's fault.
 */
final class DamagedInput {
  private final ScanInput scans;
  private final Session session;

  DamagedInput(ScanInput scans, Session session) {
    this.scans = scans;
    this.session = session;
  }

  /**
   * Looks for the file that explains a failure; returns if there is none.
   *
   * @throws UserErrorException if a file is damaged
   * @throws IOException if a copy of it is, and the file may not be
   */
  void blame(SQLException failure, List<TaskInput> inputs) throws IOException {
    boolean unexplained = Failures.mayBeDamage(failure);
    for (TaskInput input : inputs) {
      if (input instanceof TaskInput.Scan scan) {
        Map<ObjectUri, List<Split>> files =
            scan.splits().stream()
                .collect(
                    Collectors.groupingBy(
                        Split::file, LinkedHashMap::new, Collectors.toUnmodifiableList()));
        for (Map.Entry<ObjectUri, List<Split>> file : files.entrySet()) {
          if (scans.isNamedIn(String.valueOf(failure.getMessage()), file.getKey())) {
            scans.checkCopies(file.getKey());
          }
          if (unexplained) {
            check(file.getKey(), new TaskInput.Scan(scan.name(), scan.source(), file.getValue()));
          }
        }
      }
    }
  }

  private void check(ObjectUri file, TaskInput.Scan scan) throws IOException {
    try {
      // Not a count, which statistics answer.
      session.execute("SELECT bit_xor(hash(COLUMNS(*))) FROM (%s)".formatted(scans.select(scan)));
    } catch (SQLException e) {
      if (Failures.mayBeDamage(e)) {
        scans.checkCopies(file);
        throw new UserErrorException(
            "Cannot read %s as %s: it is damaged (%s). Write it again, or leave it out"
                .formatted(
                    file,
                    scan.source().format(),
                    scans.withoutCopies(Failures.withoutKind(e)).replaceFirst("\\.$", "")),
            e);
      }
    }
  }
}
