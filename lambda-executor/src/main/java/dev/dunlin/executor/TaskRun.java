package dev.dunlin.executor;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.stage.Split;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.Segment;
import dev.dunlin.core.task.TaskDescriptor;
import dev.dunlin.core.task.TaskFailure;
import dev.dunlin.core.task.TaskInput;
import dev.dunlin.core.task.TaskMetrics;
import dev.dunlin.core.task.TaskOutcome;
import dev.dunlin.core.task.TaskOutput;
import dev.dunlin.core.task.TaskSeed;
import dev.dunlin.core.task.TaskWire;
import dev.dunlin.executor.OutputWriter.Delivered;
import dev.dunlin.executor.Session.Profile;
import dev.dunlin.shuffle.Fetches;
import dev.dunlin.shuffle.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One attempt, from its descriptor to its outcome. Used once. */
final class TaskRun {
  private final TaskDescriptor task;
  private final RequestCounts requests = new RequestCounts();
  private final ObjectStore store;
  private final Path scratch;
  private final Databases databases;
  private final Map<Path, TextRange> copies = new ConcurrentHashMap<>();
  private volatile boolean cancelled;
  private volatile @Nullable Session session;
  private @Nullable Thread inStore;
  private @Nullable OutputWriter writer;
  private TaskMetrics metrics = TaskMetrics.NONE;

  TaskRun(TaskDescriptor task, ObjectStore store, Path scratch, Databases databases) {
    this.task = task;
    this.store = store.metered(requests);
    this.scratch = scratch;
    this.databases = databases;
  }

  void cancel() {
    cancelled = true;
    Session current = session;
    if (current != null) {
      current.cancel();
    }
    synchronized (this) {
      if (inStore != null) {
        inStore.interrupt();
      }
    }
  }

  /** Something that may wait for the store, and is interrupted when the attempt is cancelled. */
  private interface StoreWork<T> {
    T run() throws IOException;
  }

  private <T> T inStore(Session session, StoreWork<T> work) throws IOException {
    synchronized (this) {
      session.checkCancelled();
      inStore = Thread.currentThread();
    }
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      session.checkCancelled();
      throw e;
    } finally {
      synchronized (this) {
        inStore = null;
        boolean unused = Thread.interrupted();
      }
    }
  }

  /** The attempt boundary: whatever goes wrong in it becomes an outcome here. */
  TaskOutcome run() {
    try {
      return inDatabase();
    } catch (Throwable t) {
      removeOutput(t);
      Optional<ObjectUri> output =
          task.output() instanceof TaskOutput.Files files
              ? Optional.of(files.folder())
              : Optional.empty();
      TaskFailure failure = new Failures(store, task.attempt(), output, scratch, copies).of(t);
      return new TaskOutcome.Failed(
          TaskWire.VERSION, task.attempt(), failure, metrics.with(requests.sum()));
    }
  }

  private TaskOutcome inDatabase() throws IOException, SQLException {
    try (Databases.Lease lease =
            databases.take(task.resources(), task.settings(), ScanInput.inPlace(task, store));
        Session opened = new Session(lease.connection())) {
      session = opened;
      if (cancelled) {
        opened.cancel();
      }
      TaskOutcome outcome = execute(lease, opened);
      lease.keep();
      return outcome;
    }
  }

  private TaskOutcome execute(Databases.Lease lease, Session session)
      throws IOException, SQLException {
    long begin = System.nanoTime();
    // No file has the name of another task's: DuckDB keeps what it has read, and knows it by name.
    Path inputs = lease.folder().resolve(task.attempt().toString().replace('/', '-'));
    ScanInput scans = new ScanInput(store, inputs, copies);
    SegmentInput segments = new SegmentInput(new SegmentReader(store), inputs, session);
    Fetches fetches = new Fetches(store);
    for (TaskInput input : task.inputs()) {
      session.checkCancelled();
      switch (input) {
        case TaskInput.Segments shuffle -> segments.prepare(shuffle, fetches);
        case TaskInput.Scan scan -> scans.prepare(scan, fetches);
      }
    }
    scans.fetch(fetches);
    inStore(
        session,
        () -> {
          fetches.run();
          return true;
        });
    OutputWriter output = OutputWriter.of(task, store, lease.out(), session);
    writer = output;
    long bound;
    try {
      for (TaskInput input : task.inputs()) {
        switch (input) {
          case TaskInput.Segments shuffle ->
              session.createView(shuffle.name(), segments.select(shuffle));
          case TaskInput.Scan scan -> bind(scan, scans, session);
        }
      }
      session.execute(TaskSeed.of(task.attempt().task()).sql());
      bound = System.nanoTime();
      metrics = times(bound - begin, 0, 0);
      output.run();
    } catch (SQLException e) {
      scans.checkUnchanged(); // A file that changes while it is read fails in strange ways.
      new DamagedInput(scans, session).blame(e, task.inputs());
      throw e;
    }
    scans.checkUnchanged();
    long ran = System.nanoTime();
    metrics = times(bound - begin, ran - bound, 0);
    Profile profile = session.profile();
    session.dropViews();
    // From here on nothing is left to interrupt, so that no later attempt is hit in its place.
    session.checkCancelled();

    Delivered delivered = inStore(session, output::deliver);
    long shuffled = delivered.segments().stream().mapToLong(Segment::lengthBytes).sum();
    long forUser = delivered.files().stream().mapToLong(StagedObject::lengthBytes).sum();
    long spilled = Math.max(0, profile.writtenBytes() - shuffled - forUser);
    long parquet = profile.readBytes() - scans.textBytes() - segments.bytes() - spilled;
    metrics =
        new TaskMetrics(
            delivered.rows(),
            scans.textBytes() + Math.clamp(parquet, 0, scans.parquetBytes()),
            segments.bytes(),
            shuffled,
            forUser,
            profile.peakMemoryBytes(),
            profile.peakSpilledBytes(),
            bound - begin,
            ran - bound,
            System.nanoTime() - ran,
            requests.sum(),
            Billing.NONE);
    return new TaskOutcome.Succeeded(
        TaskWire.VERSION, task.attempt(), delivered.segments(), delivered.files(), metrics);
  }

  private static void bind(TaskInput.Scan scan, ScanInput scans, Session session)
      throws IOException, SQLException {
    try {
      session.createView(scan.name(), scans.select(scan));
    } catch (SQLException e) {
      if (Failures.isUnlikePlanned(e)) {
        nameFileUnlikePlanned(scan, scans, session);
      }
      throw e;
    }
  }

  /** Says which of the files does not have the columns that the plan reads from all of them. */
  private static void nameFileUnlikePlanned(TaskInput.Scan scan, ScanInput scans, Session session)
      throws IOException {
    for (Split split : scan.splits()) {
      TaskInput.Scan one = new TaskInput.Scan(scan.name(), scan.source(), List.of(split));
      try {
        session.execute("DESCRIBE " + scans.select(one));
      } catch (SQLException e) {
        scans.checkCopies(split.file());
        throw new UserErrorException(
            "Cannot read %s like the other files of its table: %s"
                .formatted(split.file(), Failures.withoutKind(e)),
            e);
      }
    }
  }

  private static TaskMetrics times(long bindNanos, long runNanos, long finishNanos) {
    return new TaskMetrics(
        0, 0, 0, 0, 0, 0, 0, bindNanos, runNanos, finishNanos, Requests.NONE, Billing.NONE);
  }

  /** A failed attempt leaves nothing. What it has staged, publishing leaves out. */
  private void removeOutput(Throwable cause) {
    if (writer != null) {
      try {
        writer.discard();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
