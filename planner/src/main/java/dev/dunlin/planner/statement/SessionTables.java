package dev.dunlin.planner.statement;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.bind.TableResolver;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.catalog.FileTables;
import dev.dunlin.planner.catalog.TableCatalog;
import dev.dunlin.planner.catalog.TableDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the FROM clauses of one statement can name: the session's views, the catalog's tables, and
 * paths. Files that are named twice are looked for once, and are the same both times.
 */
final class SessionTables implements TableResolver {
  private final FileTables files;
  private final TableCatalog catalog;
  private final Map<String, Named.View> views;
  private final Map<Request, FileTable> opened = new HashMap<>();

  /** What a statement asks for. */
  private record Request(
      Optional<FileFormat> format, List<String> paths, Map<String, String> options) {}

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
      return Optional.of(new Named.Files(open(name, definition.get())));
    }
    if (FileTables.looksLikePath(name)) {
      return Optional.of(new Named.Files(open(Optional.empty(), List.of(name), Map.of())));
    }
    Optional<String> path = files.asPath(name);
    if (path.isPresent()) {
      throw new UserErrorException("There is no table \"" + name + "\". " + path.get());
    }
    return Optional.empty();
  }

  private FileTable open(String name, TableDefinition definition) {
    try {
      return open(
          Optional.of(definition.format()), List.of(definition.location()), definition.options());
    } catch (UserErrorException e) {
      throw new UserErrorException("In the table \"" + name + "\": " + e.getMessage(), e);
    }
  }

  @Override
  public FileTable open(
      Optional<FileFormat> format, List<String> paths, Map<String, String> options) {
    Request request = new Request(format, paths, options);
    FileTable table = opened.get(request);
    if (table == null) {
      table = files.open(format, paths, options);
      opened.put(request, table);
    }
    return table;
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
