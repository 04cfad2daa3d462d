package dev.dunlin.executor;

import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.shuffle.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * In-memory DuckDB instances, since opening one costs 10 to 20 ms: each is used by one task at a
 * time and kept for the next that wants the same settings. Thread-safe.
 *
 * <p>SQL reaches no other file than those of its task: an instance reads and writes in its own
 * folder and the folder of segments, and reads files of this machine that were named when it got
 * its first task. What it may do cannot be changed after that, so a task that names another file
 * gets another instance.
 */
final class Databases implements AutoCloseable {
  private static final Pattern SETTING = Pattern.compile("\\w+ = (?:\\w+|'(?:[^'\0]|'')*')");

  /** After the settings of its first task, which are what its later tasks have too. */
  private static final String LOCK =
      """
      SET allowed_configs = ['threads', 'memory_limit'];
      SET lock_configuration = true;
      """;

  private final Path scratch;
  private final List<Path> segments;
  private final AtomicLong opened = new AtomicLong();
  private final Deque<Database> idle = new ArrayDeque<>();
  private Set<Path> expected = Set.of();
  private boolean closed;
  private @Nullable String version;

  /**
   * No instances yet.
   *
   * @param scratch the folder below which each has one of its own
   * @param segments folders whose segments are read and written in place
   */
  Databases(Path scratch, List<Path> segments) {
    this.scratch = scratch;
    this.segments = List.copyOf(segments);
  }

  /**
   * Names the files of this machine that tasks to come are going to read in place, so that one
   * instance can serve them all. Others may be read too, by the task that names them.
   */
  synchronized void expect(Set<Path> files) {
    expected = Set.copyOf(files);
  }

  /** Opens one ahead of the first task, which then need not wait for DuckDB's library. */
  void prepare() throws SQLException, IOException {
    giveBack(open());
  }

  /** DuckDB's, by asking an idle instance, or a new one that then is. */
  synchronized String version() throws SQLException, IOException {
    if (version == null) {
      if (idle.isEmpty()) {
        prepare();
      }
      version = idle.getFirst().connection.getMetaData().getDatabaseProductVersion();
    }
    return version;
  }

  private Database open() throws SQLException, IOException {
    return new Database(scratch.resolve("duckdb-" + opened.incrementAndGet()));
  }

  /**
   * An instance for one task.
   *
   * @param files those of this machine that the task reads in place
   */
  Lease take(Resources resources, Map<String, String> settings, Set<Path> files)
      throws SQLException, IOException {
    Database database = null;
    Database other = null;
    Set<Path> readable = new HashSet<>(files);
    synchronized (this) {
      readable.addAll(expected);
      if (closed) {
        throw new IllegalStateException("The engine is closed");
      }
      for (Database candidate : idle) {
        if (candidate.takesOn(settings, files)) {
          database = candidate;
          break;
        }
      }
      if (database == null) {
        other = idle.pollLast();
      } else {
        idle.remove(database);
      }
    }
    // One for one: there are never more instances than tasks that ran at the same time.
    if (other != null) {
      other.close();
    }
    if (database == null) {
      database = open();
    }
    Lease lease = new Lease(database);
    try {
      database.grant(resources, settings, readable);
    } catch (SQLException e) {
      lease.close();
      throw e;
    }
    return lease;
  }

  private void giveBack(Database database) throws SQLException, IOException {
    synchronized (this) {
      if (!closed) {
        idle.addFirst(database);
        return;
      }
    }
    database.close();
  }

  /** An instance in use: closed with the lease, unless it was said to be worth keeping. */
  final class Lease implements AutoCloseable {
    private final Database database;
    private boolean keep;

    private Lease(Database database) {
      this.database = database;
    }

    /** For statements of one task, which must drop what it creates. */
    DuckDBConnection connection() {
      return database.connection;
    }

    /**
     * A folder for files of one task, which are removed with the lease. In it is {@code out}, which
     * stays: a folder that is made and removed costs a task as much as a file.
     */
    Path folder() {
      return database.folder;
    }

