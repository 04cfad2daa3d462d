package dev.dunlin.driver.session;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.cluster.LocalCapacity;
import dev.dunlin.driver.scheduler.Job;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.driver.scheduler.JobResult;
import dev.dunlin.driver.scheduler.JobScheduler;
import dev.dunlin.driver.work.JobTraces;
import dev.dunlin.driver.work.WorkFolder;
import dev.dunlin.planner.Planned;
import dev.dunlin.planner.Planner;
import dev.dunlin.planner.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A session: views, a configuration, and the means to run statements.
 *
 * <pre>{@code
 * try (DunlinSession session = DunlinSession.open(Config.DEFAULTS);
 *     SqlResult result = session.sql("SELECT count(*) AS n FROM 'orders/*.parquet'")) {
 *   if (result instanceof Rows rows) {
 *     rows.forEach(row -> System.out.println(row.value("n")));
 *   }
 * }
 * }</pre>
 *
 * <p>Statements run one at a time, on the caller's thread; {@link #cancel} may be called from any.
 */
public final class DunlinSession implements AutoCloseable {
  private final SessionListener listener;
  private final ObjectStore stores;
  private final RequestCounts driverRequests = new RequestCounts();

  /** The stores as the driver itself uses them; tasks count their own requests. */
  private final ObjectStore store;

  private final WorkFolder folder;
  private final Planner planner;
  private final ObjectUri work;
  private final ResultReader reader;
  private final SessionCatalog catalog;
  private Config config;
  private Requests taskRequests = Requests.NONE;
  private final Clusters clusters;
  private boolean remoteIsClean;

  private final Object cancelling = new Object();
  private @Nullable JobScheduler scheduler;
  private @Nullable Thread planning;
  private @Nullable String cancelled;
  private @Nullable String interrupted;
  private boolean running;

  private DunlinSession(Config config, SessionListener listener) {
    this.config = config;
    this.listener = listener;
    this.stores = Stores.open(this::config);
    this.store = stores.metered(driverRequests);
    String uri = config.value(ConfigKeys.WORK_URI);
    ObjectUri shared = uri.isEmpty() ? ObjectUri.file(WorkFolder.standard()) : ObjectUri.parse(uri);
    this.folder =
        WorkFolder.open(
            shared.isFile() ? shared.path() : WorkFolder.standard(), store, listener::warned);
    this.work = shared.isFile() ? ObjectUri.file(folder.path()) : shared;
    this.planner = new Planner(store);
    this.reader = new ResultReader(store, folder);
    this.clusters = new Clusters(stores, work, folder.path());
    this.catalog =
        new SessionCatalog(planner, store, this::config, () -> clusters.capacity(this.config));
  }

  /**
   * Opens a session.
   *
   * @throws UserErrorException if the work folder cannot be used
   */
  public static DunlinSession open(Config config) {
    return open(config, SessionListener.NONE);
  }

  /** Opens a session that tells a listener what it does. */
  public static DunlinSession open(Config config, SessionListener listener) {
    return new DunlinSession(config, listener);
  }

  /**
   * Loads the libraries that a session uses, so that the first statement need not wait for them.
   * For a program that knows early that it will open one, and has a thread to spare.
   */
  public static void warmUp() {
    try (ObjectStore store = Stores.open(() -> Config.DEFAULTS);
        Planner planner = new Planner(store)) {
      Planned unused =
          planner.plan(
              new Statement("SELECT a, sum(a) FROM (VALUES (1)) t(a) GROUP BY a ORDER BY a", 1),
              Config.DEFAULTS,
              LocalCapacity.of(Config.DEFAULTS));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the warm-up's store: " + e.getMessage(), e);
    }
  }

  /** What this session's statements can name. */
  public SessionCatalog catalog() {
    return catalog;
  }

  /**
   * Rows that the caller knows, in the form of a result.
   *
   * @param values a list for each row, as text that casts to the columns' types; null for NULL
   */
  public Rows rows(Schema schema, List<List<@Nullable String>> values) {
    return reader.read(new Planned.Answer(schema, values));
  }

  /** The configuration as it is now; SET changes it. */
  public Config config() {
    return config;
  }

  /**
   * Splits a script into statements.
   *
   * @throws UserErrorException if a quote or comment is left open
   */
  public List<Statement> statements(String script) {
    return planner.statements(script);
  }

  /**
   * Runs one statement.
   *
   * @throws UserErrorException if it is wrong, is no statement or is more than one
   * @throws JobFailedException if its job fails or is cancelled
   */
  public SqlResult sql(String text) {
    List<Statement> statements = statements(text);
    if (statements.size() != 1) {
      throw new UserErrorException(
          "Expected one statement and got %d: run them one by one".formatted(statements.size()));
    }
    return run(statements.getFirst());
  }

  /** Runs one statement of a script; see {@link #sql}. */
  public SqlResult run(Statement statement) {
    synchronized (cancelling) {
      interrupted = null;
      running = true;
    }
    try {
      checkNotCancelled();
      return plannedAndRun(statement);
    } finally {
      synchronized (cancelling) {
        running = false;
      }
    }
  }

  private SqlResult plannedAndRun(Statement statement) {
    Planned planned = plan(statement);
    checkNotCancelled();
    return switch (planned) {
      case Planned.Done _ -> new SqlResult.Done();
      case Planned.Setting(String name, String value) -> {
        set(name, value);
        yield new SqlResult.Done();
      }
      case Planned.Answer answer -> reader.read(answer);
      case Planned.Job job -> run(job);
    };
  }

