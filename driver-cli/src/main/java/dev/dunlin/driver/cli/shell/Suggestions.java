package dev.dunlin.driver.cli.shell;

import dev.dunlin.core.config.ConfigKey;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.cli.output.OutputFormat;
import dev.dunlin.driver.cli.shell.Completion.TableRef;
import dev.dunlin.driver.session.SessionCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/**
 * Completes what is typed. What must be looked up in files or stores is waited for only as long as
 * somebody who pressed a key waits; it is then known, mostly, when the key is pressed again.
 */
final class Suggestions implements Completer {
  private static final long PATIENCE_MILLIS = 2_000;

  /** Functions of DuckDB's own use, and operators in a function's dress. */
  private static final String NO_FUNCTION_NAME = "[^A-Za-z].*|.*[^A-Za-z0-9_].*";

  private final Supplier<SessionCatalog> catalog;

  /**
   * @param catalog may wait for the session to be there
   */
  Suggestions(Supplier<SessionCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    candidates.addAll(candidates(Completion.at(line.line(), line.cursor())));
  }

  List<Candidate> candidates(Completion completion) {
    String word = completion.word();
    return switch (completion.place()) {
      case Completion.Nothing _ -> List.of();
      case Completion.CommandName _ -> commands();
      case Completion.Argument(String command) -> arguments(command, word);
      case Completion.PathName _ -> paths(word, "'");
      case Completion.Key _ -> keys();
      case Completion.Table(boolean quoted) -> tables(quoted);
      case Completion.ColumnOf(String table, boolean quoted) ->
          completion.tables().stream()
              .filter(ref -> ref.alias().equalsIgnoreCase(table))
              .flatMap(ref -> columns(ref, quoted).stream())
              .toList();
      case Completion.Expression(boolean quoted) -> expression(completion, quoted);
    };
  }

  private static List<Candidate> commands() {
    return Arrays.stream(Backslash.values())
        .map(command -> candidate(command.word(), command.word(), command.meaning(), true))
        .toList();
  }

  private List<Candidate> arguments(String command, String word) {
    return Backslash.named(command)
        .map(
            known ->
                switch (known.argument()) {
                  case NONE, SQL -> List.<Candidate>of();
                  case TABLE -> {
                    List<Candidate> all = new ArrayList<>(tables(false));
                    all.addAll(paths(word, ""));
                    yield all;
                  }
                  case KEY -> keys();
                  case SWITCH -> List.of(word("on"), word("off"));
                  case FORMAT -> OutputFormat.offered().stream().map(Suggestions::word).toList();
                })
        .orElse(List.of());
  }

  private static List<Candidate> keys() {
    return ConfigKeys.all().stream()
        .map(ConfigKey::name)
        .map(name -> candidate(name, name, null, true))
        .toList();
  }

  private List<Candidate> tables(boolean quoted) {
    return patiently(() -> catalog.get().tables()).stream()
        .map(name -> name(name, quoted, "table"))
        .toList();
  }

  private List<Candidate> columns(TableRef table, boolean quoted) {
    return patiently(() -> catalog.get().columns(table.name()).columns()).stream()
        .map(column -> name(column.name(), quoted, column.type().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private List<Candidate> expression(Completion completion, boolean quoted) {
    List<Candidate> all = new ArrayList<>();
    Set<TableRef> tables = new LinkedHashSet<>(completion.tables());
    tables.forEach(table -> all.addAll(columns(table, quoted)));
    tables.stream()
        .filter(table -> !table.alias().equals(table.name()))
        .forEach(table -> all.add(name(table.alias(), quoted, "alias")));
    if (!quoted && !completion.word().isEmpty()) {
      boolean lower = Character.isLowerCase(completion.word().charAt(0));
      for (String keyword : Keywords.ALL) {
        all.add(word(lower ? keyword.toLowerCase(Locale.ROOT) : keyword));
      }
      for (String function : patiently(() -> catalog.get().functions())) {
        if (!function.matches(NO_FUNCTION_NAME)) {
          all.add(candidate(function + "(", function, "function", false));
        }
      }
    }
    return all;
  }

  /** What lies in the folder that a path names so far, on this machine or in a store. */
  private List<Candidate> paths(String typed, String closing) {
    int slash = typed.lastIndexOf('/');
    String folder = typed.substring(0, slash + 1);
    if ((folder.isEmpty() && typed.contains(":")) || folder.matches("[a-zA-Z0-9]+:/+")) {
      return List.of(); // Buckets cannot be listed with the rights that reading one takes.
    }
    boolean hidden = typed.startsWith(".", slash + 1);
    ObjectStore.Children children =
        patiently(
                () ->
                    List.of(
                        catalog.get().children(ObjectUri.parse(folder.isEmpty() ? "." : folder))))
            .stream()
            .findFirst()
            .orElse(new ObjectStore.Children(List.of(), List.of()));
    List<Candidate> all = new ArrayList<>();
    for (ObjectUri child : children.folders()) {
      if (hidden == child.name().startsWith(".")) {
        all.add(candidate(folder + child.name() + "/", child.name() + "/", null, false));
      }
    }
    for (ObjectStat child : children.objects()) {
      String name = child.uri().name();
      if (hidden == name.startsWith(".")) {
        all.add(candidate(folder + name + closing, name, null, true));
      }
    }
    return all;
  }

  /** What a look-up gives; nothing if it fails or takes long: a key press is no place to say so. */
  private static <T> List<T> patiently(Callable<List<T>> lookUp) {
    FutureTask<List<T>> task = new FutureTask<>(lookUp);
    Thread.ofVirtual().name("completion").start(task);
    try {
      return task.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return List.of();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static Candidate name(String name, boolean quoted, String description) {
    boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_]*") && !Keywords.contains(name);
    String inQuotes = name.replace("\"", "\"\"") + '"';
    String value = quoted ? inQuotes : plain ? name : '"' + inQuotes;
    return candidate(value, name, description, true);
  }

  private static Candidate word(String word) {
    return candidate(word, word, null, true);
  }

  private static Candidate candidate(
      String value, String shown, @Nullable String what, boolean whole) {
    return new Candidate(value, shown, null, what, null, null, whole);
  }
}
