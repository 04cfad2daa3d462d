package dev.dunlin.executor;

import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.shuffle.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * In-memory DuckDB instances, since opening one costs about 10 ms: each is used by one task at a
 * time and kept for the next that wants the same settings. Thread-safe.
 */
final class Databases implements AutoCloseable {
  private final Path scratch;
  private final AtomicLong opened = new AtomicLong();
  private final Deque<Database> idle = new ArrayDeque<>();
  private boolean closed;
  private @Nullable String version;

  /**
   * No instances yet.
   *
   * @param scratch the folder below which each has one of its own
   */
  Databases(Path scratch) {
    this.scratch = scratch;
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

  /** An instance for one task. */
  Lease take(Resources resources, Map<String, String> settings) throws SQLException, IOException {
    Database database = null;
    Database other = null;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The engine is closed");
      }
      for (Database candidate : idle) {
        if (candidate.takesOn(settings)) {
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
      database.grant(resources, settings);
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
  private static final class Database {
    private final Path folder;
    private final Path out;
    private final DuckDBConnection connection;
    private @Nullable Map<String, String> settings;
    private @Nullable Resources resources;

    private Database(Path folder) throws SQLException, IOException {
      this.folder = folder;
      this.out = Files.createDirectories(folder.resolve("out"));
      this.connection =
          DuckDBConnection.newConnection("jdbc:duckdb:", false, null, new Properties());
      // Rows keep the order of an ORDER BY without insertion order being preserved; all else may
      // come in any order, which takes less memory. Asynchronous writes cost a small partition more
      // in thread switches than they save (docs/adr/0003).
      execute(
          """
          SET temp_directory = %s;
          SET async_threads = 0;
          SET preserve_insertion_order = false;
          SET autoinstall_known_extensions = false;
          SET autoload_known_extensions = false;
          """
                  .formatted(Sql.literal(folder.resolve("spill").toString()))
              + Session.MEASURE);
    }

    /** Whether it may have these settings: those it has had so far, or any if it is new. */
    boolean takesOn(Map<String, String> wanted) {
      return settings == null || settings.equals(wanted);
    }

    void grant(Resources wanted, Map<String, String> session) throws SQLException {
      StringBuilder sql = new StringBuilder();
      if (settings == null) {
        session.forEach((name, value) -> sql.append("SET %s = %s;\n".formatted(name, value)));
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
