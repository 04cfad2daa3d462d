package dev.dunlin.driver.scheduler;

import dev.dunlin.core.cluster.Cluster;
import dev.dunlin.core.stage.Stage;
import dev.dunlin.core.stage.StageOutput;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.store.StagedObject;
import dev.dunlin.core.store.UnfinishedPublishException;
import dev.dunlin.core.task.Segment;
import dev.dunlin.driver.scheduler.JobFailedException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs one job on a cluster, and delivers what it makes. {@link #run} keeps its thread until the
 * job is over; {@link #cancel} may be called from any other.
 */
public final class JobScheduler {
  /** Between two reports of progress, unless a stage has opened or was committed. */
  private static final long REPORT_NANOS = 50_000_000;

  private final Job job;
  private final ObjectStore store;
  private final Consumer<JobReport> progress;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final JobLoop loop;

  /**
   * A scheduler for one job.
   *
   * @param store the store of the job's work and output
   * @param progress is told how far the job is, on the thread of {@link #run}
   */
  public JobScheduler(Job job, Cluster cluster, ObjectStore store, Consumer<JobReport> progress) {
    this.job = job;
    this.store = store;
    this.progress = progress;
    this.loop =
        new JobLoop(
            job,
            cluster,
            RetryPolicy.of(job.config()),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            events::add);
  }

  /**
   * Runs the job; to be called once. Files are published before this returns; a job that makes rows
   * leaves them in its work prefix.
   *
   * @throws JobFailedException if the job fails or is cancelled, also by interrupting this thread:
   *     nothing of it runs then, what it had staged is discarded and its work prefix is empty
   */
  public JobResult run() {
    boolean interrupted = drain();
    try {
      Optional<JobFailedException> failure = loop.failure();
      if (failure.isPresent()) {
        throw cleanedUp(failure.get());
      }
      return deliver();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What its attempts have asked of S3 so far; not before {@link #run} is over. */
  public Requests requests() {
    return loop.report().stages().stream()
        .map(stage -> stage.metrics().requests())
        .reduce(Requests.NONE, Requests::plus);
  }

  /** Asks the job to stop; one that is over is left as it is. Returns at once. */
  public void cancel(String reason) {
    events.add(new Event.CancelRequested(reason));
  }

  /** Hands events to the loop until the job is over; returns whether the thread was interrupted. */
  private boolean drain() {
    boolean interrupted = false;
    loop.begin();
    progress.accept(loop.report());
    List<StageReport.State> states = loop.states();
    long reported = System.nanoTime();
    while (!loop.finished()) {
      try {
        loop.handle(next());
      } catch (InterruptedException _) {
        interrupted = true;
        loop.handle(new Event.CancelRequested("interrupted"));
      }
      if (System.nanoTime() - reported > REPORT_NANOS || !loop.states().equals(states)) {
        progress.accept(loop.report());
        reported = System.nanoTime();
        states = loop.states();
      }
    }
    return interrupted;
  }

  private Event next() throws InterruptedException {
    Optional<Long> wait = loop.nextWait();
    if (wait.isEmpty()) {
      return events.take();
    }
    Event event = events.poll(wait.get() - System.nanoTime(), TimeUnit.NANOSECONDS);
    return event == null ? new Event.WaitOver() : event;
  }

  private JobResult deliver() {
    Stage last = job.graph().result();
    return switch (last.output()) {
      case StageOutput.Files output -> publish(output);
      case StageOutput.Rows _, StageOutput.Single _, StageOutput.Partitioned _ -> {
        List<Segment> segments = new ArrayList<>();
        loop.result().forEach(commit -> segments.addAll(commit.segments()));
        yield new JobResult.Rows(last.schema(), segments, loop.work(), loop.report());
      }
    };
  }

  private JobResult publish(StageOutput.Files output) {
    List<StagedObject> files = new ArrayList<>();
    loop.result().forEach(commit -> files.addAll(commit.files()));
    try {
      store.publish(output.folder(), files, job.id().toString(), output.replace());
    } catch (FileAlreadyExistsException e) {
      throw cleanedUp(
          new JobFailedException(
              Kind.USER_ERROR,
              "Cannot write to %s: there is something already. Add the option OVERWRITE, or write"
                      .formatted(output.folder())
                  + " to another folder.",
              "",
              e));
    } catch (UnfinishedPublishException e) {
      throw cleanedUp(
          new JobFailedException(
              Kind.FAILURE,
              "Publishing the job's files in %s did not come to its end: %s."
                  .formatted(output.folder(), e.getMessage()),
              "",
              e));
    } catch (IOException e) {
      throw cleanedUp(
          new JobFailedException(
              Kind.FAILURE,
              "Cannot publish the job's files in %s, which is as it was before: %s"
                  .formatted(output.folder(), e.getMessage()),
              "",
              e));
    }
    try {
      if (!loop.strays().isEmpty()) {
        store.discard(output.folder(), loop.strays(), job.id().toString());
      }
      loop.work().remove(store);
    } catch (IOException e) {
      throw new JobFailedException(
          Kind.FAILURE,
          "The job's files are complete in %s, but its work could not be removed: %s"
              .formatted(output.folder(), e.getMessage()),
          "",
          e);
    }
    return new JobResult.Files(output.folder(), files, loop.report());
  }

  /** Removes what a failed job has left; what goes wrong at that is noted on the failure. */
  private JobFailedException cleanedUp(JobFailedException failure) {
    if (job.graph().result().output() instanceof StageOutput.Files output) {
      List<StagedObject> staged = new ArrayList<>(loop.strays());
      loop.result().forEach(commit -> staged.addAll(commit.files()));
      try {
        store.discard(output.folder(), staged, job.id().toString());
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    try {
      loop.work().remove(store);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }
}
