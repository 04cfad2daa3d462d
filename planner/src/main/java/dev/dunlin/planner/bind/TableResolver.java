package dev.dunlin.planner.bind;

import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.catalog.FileTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what a query's FROM clause names. */
public interface TableResolver {
  /** What a name stands for. */
  sealed interface Named {
    /**
     * A stored query.
     *
     * @param sql its text
     * @param columns the names it gives its columns; empty to keep the query's
     */
    record View(String name, String sql, List<String> columns) implements Named {}

    /**
     * A table over files.
     *
     * @param name what its columns can be qualified with
     */
    record Files(String name, FileTable table) implements Named {}
  }

  /**
   * A view, a table of the catalog, or a path.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if it is a path and cannot be opened
   */
  Optional<Named> find(String name);

  /** The view of this name; no file is looked for. */
  Optional<Named.View> view(String name);

  /**
   * Opens the tables among these names all at once, for {@link #find} to have them; it also tells
   * what is wrong with one.
   */
  void prepare(Set<String> names);

  /** Opens files as {@code read_parquet(…)} and its like do. */
  FileTable open(Optional<FileFormat> format, List<String> paths, Map<String, String> options);

  /** All names of views and tables, for hints. */
  List<String> names();
}