  private Planned plan(Statement statement) {
    Requests before = driverRequests.sum();
    listener.planning(() -> driverRequests.sum().minus(before));
    synchronized (cancelling) {
      planning = Thread.currentThread();
    }
    try {
      return planner.plan(statement, config, clusters.capacity(config));
    } catch (RuntimeException e) {
      checkNotCancelled(); // Whatever the interruption has led to says nothing to the user.
      throw e;
    } finally {
      synchronized (cancelling) {
        planning = null;
        if (cancelled != null || interrupted != null) {
          boolean unused = Thread.interrupted();
        }
      }
      listener.planned();
    }
  }

  private void set(String name, String value) {
    Config changed;
    try {
      changed = config.with(name, value);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()), e);
    }
    if (!changed.value(ConfigKeys.WORK_URI).equals(config.value(ConfigKeys.WORK_URI))) {
      throw new UserErrorException(
          "Cannot set work.uri in a session that runs: give it by --set or in dunlin.conf");
    }
    config = changed;
  }

  private SqlResult run(Planned.Job planned) {
    Job job = new Job(newJobId(), planned.graph(), work, config);
    JobTraces traces = traces(job);
    JobResult result;
    // First, as it may be that what is in the way is what a dead job has left.
    if (traces.isRemote() && !remoteIsClean) {
      removeRemote();
    }
    if (planned.graph().result().output() instanceof StageOutput.Files files) {
      OutputFolders.check(files, store);
    }
    if (!Clusters.haveFiles(config)) {
      FilesOfThisMachine.refuse(planned.graph());
    }
    try {
      if (traces.isAny()) {
        folder.record(traces);
      }
      result = schedule(job);
      // A job that failed may have failed to discard too, so only a success is forgotten here. One
      // that makes rows keeps its work until they are read.
      if (result instanceof JobResult.Files) {
        folder.forget(job.id());
      }
    } catch (JobFailedException e) {
      throw e.at(planned.placeOf());
    } catch (IOException e) {
      throw cannotUseWorkFolder(e);
    }
    planned.committed().run();
    return switch (result) {
      case JobResult.Rows rows -> reader.read(job, rows);
      case JobResult.Files files ->
          new SqlResult.Written(
              files.folder(),
              files.files(),
              files.report().stages().getLast().metrics().rowsOut(),
              files.report());
    };
  }

  private void removeRemote() {
    try {
      folder.removeRemote();
      remoteIsClean = true;
    } catch (IOException e) {
      throw cannotUseWorkFolder(e);
    }
  }

  private UncheckedIOException cannotUseWorkFolder(IOException e) {
    return new UncheckedIOException(
        "Cannot use the work folder %s: %s".formatted(folder.path(), e.getMessage()), e);
  }

  private static JobTraces traces(Job job) {
    Optional<ObjectUri> output =
        job.graph().result().output() instanceof StageOutput.Files files
            ? Optional.of(files.folder())
            : Optional.empty();
    return new JobTraces(
        job.id(), output, job.work().isFile() ? Optional.empty() : Optional.of(job.prefix()));
  }

  private JobResult schedule(Job job) {
    JobScheduler mine = new JobScheduler(job, clusters.of(config), store, listener::progressed);
    synchronized (cancelling) {
      scheduler = mine;
    }
    try {
      checkNotCancelled();
      return mine.run();
    } finally {
      synchronized (cancelling) {
        scheduler = null;
      }
      taskRequests = taskRequests.plus(mine.requests());
      listener.ended();
    }
  }

  /** What this session and its tasks have asked of S3 so far. Not while a statement runs. */
  public Requests requests() {
    return driverRequests.sum().plus(taskRequests);
  }

  /**
   * Stops the statement that runs, which then fails with {@link JobFailedException.Kind#CANCELLED},
   * and every one that is run later. Returns at once; a second call does nothing.
   */
  public void cancel(String reason) {
    synchronized (cancelling) {
      if (cancelled == null) {
        cancelled = reason;
        stop(reason);
      }
    }
  }

  /**
   * Stops the statement that runs, if one does, as {@link #cancel} would; later ones are not
   * touched. Returns at once.
   */
  public void interrupt(String reason) {
    synchronized (cancelling) {
      if (running && interrupted == null) {
        interrupted = reason;
        stop(reason);
      }
    }
  }

  /** To be called under the lock. A plan may wait for S3, which an interruption ends. */
  private void stop(String reason) {
    if (scheduler != null) {
      scheduler.cancel(reason);
    }
    if (planning != null) {
      planning.interrupt();
    }
  }

  /**
   * Removes the work folder at the end of a process whose own thread is held up and cannot close
   * the session, unless a job still runs: then all is left for the next driver to clean up.
   */
  public void abandon() {
    synchronized (cancelling) {
      if (scheduler == null) {
        removeFolder();
      }
    }
  }

  private void checkNotCancelled() {
    synchronized (cancelling) {
      if (cancelled != null) {
        throw JobFailedException.cancelled(cancelled);
      }
      if (interrupted != null) {
        throw JobFailedException.cancelled(interrupted);
      }
    }
  }

  private static JobId newJobId() {
    return new JobId("j-%08x".formatted(ThreadLocalRandom.current().nextInt()));
  }

  /** Stops the executors and removes the work folder; results are gone with it. */
  @Override
  public void close() {
    clusters.close();
    planner.close();
    reader.close();
    removeFolder();
    try {
      stores.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the object stores: " + e.getMessage(), e);
    }
  }

  private void removeFolder() {
    try {
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot remove the work folder %s: %s".formatted(folder.path(), e.getMessage()), e);
    }
  }
}
