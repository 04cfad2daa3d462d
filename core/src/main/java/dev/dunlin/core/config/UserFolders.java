package dev.dunlin.core.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * The folders of whoever runs this process.
 *
 * <p>Home and the folder for temporary files are the JVM's {@code user.home} and {@code
 * java.io.tmpdir}; the {@code dunlin} command sets them from {@code HOME} and {@code TMPDIR}.
 */
public final class UserFolders {
  /** What a JVM says of a user whom the system does not know. */
  private static final String UNKNOWN = "?";

  /** The home of nobody, as Debian calls it: there is nothing in it, and no way to write there. */
  private static final Path NO_HOME = Path.of("/nonexistent");

  private UserFolders() {}

  /** The user's home; a folder that does not exist where nobody says which it is. */
  public static Path home() {
    return home(System.getProperty("user.home"));
  }

  static Path home(String property) {
    return property.isEmpty() || property.equals(UNKNOWN)
        ? NO_HOME
        : Path.of(property).toAbsolutePath();
  }

  /** The folder for configuration: {@code XDG_CONFIG_HOME}, or {@code .config} in the home. */
  public static Path configuration() {
    return configuration(System.getenv(), home());
  }

  static Path configuration(Map<String, String> environment, Path home) {
    // A relative path is to be ignored, says the XDG Base Directory Specification.
    String named = environment.getOrDefault("XDG_CONFIG_HOME", "");
    return named.startsWith("/") ? Path.of(named) : home.resolve(".config");
  }

  /** The folder for temporary files, which others of this machine may share. */
  public static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }

  /** A name for the user that no other user of this machine has. */
  public static String userName(long uid) {
    String name = System.getProperty("user.name");
    return name.isEmpty() || name.equals(UNKNOWN) || name.contains("/") ? Long.toString(uid) : name;
  }
}
