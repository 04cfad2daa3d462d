package dev.dunlin.tests.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Queries in {@code src/test/resources/sql}: a comment line names each, a semicolon ends it. */
final class Corpus {
  private static final Path FOLDER = Path.of("src/test/resources/sql");

  private Corpus() {}

  /**
   * One query.
   *
   * @param file the file's name without its ending
   * @param name what the query is about
   * @param sql its text, in which <code>${dir}</code> stands for the tables' folder
   */
  record Query(String file, String name, String sql) {
    String in(Path tables) {
      return sql.replace("${dir}", tables.toString());
    }

    @Override
    public String toString() {
      return file + ": " + name;
    }
  }

  /** All queries of all files that start with a digit, in order. */
  static List<Query> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Query> queries = new ArrayList<>();
      for (Path file :
          files
              .filter(f -> Character.isDigit(f.getFileName().toString().charAt(0)))
              .sorted()
              .toList()) {
        queries.addAll(read(file));
      }
      return queries;
    }
  }

  /** The queries of one file. */
  static List<Query> of(String file) throws IOException {
    return read(FOLDER.resolve(file + ".sql"));
  }

  private static List<Query> read(Path path) throws IOException {
    String file = path.getFileName().toString().replace(".sql", "");
    List<Query> queries = new ArrayList<>();
    String name = "";
    StringBuilder sql = new StringBuilder();
    for (String line : Files.readAllLines(path)) {
      if (sql.isEmpty() && line.startsWith("-- ")) {
        name = line.substring(3).strip();
      } else if (!sql.isEmpty() || !line.isBlank()) {
        sql.append(line).append('\n');
        if (line.stripTrailing().endsWith(";")) {
          String text = sql.toString().strip();
          queries.add(new Query(file, name, text.substring(0, text.length() - 1)));
          sql.setLength(0);
        }
      }
    }
    if (!sql.isEmpty() || queries.stream().anyMatch(q -> q.name().isEmpty())) {
      throw new IOException(path + " has a query without a name or a semicolon");
    }
    return queries;
  }
}
