package dev.dunlin.driver.cli;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.config.ConfigKeys.ClusterKind;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.Errors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Configuration files: lines of {@code key = value}, UTF-8; a line or the end of one that begins
 * with {@code #} is a comment. What follows a line {@code [NAME]} holds for {@code --cluster NAME}
 * alone, and goes before what holds for all.
 */
final class ConfigFiles {
  static final String NAME = "dunlin.conf";

  private static final Pattern SECTION =
      Pattern.compile("\\[\\s*([A-Za-z0-9][A-Za-z0-9._-]*)\\s*]");

  private final List<Entry> entries = new ArrayList<>();

  private ConfigFiles() {}

  /**
   * A line of a file.
   *
   * @param section the cluster it is for; empty for all
   */
  private record Entry(String section, String key, String value) {}

  /**
   * The settings of the user's own file, overridden by those of the working directory's; either may
   * be missing.
   *
   * @throws UserErrorException as {@link #of}
   */
  static ConfigFiles standard(Path directory, Path configuration) {
    ConfigFiles files = new ConfigFiles();
    for (Path file :
        List.of(configuration.resolve("dunlin").resolve(NAME), directory.resolve(NAME))) {
      if (Files.exists(file)) {
        files.read(file);
      }
    }
    return files;
  }

  /**
   * The settings of one file.
   *
   * @throws UserErrorException if the file cannot be read or a line of it is wrong; the message
   *     names file and line
   */
  static ConfigFiles of(Path file) {
    ConfigFiles files = new ConfigFiles();
    files.read(file);
    return files;
  }

  /**
   * The configuration.
   *
   * @param cluster what {@code --cluster} says
   * @throws UserErrorException if there is no such cluster
   */
  Config config(Optional<String> cluster) {
    Config config = with(Config.DEFAULTS, "");
    if (cluster.isEmpty()) {
      return config;
    }
    String name = cluster.get();
    List<String> sections =
        entries.stream().map(Entry::section).filter(s -> !s.isEmpty()).distinct().toList();
    boolean isKind = Stream.of(ClusterKind.values()).anyMatch(kind -> name.equals(lowerCase(kind)));
    if (isKind) {
      config = config.with(ConfigKeys.CLUSTER_KIND.name(), name);
    } else if (!sections.contains(name)) {
      throw new UserErrorException(
          "There is no cluster '%s': dunlin.conf has no section [%s]. There are local, lambda%s"
              .formatted(
                  name, name, sections.stream().map(s -> ", " + s).collect(Collectors.joining())));
    }
    return with(config, name);
  }

  private static String lowerCase(ClusterKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private Config with(Config config, String section) {
    Config result = config;
    for (Entry entry : entries) {
      if (entry.section().equals(section)) {
        result = result.with(entry.key(), entry.value());
      }
    }
    return result;
  }

  private void read(Path file) {
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
    String section = "";
    for (int number = 1; number <= lines.size(); number++) {
      String line = withoutComment(lines.get(number - 1)).strip();
      Matcher heading = SECTION.matcher(line);
      if (line.isEmpty()) {
        continue;
      }
      if (heading.matches()) {
        section = heading.group(1);
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw wrong(
            file, number, "expected 'key = value' or '[cluster]' and found '%s'".formatted(line));
      }
      Entry entry =
          new Entry(section, line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      Integer before = seen.put(section + "/" + entry.key(), number);
      if (before != null) {
        throw wrong(file, number, "%s is set in line %d already".formatted(entry.key(), before));
      }
      try {
        Config unused = Config.DEFAULTS.with(entry.key(), entry.value());
      } catch (IllegalArgumentException e) {
        throw wrong(file, number, String.valueOf(e.getMessage()));
      }
      entries.add(entry);
    }
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
