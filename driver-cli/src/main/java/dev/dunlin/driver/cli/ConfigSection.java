package dev.dunlin.driver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a section of a configuration file, and leaves the rest of it as it is. */
final class ConfigSection {
  private ConfigSection() {}

  /**
   * Puts a section in the place of the one of its name, or at the end. The file is replaced in one
   * step, and made if need be.
   */
  static void write(Path file, String name, Map<String, String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    if (Files.exists(file)) {
      lines.addAll(without(Files.readAllLines(file), name));
    }
    if (!lines.isEmpty() && !lines.getLast().isBlank()) {
      lines.add("");
    }
    lines.add("[" + name + "]");
    settings.forEach((key, value) -> lines.add(key + " = " + value));
    save(file, lines);
  }

  /** Removes the section, if it is there. */
  static void remove(Path file, String name) throws IOException {
    if (Files.exists(file)) {
      save(file, without(Files.readAllLines(file), name));
    }
  }

  private static List<String> without(List<String> lines, String name) {
    List<String> kept = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      String text = line.strip();
      if (text.startsWith("[")) {
        inside = text.replaceAll("\\s+", "").startsWith("[" + name + "]");
      }
      if (!inside) {
        kept.add(line);
      }
    }
    while (!kept.isEmpty() && kept.getLast().isBlank()) {
      kept.removeLast();
    }
    return kept;
  }

  private static void save(Path file, List<String> lines) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path written = Files.createTempFile(Files.createDirectories(folder), "dunlin", ".conf");
    Files.write(written, lines);
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
