package dev.dunlin.driver.cli.shell;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKey;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.driver.cli.output.Facts;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.session.DunlinSession;
import dev.dunlin.driver.session.Rows;
import dev.dunlin.planner.Statement;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what is typed: runs statements, and obeys the commands that begin with a backslash. */
final class Commands {
  private static final Schema SETTINGS =
      new Schema(
          List.of(
              new Column("key", "VARCHAR"),
              new Column("value", "VARCHAR"),
              new Column("default", "VARCHAR")));

  private final Results results;
  private final PrintStream err;
  private final Optional<String> pager;
  private Optional<Statement> last = Optional.empty();

  Commands(Results results, PrintStream err) {
    this.results = results;
    this.err = err;
    this.pager = results.pager();
  }

  void run(DunlinSession session, Statement statement) throws IOException {
    last = Optional.of(statement);
    results.run(session, statement);
  }

  /** Obeys a line that begins with a backslash; {@code \\q} is not for here. */
  void run(DunlinSession session, String line) throws IOException {
    Backslash command = Backslash.of(line);
    String arguments = line.substring(command.word().length()).strip().replaceFirst("\\s*;$", "");
    switch (command) {
      case D -> describe(session, arguments);
      case EXPLAIN -> explain(session, arguments);
      case FORMAT -> format(arguments);
      case HELP -> results.show(Backslash.help());
      case PAGER -> pager(arguments);
      case Q -> throw new IllegalArgumentException("Leaving is the shell's own");
      case SET -> set(session, arguments);
      case TIMING -> {
        results.timing(isOn(arguments, results.timing()));
        err.println("timing is " + (results.timing() ? "on" : "off"));
      }
    }
  }

  private void describe(DunlinSession session, String table) throws IOException {
    if (table.isEmpty()) {
      results.run(session, new Statement("SHOW TABLES", 1));
      return;
    }
    String name = Facts.name(session.catalog(), table);
    var facts = session.catalog().facts(name);
    results.run(session, Facts.describe(name));
    facts.map(Facts::line).ifPresent(err::println);
  }

  private void explain(DunlinSession session, String sql) throws IOException {
    Statement explained =
        sql.isEmpty()
            ? last.orElseThrow(() -> new UserErrorException("There is no last statement yet."))
            : new Statement(sql, 1);
    // On a line of its own, so that the columns of an error's position stay right.
    results.run(session, new Statement("EXPLAIN\n" + explained.text(), explained.line() - 1));
  }

  private void format(String name) {
    if (!name.isEmpty()) {
      try {
        results.format(OutputFormat.named(name));
      } catch (IllegalArgumentException e) {
        throw new UserErrorException("\\format: " + e.getMessage(), e);
      }
    }
    err.println("the format is " + results.format().name().toLowerCase(Locale.ROOT));
  }

  private void pager(String argument) {
    boolean on = isOn(argument, results.pager().isPresent());
    if (on && pager.isEmpty()) {
      throw new UserErrorException(
          "There is no pager: PAGER is empty, or not set and less is not installed.");
    }
    results.pager(on ? pager : Optional.empty());
    err.println(results.pager().map(used -> "the pager is " + used).orElse("the pager is off"));
  }

  private static boolean isOn(String argument, boolean before) {
    return switch (argument.toLowerCase(Locale.ROOT)) {
      case "" -> !before;
      case "on" -> true;
      case "off" -> false;
      default -> throw new UserErrorException("Expected on or off, and got '" + argument + "'.");
    };
  }

  private void set(DunlinSession session, String arguments) throws IOException {
    String[] parts = arguments.split("\\s*=\\s*|\\s+", 2);
    if (arguments.isEmpty()) {
      try (Rows rows = session.rows(SETTINGS, settings(session.config()))) {
        results.show(rows);
      }
    } else if (parts.length == 1) {
      ConfigKey<?> key = named(parts[0]);
      err.println("%s = %s".formatted(key.name(), value(session.config(), key)));
      err.println("  %s (%s)".formatted(key.meaning(), key.kind()));
    } else {
      ConfigKey<?> key = named(parts[0]);
      String value = parts[1].replaceFirst("(?s)^'(.*)'$", "$1");
      results.run(
          session,
          new Statement("SET %s = '%s'".formatted(key.name(), value.replace("'", "''")), 1));
    }
  }

  private static ConfigKey<?> named(String name) {
    try {
      return ConfigKeys.named(name);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<List<@Nullable String>> settings(Config config) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (ConfigKey<?> key : ConfigKeys.all()) {
      rows.add(List.of(key.name(), value(config, key), key.defaultText()));
    }
    return rows;
  }

  private static String value(Config config, ConfigKey<?> key) {
    return config.values().getOrDefault(key.name(), key.defaultText());
  }
}
