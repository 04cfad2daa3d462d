package dev.dunlin.tests.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.driver.session.SqlResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session that is asked for what it must refuse. After each refusal the user's folder is as it
 * was, and at the end no work is left. In statements <code>${dir}</code> is the user's folder.
 */
abstract class BadInput {
  /** What a message may not show: our own names and other people's stacks. */
  static final Pattern INTERNALS =
      Pattern.compile(
          "(?<![-/])\\bc\\d{1,3}\\b|dev\\.dunlin|org\\.apache|java\\.|LINE 1|_LITERAL| Error: ");

  @TempDir Path folder;

  private DunlinSession session;

  @BeforeEach
  final void open() throws IOException {
    Files.createDirectory(dir());
    Config config =
        Config.DEFAULTS
            .with("work.uri", folder.resolve("work").toString())
            .with("catalog.file", folder.resolve("catalog.json").toString());
    session = DunlinSession.open(configured(config));
  }

  @AfterEach
  final void close() throws IOException {
    session.close();
    assertEquals(List.of(), files(folder.resolve("work")), "left in the work folder");
  }

  /** More settings. */
  Config configured(Config config) {
    return config;
  }

  /** Another session takes the place of this one. */
  final void reopen(String key, String value) {
    Config config = session.config().with(key, value);
    session.close();
    session = DunlinSession.open(config);
  }

  /** The user's folder. */
  final Path dir() {
    return folder.resolve("user");
  }

  /** Writes the rows of a query by DuckDB, as a file whose format its name tells. */
  final void table(String name, String query) throws SQLException, IOException {
    table(name, query, "");
  }

  /** The same with options of DuckDB's COPY. */
  final void table(String name, String query, String options) throws SQLException, IOException {
    Files.createDirectories(dir().resolve(name).getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (%s)"
              .formatted(
                  query,
                  dir().resolve(name),
                  options.isEmpty()
                      ? "FORMAT " + name.substring(name.lastIndexOf('.') + 1)
                      : options));
    }
  }

  final void text(String name, String content) throws IOException {
    Files.writeString(dir().resolve(name), content, StandardCharsets.UTF_8);
  }

  /** A header and lines {@code 2,good} … by their numbers, with another one among them. */
  static String lines(int count, int at, String bad) {
    StringBuilder text = new StringBuilder("id,text\n");
    for (int line = 2; line <= count; line++) {
      text.append(line == at ? bad : line + ",good").append('\n');
    }
    return text.toString();
  }

  final void run(String sql) {
    session.sql(in(sql)).close();
  }

  /** The rows of a query, each as its values in brackets. */
  final List<String> rows(String sql) throws IOException {
    try (SqlResult result = session.sql(in(sql))) {
      return ((Rows) result).list().stream().map(row -> row.values().toString()).toList();
    }
  }

  /** Runs a statement that must be refused as the user's mistake, saying all of these. */
  final String refused(String sql, String... parts) throws IOException {
    return fails(JobFailedException.Kind.USER_ERROR, sql, parts);
  }

  /** Runs a statement that must fail, saying all of these. */
  final String fails(JobFailedException.Kind kind, String sql, String... parts) throws IOException {
    List<String> before = files(dir());
    String message;
    try (SqlResult result = session.sql(in(sql))) {
      return fail("Not refused: " + sql + "\ngave " + result);
    } catch (UserErrorException e) {
      message = String.valueOf(e.getMessage());
    } catch (JobFailedException e) {
      message = String.valueOf(e.getMessage());
      assertEquals(kind, e.kind(), message + e.stack());
      if (kind == JobFailedException.Kind.USER_ERROR) {
        assertEquals(List.of(), List.of(e.getSuppressed()));
      }
    }
    for (String part : parts) {
      assertTrue(message.contains(in(part)), () -> "no '" + in(part) + "' in: " + message);
    }
    assertTrue(!INTERNALS.matcher(message).find(), message);
    assertEquals(before, files(dir()), "changed by a statement that was refused");
    return message;
  }

  private String in(String text) {
    return text.replace("${dir}", dir().toString());
  }

  /** All that is in a folder, hidden or not, with its length. */
  static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> !path.equals(folder))
          .map(path -> folder.relativize(path) + " " + path.toFile().length())
          .sorted()
          .toList();
    }
  }
}
