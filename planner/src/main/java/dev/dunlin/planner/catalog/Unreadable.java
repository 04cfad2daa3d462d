package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** Says why what a user names cannot be read. */
final class Unreadable {
  private Unreadable() {}

  static UserErrorException because(String path, IOException e) {
    // S3's store says which action is denied, on what, and what to do.
    return e instanceof AccessDeniedException denied && !denied.getFile().contains("://")
        ? new UserErrorException(
            "Cannot read '%s': permission denied on %s; ask for the right to read it"
                .formatted(path, denied.getFile()),
            e)
        : new UserErrorException("Cannot read '%s': %s".formatted(path, e.getMessage()), e);
  }
}
