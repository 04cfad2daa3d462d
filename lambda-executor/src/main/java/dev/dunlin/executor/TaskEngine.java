package dev.dunlin.executor;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs tasks: binds their inputs, runs their fragment in DuckDB, hands over what it wrote.
 *
 * <p>Thread-safe: each call of {@link #run} is one task, and calls may run at the same time, each
 * in a DuckDB instance of its own with the threads and memory its descriptor grants. Instances are
 * kept for later tasks; nothing else is.
 */
public final class TaskEngine implements AutoCloseable {
  private final ObjectStore store;
  private final Path scratch;
  private final Databases databases;
  private final Map<AttemptId, TaskRun> running = new ConcurrentHashMap<>();

  /**
   * An engine.
   *
   * @param store where inputs are and outputs go; stays the caller's
   * @param scratch a folder of this engine alone for copies, spilled data and output that is not
   *     handed over yet; made if need be. What an attempt puts there is removed when it ends. Where
   *     segments and output are files, it should be on their file system, so that they can be
   *     renamed into place
   * @throws IOException if the folder cannot be made
   */
  public TaskEngine(ObjectStore store, Path scratch) throws IOException {
    this(store, scratch, List.of());
  }

  /**
   * The same where segments are files of this machine.
   *
   * @param segments the folders they are in: with the scratch folder all that SQL may reach, but
   *     for the files of this machine that a task names as its input
   */
  public TaskEngine(ObjectStore store, Path scratch, List<Path> segments) throws IOException {
    this.store = store;
    this.scratch = Files.createDirectories(scratch.toAbsolutePath());
    for (Path folder : segments) {
      Files.createDirectories(folder); // DuckDB finds out where links lead now, not later.
    }
    this.databases = new Databases(this.scratch, segments);
  }

  /**
   * Names the files that tasks to come are going to read, as a whole job does. Tasks may read
   * others, but a DuckDB may not: one that has to read a file that was not named before it had its
   * first task is replaced, which takes as long as twenty small tasks.
   */
  public void expect(Collection<ObjectUri> files) {
    Set<Path> local = new HashSet<>();
    files.forEach(file -> store.localPath(file).ifPresent(local::add));
    databases.expect(local);
  }

  /**
   * Opens a DuckDB for the first task to come.
   *
   * @throws IOException if DuckDB cannot be opened
   */
  public void prepare() throws IOException {
    try {
      databases.prepare();
    } catch (SQLException e) {
      throw cannotOpen(e);
    }
  }

  /**
   * The version of the DuckDB that runs here, as {@code v1.2.3}.
   *
   * @throws IOException if DuckDB cannot be opened
   */
  public String duckDbVersion() throws IOException {
    try {
      return databases.version();
    } catch (SQLException e) {
      throw cannotOpen(e);
    }
  }

  private static IOException cannotOpen(SQLException e) {
    return new IOException("Cannot open DuckDB: " + e.getMessage(), e);
  }

  /**
   * Runs one attempt to its end.
   *
   * @param descriptor a {@link TaskDescriptor} in wire form
   * @return a {@link TaskOutcome} in wire form; a failure of the task, of any kind, is an outcome
   * @throws IllegalArgumentException if the descriptor cannot be read
   */
  public String run(String descriptor) {
    return TaskWire.write(run(TaskWire.readDescriptor(descriptor)));
  }

  /** Runs one attempt to its end; a failure of the task, of any kind, is an outcome. */
  public TaskOutcome run(TaskDescriptor task) {
    TaskRun run = new TaskRun(task, store, scratch, databases);
    running.put(task.attempt(), run);
    try {
      return run.run();
    } finally {
      running.remove(task.attempt(), run);
    }
  }

  /** Asks a running attempt to stop; its {@link #run} then returns soon. Others are ignored. */
  public void cancel(AttemptId attempt) {
    TaskRun run = running.get(attempt);
    if (run != null) {
      run.cancel();
    }
  }

  /** Closes all instances of DuckDB; no task may be running. */
  @Override
  public void close() throws IOException {
    try {
      databases.close();
    } catch (SQLException e) {
      throw new IOException("Cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
