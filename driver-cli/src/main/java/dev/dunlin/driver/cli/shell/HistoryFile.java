package dev.dunlin.driver.cli.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file that keeps what was typed; nobody but its owner can read it. */
final class HistoryFile {
  private HistoryFile() {}

  /** The file in a home, made if it is missing. */
  static Path in(Path home) throws IOException {
    Path file = home.resolve(".dunlin").resolve("history");
    Files.createDirectories(file.getParent());
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException _) {
      // From a shell before.
    }
    return file;
  }
}
