package dev.dunlin.driver.cli.shell;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The commands that begin with a backslash. */
enum Backslash {
  D("[NAME]", Argument.TABLE, "tables and views; or the columns of one, or of the files at a path"),
  EXPLAIN("[SQL]", Argument.SQL, "the stages of a query; without one, of the last statement"),
  FORMAT("[FORMAT]", Argument.FORMAT, "how rows are printed: table, csv, json, jsonl, markdown"),
  HELP("", Argument.NONE, "this list"),
  PAGER("[on|off]", Argument.SWITCH, "whether what does not fit the screen goes through a pager"),
  Q("", Argument.NONE, "leave; so do Ctrl-D, exit and quit"),
  SET("[KEY [VALUE]]", Argument.KEY, "the configuration; or a key of it; or set one"),
  TIMING("[on|off]", Argument.SWITCH, "whether each statement's time is told");

  /** What a command takes. */
  enum Argument {
    NONE,
    TABLE,
    SQL,
    FORMAT,
    SWITCH,
    KEY
  }

  private final String arguments;
  private final Argument argument;
  private final String meaning;

  Backslash(String arguments, Argument argument, String meaning) {
    this.arguments = arguments;
    this.argument = argument;
    this.meaning = meaning;
  }

  /** As it is typed. */
  String word() {
    return "\\" + name().toLowerCase(java.util.Locale.ROOT);
  }

  Argument argument() {
    return argument;
  }

  String meaning() {
    return meaning;
  }

  static Optional<Backslash> named(String word) {
    return Arrays.stream(values()).filter(command -> command.word().equals(word)).findFirst();
  }

  /**
   * The command that a line begins with.
   *
   * @throws UserErrorException if there is none, naming the nearest
   */
  static Backslash of(String line) {
    String word = line.split("\\s", 2)[0];
    return named(word)
        .orElseThrow(
            () -> {
              List<String> words = Arrays.stream(values()).map(Backslash::word).toList();
              return new UserErrorException(
                  "There is no command %s.%s \\help lists those there are."
                      .formatted(
                          word,
                          Spelling.nearest(word, words)
                              .map(near -> " Did you mean " + near + "?")
                              .orElse("")));
            });
  }

  /** All of them, a line each, and the keys worth knowing. */
  static String help() {
    String commands =
        Arrays.stream(values())
            .map(c -> "  %-24s%s%n".formatted(c.word() + " " + c.arguments, c.meaning))
            .collect(Collectors.joining());
    return """
        A statement ends with a semicolon and may have many lines; a command ends with its line.

        %s
          Tab                     completes keywords, functions, tables, columns and paths
          Ctrl-R, Up              searches, walks through what was typed before
          Ctrl-C                  cancels the statement that runs, or clears what is typed
        """
        .formatted(commands);
  }
}
