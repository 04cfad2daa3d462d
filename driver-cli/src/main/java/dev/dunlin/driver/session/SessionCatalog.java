package dev.dunlin.driver.session;

import dev.dunlin.core.cluster.Cluster.Capacity;
import dev.dunlin.core.config.Config;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.planner.Planned;
import dev.dunlin.planner.Planner;
import dev.dunlin.planner.Statement;
import dev.dunlin.planner.TableFacts;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a session's statements can name: tables, columns, functions and files. Thread-safe. */
public final class SessionCatalog {
  private final Planner planner;
  private final ObjectStore store;
  private final Supplier<Config> config;
  private final Supplier<Capacity> capacity;

  SessionCatalog(
      Planner planner, ObjectStore store, Supplier<Config> config, Supplier<Capacity> capacity) {
    this.planner = planner;
    this.store = store;
    this.config = config;
    this.capacity = capacity;
  }

  /** The names of all tables and views. */
  public List<String> tables() {
    return answer("SHOW TABLES").stream().map(row -> text(row, 0)).toList();
  }

  /**
   * The columns of a table or view, or of the files at a path.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if there is no such table, or its files
   *     cannot be read
   */
  public Schema columns(String name) {
    return new Schema(
        answer("DESCRIBE " + Sql.identifier(name)).stream()
            .map(row -> new Column(text(row, 0), text(row, 1)))
            .toList());
  }

  /**
   * What the metadata of a table's files tells, or of those at a path; empty if the name is a
   * view's or nobody's.
   *
   * @throws dev.dunlin.core.failure.UserErrorException if the files cannot be read
   */
  public Optional<TableFacts> facts(String name) {
    return planner.facts(name, config.get());
  }

  /** The names of all functions, in the order of the alphabet. */
  public List<String> functions() {
    return planner.functions();
  }

  /**
   * What looks like tables in a folder, by the names of all files below it.
   *
   * @param folder a path as FROM takes it
   */
  public List<FoundTable> tablesIn(String folder) throws IOException {
    String prefix = folder.endsWith("/") ? folder : folder + "/";
    ObjectUri root = ObjectUri.parse(prefix);
    ObjectUri address = root.key().endsWith("/") || root.key().isEmpty() ? root : root.resolve("");
    return FoundTables.of(prefix, address.key(), store.list(address));
  }

  /** What lies directly in a folder, here or in a store; see {@link ObjectStore#children}. */
  public ObjectStore.Children children(ObjectUri folder) throws IOException {
    return store.children(folder);
  }

  private List<List<@Nullable String>> answer(String sql) {
    return planner.plan(new Statement(sql, 1), config.get(), capacity.get())
            instanceof Planned.Answer answer
        ? answer.rows()
        : List.of();
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }
}
