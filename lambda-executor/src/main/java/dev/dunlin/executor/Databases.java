package dev.dunlin.executor;

import static java.util.Objects.requireNonNull;

import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.shuffle.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * In-memory DuckDB instances, since opening one costs about 10 ms: each is used by one task at a
 * time and kept for the next that wants the same settings. Thread-safe.
 */
final class Databases implements AutoCloseable {
  private final Path spill;
  private final AtomicLong opened = new AtomicLong();
  private final Deque<Database> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * No instances yet.
   *
   * @param spill the folder below which they spill
   */
  Databases(Path spill) {
    this.spill = spill;
  }

  /** Opens one ahead of the first task, which then need not wait for DuckDB's library. */
  void prepare() throws SQLException, IOException {
    giveBack(open());
  }

  private Database open() throws SQLException, IOException {
    return new Database(spill.resolve("duckdb-" + opened.incrementAndGet()));
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

    /** A connection for one task: its views and settings end with it. */
    DuckDBConnection connect() throws SQLException {
      return database.connect();
    }

    /** The task went well, so the instance is sound. */
    void keep() {
      keep = true;
    }

    @Override
    public void close() throws SQLException, IOException {
      if (keep) {
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
    private final Path spill;
    private final DuckDBConnection root;
    private @Nullable Map<String, String> settings;
    private @Nullable Resources resources;

    private Database(Path spill) throws SQLException, IOException {
      this.spill = Files.createDirectories(spill);
      this.root = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
      // Rows keep the order of an ORDER BY without insertion order being preserved; all else may
      // come in any order, which takes less memory. Asynchronous writes cost a small partition more
      // in thread switches than they save (docs/adr/0003).
      execute(
          root,
          """
          SET temp_directory = %s;
          SET async_threads = 0;
          SET preserve_insertion_order = false;
          SET autoinstall_known_extensions = false;
          SET autoload_known_extensions = false"""
              .formatted(Sql.literal(spill.toString())));
    }

    /** Whether it may have these settings: those it has had so far, or any if it is new. */
    boolean takesOn(Map<String, String> wanted) {
      return settings == null || settings.equals(wanted);
    }

    void grant(Resources wanted, Map<String, String> session) throws SQLException {
      settings = session;
      if (!wanted.equals(resources)) {
        execute(
            root,
            "SET threads = %d; SET memory_limit = '%dB'"
                .formatted(wanted.threads(), wanted.memoryBytes()));
        resources = wanted;
      }
    }

    DuckDBConnection connect() throws SQLException {
      DuckDBConnection connection = root.duplicate();
      StringBuilder sql = new StringBuilder();
      requireNonNull(settings)
          .forEach((name, value) -> sql.append("SET %s = %s;\n".formatted(name, value)));
      sql.append(Session.MEASURE);
      execute(connection, sql.toString());
      return connection;
    }

    void close() throws SQLException, IOException {
      root.close();
      Folders.delete(spill);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