    /** An empty folder. */
    Path out() {
      return database.out;
    }

    /** The task went well and has dropped what it created, so the instance is sound. */
    void keep() {
      keep = true;
    }

    @Override
    public void close() throws SQLException, IOException {
      if (keep) {
        database.emptyFolder();
        giveBack(database);
      } else {
        database.close();
      }
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    Deque<Database> all;
    synchronized (this) {
      closed = true;
      all = new ArrayDeque<>(idle);
      idle.clear();
    }
    for (Database database : all) {
      database.close();
    }
  }

  /** One instance. Used by one thread at a time. */
  private final class Database {
    private final Path folder;
    private final Path out;
    private final DuckDBConnection connection;
    private @Nullable Map<String, String> settings;
    private @Nullable Resources resources;
    private Set<Path> readable = Set.of();

    private Database(Path folder) throws SQLException, IOException {
      this.folder = folder;
      this.out = Files.createDirectories(folder.resolve("out"));
      this.connection =
          DuckDBConnection.newConnection("jdbc:duckdb:", false, null, new Properties());
      // Rows keep the order of an ORDER BY without insertion order being preserved; all else may
      // come in any order, which takes less memory. Asynchronous writes cost a small partition more
      // in thread switches than they save (docs/adr/0003).
      //
      // A column of a text file is read as its type: type_pushdown would read it as the type that
      // it is cast to, and what a cast means would depend on what else is in the same task.
      execute(
          """
          SET temp_directory = %s;
          SET async_threads = 0;
          SET preserve_insertion_order = false;
          SET disabled_optimizers = 'type_pushdown';
          SET autoinstall_known_extensions = false;
          SET autoload_known_extensions = false;
          """
                  .formatted(Sql.literal(folder.resolve("spill").toString()))
              + Session.MEASURE);
    }

    /** Whether it has these settings and may read these files; a new one is given both. */
    boolean takesOn(Map<String, String> wanted, Set<Path> files) {
      return settings == null || (settings.equals(wanted) && readable.containsAll(files));
    }

    void grant(Resources wanted, Map<String, String> session, Set<Path> files) throws SQLException {
      StringBuilder sql = new StringBuilder();
      if (settings == null) {
        sql.append(wall(files));
        session.forEach((name, value) -> sql.append(setting(name, value)));
        sql.append(LOCK);
        readable = files;
      }
      settings = session;
      if (!wanted.equals(resources)) {
        sql.append("SET threads = %d;\n".formatted(wanted.threads()));
        sql.append("SET memory_limit = '%dB';\n".formatted(wanted.memoryBytes()));
      }
      resources = wanted;
      if (!sql.isEmpty()) {
        execute(sql.toString());
      }
    }

    /** One statement and no more, for what comes in it comes before the lock. */
    private static String setting(String name, String value) {
      if (!SETTING.matcher(name + " = " + value).matches()) {
        throw new IllegalArgumentException("Not a setting: " + name + " = " + value);
      }
      return "SET %s = %s;\n".formatted(name, value);
    }

    /**
     * Keeps SQL to these files, for good. DuckDB looks where links lead. That it reads a proxy's
     * address from the environment is undone, for it may hold a password.
     */
    private String wall(Set<Path> files) {
      Set<Path> folders = new HashSet<>(segments);
      folders.add(folder);
      return """
          SET http_proxy = '';
          SET allowed_directories = %s;
          SET allowed_paths = %s;
          SET enable_external_access = false;
          """
          .formatted(list(folders), list(files));
    }

    /** Paths, and the patterns that readers are given for them. */
    private static String list(Collection<Path> paths) {
      return paths.stream()
          .flatMap(path -> Stream.of(path.toString(), Sql.pattern(path)))
          .distinct()
          .map(Sql::literal)
          .collect(Collectors.joining(", ", "[", "]"));
    }

    void emptyFolder() throws IOException {
      Folders.deleteExcept(folder, Set.of(folder, out));
    }

    void close() throws SQLException, IOException {
      connection.close();
      Folders.delete(folder);
    }

    private void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
