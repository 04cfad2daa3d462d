package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A path with wildcards, as DuckDB reads them: {@code *} and {@code ?} within a name, {@code [a-z]}
 * and {@code [!a-z]} for one letter, {@code {a,b}} for either word, and {@code **} alone for any
 * number of folders, none included. A wildcard never matches a hidden name.
 *
 * @param root the address before the first name that has a wildcard
 * @param names the names below it, wildcards and all; none if there is no wildcard
 */
record PathPattern(ObjectUri root, List<String> names) {
  static final String ANY_FOLDERS = "**";

  PathPattern {
    names = List.copyOf(names);
  }

  static boolean hasWildcard(String name) {
    return name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /**
   * Hidden from folders and wildcards, as in Spark: {@code _SUCCESS}, {@code .crc}, not {@code
   * _k=v}.
   */
  static boolean isHidden(String name) {
    return name.startsWith(".") || (name.startsWith("_") && name.indexOf('=') < 0);
  }

  /**
   * Reads what a user wrote, without its {@code {a,b}}: see {@link #alternatives}.
   *
   * @throws UserErrorException if it is no path
   */
  static PathPattern parse(String text) {
    ObjectUri whole = address(text);
    String[] parts = whole.key().split("/", -1);
    int literal = 0;
    while (literal < parts.length && !hasWildcard(parts[literal])) {
      literal++;
    }
    if (literal == parts.length) {
      return new PathPattern(whole, List.of());
    }
    String root = String.join("/", List.of(parts).subList(0, literal));
    return new PathPattern(
        new ObjectUri(whole.scheme(), whole.bucket(), root),
        List.of(parts).subList(literal, parts.length));
  }

  /**
   * The address a user's path names, its wildcards taken as letters.
   *
   * @throws UserErrorException if it is no path
   */
  static ObjectUri address(String text) {
    try {
      if (text.isEmpty()) {
        throw new UserErrorException("Cannot read a table from '': the path is empty");
      }
      return ObjectUri.parse(text);
    } catch (InvalidPathException e) {
      throw new UserErrorException(
          "Cannot read a table from '%s': not a path: %s".formatted(text, e.getReason()), e);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          "Cannot read a table from '%s': not a path or an s3://bucket/key address".formatted(text),
          e);
    }
  }

  /** The paths without {@code {a,b}} that a path stands for, each once, in the order written. */
  static List<String> alternatives(String path) {
    int close = path.indexOf('}');
    int open = close < 0 ? -1 : path.lastIndexOf('{', close);
    if (open < 0) {
      return List.of(path);
    }
    List<String> paths = new ArrayList<>();
    for (String word : path.substring(open + 1, close).split(",", -1)) {
      paths.addAll(alternatives(path.substring(0, open) + word + path.substring(close + 1)));
    }
    return paths.stream().distinct().toList();
  }

  /**
   * What the names from this one on match, of a path below their folder with slashes between its
   * names.
   *
   * @throws UserErrorException if a bracket is wrong
   */
  Pattern below(int first) {
    StringBuilder regex = new StringBuilder();
    for (int i = first; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      if (names.get(i).equals(ANY_FOLDERS)) {
        regex.append(last ? ".+" : "(?:[^/]+/)*");
      } else {
        regex.append(nameRegex(names.get(i))).append(last ? "" : "/");
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new UserErrorException(
          "Cannot read files by '%s': %s in its brackets".formatted(this, e.getDescription()), e);
    }
  }

  /** Which addresses it matches; that a name in one may be hidden is left aside. */
  Predicate<ObjectUri> addresses() {
    String inside = root.resolve("").toString();
    Pattern regex = below(0);
    return address -> {
      String text = address.toString();
      return text.startsWith(inside) && regex.matcher(text.substring(inside.length())).matches();
    };
  }

  private static String nameRegex(String name) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int close = c == '[' ? name.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (close > 0) {
        regex.append(letterRegex(name.substring(i + 1, close)));
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  private static String letterRegex(String letters) {
    boolean not = letters.startsWith("!");
    String kept = not ? letters.substring(1) : letters;
    return (not ? "[^/" : "[") + kept.replaceAll("[\\\\\\[\\]^&]", "\\\\$0") + "]";
  }

  @Override
  public String toString() {
    return names.isEmpty() ? root.toString() : root.resolve(String.join("/", names)).toString();
  }
}
