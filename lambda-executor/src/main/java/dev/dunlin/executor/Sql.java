package dev.dunlin.executor;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Pieces of DuckDB SQL. */
final class Sql {
  private Sql() {}

  /** A text; DuckDB's parser takes no NUL. */
  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\0') < 0 ? quoted : "(" + quoted.replace("\0", "' || chr(0) || '") + ")";
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A list of files for a reader, which would otherwise take {@code *?[} for a pattern. */
  static String files(Collection<Path> files) {
    return files.stream()
        .map(file -> literal(pattern(file)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A pattern that means this one path. */
  static String pattern(Path path) {
    return path.toString().replaceAll("[*?\\[]", "[$0]");
  }

  static String cast(String expression, String type, String name) {
    return "CAST(%s AS %s) AS %s".formatted(expression, type, identifier(name));
  }
}
