package dev.dunlin.driver.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file that keeps what was typed; nobody but its owner can read it. */
final class HistoryFile {
  private HistoryFile() {}

  /** The file in a home, made if it is missing; empty if it cannot be made or written. */
  static Optional<Path> in(Path home) {
    Path file = home.resolve(".dunlin").resolve("history");
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException _) {
      // It may be there, from a shell before.
    }
    return Files.isRegularFile(file) && Files.isWritable(file) && Files.isReadable(file)
        ? Optional.of(file)
        : Optional.empty();
  }
}
