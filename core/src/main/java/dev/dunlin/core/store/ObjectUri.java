package dev.dunlin.core.store;

import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.failure.UserErrorException;
import io.avaje.jsonb.Json;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The address of an object or of a prefix of objects: {@code s3://bucket/key}, {@code
 * memory://name/key}, or an absolute path for files. Keys are taken as they are: nothing is
 * percent-encoded, so a key may hold spaces, quotes and any letter; but no control character or
 * line break, which S3, terminals and whatever reads a list of addresses line by line take for
 * something else.
 *
 * @param scheme {@code file}, {@code s3} or {@code memory}
 * @param bucket the bucket; empty for files
 * @param key the key without a leading slash; for files the path below {@code /}
 */
public record ObjectUri(String scheme, String bucket, String key) {
  public ObjectUri {
    refuseControlCharacters(bucket);
    refuseControlCharacters(key);
    if (scheme.isEmpty() || scheme.equals("file") != bucket.isEmpty() || key.startsWith("/")) {
      throw new IllegalArgumentException(
          "Not an object's address: " + scheme + " " + bucket + " " + key);
    }
  }

  /**
   * Reads {@code scheme://bucket/key}, {@code file:///path} or a path; a relative path is taken
   * from the working directory, {@code ~} and {@code ~/…} from the user's home. The inverse of
   * {@link #toString()}.
   *
   * @throws UserErrorException if there is a control character or line break in it
   * @throws IllegalArgumentException if it is no address otherwise
   */
  @Json.Creator
  public static ObjectUri parse(String text) {
    refuseControlCharacters(text);
    int colon = text.indexOf("://");
    if (colon <= 0) {
      return file(pathOf(text));
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = text.substring(colon + 3);
    if (scheme.equals("file")) {
      return file(Path.of(rest));
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? new ObjectUri(scheme, rest, "")
        : new ObjectUri(scheme, rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** The path that somebody has written, {@code ~} at its beginning being the user's home. */
  public static Path pathOf(String text) {
    return Path.of(
        text.equals("~") || text.startsWith("~/") ? UserFolders.home() + text.substring(1) : text);
  }

  public static ObjectUri file(Path path) {
    String absolute = path.toAbsolutePath().normalize().toString();
    return new ObjectUri("file", "", absolute.substring(1));
  }

  private static void refuseControlCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int kind = Character.getType(c);
      if (kind == Character.CONTROL
          || kind == Character.LINE_SEPARATOR
          || kind == Character.PARAGRAPH_SEPARATOR) {
        throw new UserErrorException(
            "Cannot use the address '%s': after '%s' there is the control character U+%04X, which no address may have. Rename it"
                .formatted(visible(text), visible(text.substring(0, i)), (int) c));
      }
    }
  }

  private static String visible(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "\uFFFD");
  }

  /** The address below this one: {@code name} is appended after a slash. */
  public ObjectUri resolve(String name) {
    String base = key.isEmpty() || key.endsWith("/") ? key : key + "/";
    return new ObjectUri(scheme, bucket, base + name);
  }

  /** The last part of the key, without its folder. */
  public String name() {
    String trimmed = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  public boolean isFile() {
    return scheme.equals("file");
  }

  /** The file's path; only for {@link #isFile()}. */
  public Path path() {
    if (!isFile()) {
      throw new IllegalStateException(this + " is not a file");
    }
    return Path.of("/" + key);
  }

  @Override
  @Json.Value
  public String toString() {
    return isFile() ? "/" + key : scheme + "://" + bucket + "/" + key;
  }
}
