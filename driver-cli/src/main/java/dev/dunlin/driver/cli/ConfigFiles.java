package dev.dunlin.driver.cli;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.Errors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Configuration files: lines of {@code key = value}, UTF-8; a line or the end of one that begins
 * with {@code #} is a comment.
 */
final class ConfigFiles {
  static final String NAME = "dunlin.conf";

  private ConfigFiles() {}

  /**
   * The settings of the user's own file, overridden by those of the working directory's; either may
   * be missing.
   */
  static Config standard(Path directory, Path home) {
    Config config = Config.DEFAULTS;
    for (Path file :
        List.of(home.resolve(".config").resolve("dunlin").resolve(NAME), directory.resolve(NAME))) {
      if (Files.exists(file)) {
        config = read(file, config);
      }
    }
    return config;
  }

  /**
   * Adds a file's settings to a configuration.
   *
   * @throws UserErrorException if the file cannot be read or a line of it is wrong; the message
   *     names file and line
   */
  static Config read(Path file, Config config) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new UserErrorException(
          "Cannot read the configuration %s: there is no such file".formatted(file), e);
    } catch (CharacterCodingException e) {
      throw new UserErrorException(
          "Cannot read the configuration %s: it is not UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new UserErrorException(
          "Cannot read the configuration %s: %s".formatted(file, Errors.describe(e)), e);
    }
    Map<String, Integer> seen = new HashMap<>();
    Config result = config;
    for (int number = 1; number <= lines.size(); number++) {
      String line = withoutComment(lines.get(number - 1)).strip();
      if (line.isEmpty()) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw wrong(file, number, "expected 'key = value' and found '%s'".formatted(line));
      }
      String key = line.substring(0, equals).strip();
      Integer before = seen.put(key, number);
      if (before != null) {
        throw wrong(file, number, "%s is set in line %d already".formatted(key, before));
      }
      try {
        result = result.with(key, line.substring(equals + 1).strip());
      } catch (IllegalArgumentException e) {
        throw wrong(file, number, String.valueOf(e.getMessage()));
      }
    }
    return result;
  }

  /** A {@code #} begins a comment only after white space: a path may hold one. */
  private static String withoutComment(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static UserErrorException wrong(Path file, int line, String message) {
    return new UserErrorException("%s:%d: %s".formatted(file, line, message));
  }
}
