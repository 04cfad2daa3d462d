package dev.dunlin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in the repository whose text is compared with what the code makes now. */
public final class PinnedFile {
  private PinnedFile() {}

  /**
   * Fails if the file does not hold this text; writes it instead with {@code -Dplans.update=true}.
   *
   * @param file relative to the module's folder
   */
  public static void check(Path file, String text) throws IOException {
    if (Boolean.getBoolean("plans.update")) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    }
    assertEquals(
        Files.exists(file) ? Files.readString(file) : "",
        text,
        () ->
            file.toAbsolutePath().normalize()
                + " is stale. If the change is meant, run: ./mvnw -B -pl core test -Dgroups=plan"
                + " -Dplans.update=true");
  }
}
