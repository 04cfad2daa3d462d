package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.OutageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;

/** Says why what a user names cannot be read. */
public final class Unreadable {
  private Unreadable() {}

  static RuntimeException because(String path, IOException e) {
    // S3's store says which action is denied, on what, and what to do.
    return e instanceof AccessDeniedException denied && !denied.getFile().contains("://")
        ? new UserErrorException(
            "Cannot read '%s': permission denied on %s; ask for the right to read it"
                .formatted(path, denied.getFile()),
            e)
        : failure("Cannot read '%s'".formatted(path), e);
  }

  /**
   * The failure of what could not be done: the user's mistake, unless the store is out.
   *
   * @param what that could not be done: {@code Cannot …}
   */
  public static RuntimeException failure(String what, IOException e) {
    String message = what + ": " + e.getMessage();
    return e instanceof OutageException
        ? new UncheckedIOException(message, e)
        : new UserErrorException(message, e);
  }
}
