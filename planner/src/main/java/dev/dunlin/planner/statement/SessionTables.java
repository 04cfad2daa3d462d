package dev.dunlin.planner.statement;

import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.bind.TableResolver;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.catalog.FileTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a session's FROM clauses can name: its views, the catalog's tables, and paths. */
final class SessionTables implements TableResolver {
  private final FileTables files;
  private final Map<String, Named.View> views = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  SessionTables(FileTables files) {
    this.files = files;
  }

  @Override
  public Optional<Named> find(String name) {
    Named.View view = views.get(name);
    if (view != null) {
      return Optional.of(view);
    }
    if (FileTables.looksLikePath(name)) {
      return Optional.of(new Named.Files(files.open(Optional.empty(), List.of(name), Map.of())));
    }
    return Optional.empty();
  }

  @Override
  public FileTable open(
      Optional<FileFormat> format, List<String> paths, Map<String, String> options) {
    return files.open(format, paths, options);
  }

  @Override
  public List<String> names() {
    return new ArrayList<>(views.keySet());
  }

  Map<String, Named.View> views() {
    return views;
  }
}
