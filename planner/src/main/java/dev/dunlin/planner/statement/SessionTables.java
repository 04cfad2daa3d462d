package dev.dunlin.planner.statement;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.core.store.InParallel;
import dev.dunlin.planner.bind.TableResolver;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.catalog.FileTables;
import dev.dunlin.planner.catalog.TableCatalog;
import dev.dunlin.planner.catalog.TableDefinition;
import dev.dunlin.planner.catalog.Unreadable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the FROM clauses of one statement can name: the session's views, the catalog's tables, and
 * paths. Files that are named twice are looked for once, and are the same both times.
 */
final class SessionTables implements TableResolver {
  /** Tables that are opened at once, each of which may ask for many footers. */
  private static final int AT_ONCE = 8;

  private final FileTables files;
  private final TableCatalog catalog;
  private final Map<String, Named.View> views;
  private final Map<Request, Opened> known = new HashMap<>();

  /** What a statement asks for. */
  private record Request(
      Optional<FileFormat> format, List<String> paths, Map<String, String> options) {
    static Request of(String path) {
      return new Request(Optional.empty(), List.of(path), Map.of());
    }

    static Request of(TableDefinition table) {
      return new Request(Optional.of(table.format()), List.of(table.location()), table.options());
    }
  }

  /** What came of it, once for all that ask. */
  private sealed interface Opened {
    record Table(FileTable table) implements Opened {}

    record Refused(UserErrorException why) implements Opened {}
  }

  /**
   * @param views the session's views by name, letter case aside; changed through {@link #views()}
   */
  SessionTables(FileTables files, TableCatalog catalog, Map<String, Named.View> views) {
    this.files = files;
    this.catalog = catalog;
    this.views = views;
  }

  @Override
  public Optional<Named> find(String name) {
    Named.View view = views.get(name);
    if (view != null) {
      return Optional.of(view);
    }
    Optional<TableDefinition> definition = catalog.find(name);
    if (definition.isPresent()) {
      return Optional.of(new Named.Files(name, open(name, Request.of(definition.get()))));
    }
    if (FileTables.looksLikePath(name)) {
      FileTable table = open(Request.of(name));
      return Optional.of(new Named.Files(table.name(), table));
    }
    Optional<String> path = files.asPath(name);
    if (path.isPresent()) {
      throw new UserErrorException("There is no table \"" + name + "\". " + path.get());
    }
    return Optional.empty();
  }

  private FileTable open(String name, Request request) {
    try {
      return open(request);
    } catch (UserErrorException e) {
      throw new UserErrorException("In the table \"" + name + "\": " + e.getMessage(), e);
    }
  }

  @Override
  public FileTable open(
      Optional<FileFormat> format, List<String> paths, Map<String, String> options) {
    return open(new Request(format, paths, options));
  }

  private FileTable open(Request request) {
    Opened opened = known.get(request);
    if (opened == null) {
      opened = tried(request);
      known.put(request, opened);
    }
    return switch (opened) {
      case Opened.Table(FileTable table) -> table;
      case Opened.Refused(UserErrorException why) -> throw why;
    };
  }

  private Opened tried(Request request) {
    try {
      return new Opened.Table(files.open(request.format(), request.paths(), request.options()));
    } catch (UserErrorException e) {
      return new Opened.Refused(e);
    }
  }

  @Override
  public Optional<Named.View> view(String name) {
    return Optional.ofNullable(views.get(name));
  }

  @Override
  public void prepare(Set<String> names) {
    List<Request> requests =
        names.stream()
            .flatMap(
                name ->
                    catalog
                        .find(name)
                        .map(Request::of)
                        .or(
                            () ->
                                FileTables.looksLikePath(name)
                                    ? Optional.of(Request.of(name))
                                    : Optional.empty())
                        .stream())
            .distinct()
            .filter(request -> !known.containsKey(request))
            .toList();
    try {
      List<Opened> opened = InParallel.map(requests, AT_ONCE, this::tried);
      for (int i = 0; i < opened.size(); i++) {
        known.put(requests.get(i), opened.get(i));
      }
    } catch (IOException e) {
      throw Unreadable.failure("Cannot look for the tables", e);
    }
  }

  @Override
  public List<String> names() {
    return Stream.concat(views.keySet().stream(), catalog.names().stream()).toList();
  }

  boolean isTaken(String name) {
    return names().stream().anyMatch(name::equalsIgnoreCase);
  }

  Map<String, Named.View> views() {
    return views;
  }

  TableCatalog catalog() {
    return catalog;
  }

  /** The session's views, empty. */
  static Map<String, Named.View> noViews() {
    return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  }
}
