package dev.dunlin.driver.work;

import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.shuffle.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One driver's own folder for shuffle data, spill and staged output, in a folder that drivers
 * share. It goes when the driver closes it; what a killed driver has left is removed by the next
 * one, and what is left in S3 by the next one that uses S3. Thread-safe.
 *
 * <pre>
 * dunlin-ann/           shared
 *   d-7f3a09c2e1/       one driver's
 *     lock              locked while the driver lives; the system unlocks it when it dies
 *     jobs/j-09c2       what this job leaves elsewhere: see {@link JobTraces}
 *     executor/         spill, and output that is not handed over
 *     j-09c2/           a job's segments
 * </pre>
 */
public final class WorkFolder implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String JOBS = "jobs";
  private static final String EXECUTOR = "executor";
  private static final Pattern NAME = Pattern.compile("d-[0-9a-f]{10}");

  /**
   * Folders of this process, and others that it is just looking at: to open their lock files and
   * close them again would unlock them.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path shared;
  private final Path path;
  private final FileChannel lock;
  private final ObjectStore store;
  private final Consumer<String> warnings;

  private WorkFolder(
      Path shared, Path path, FileChannel lock, ObjectStore store, Consumer<String> warnings) {
    this.shared = shared;
    this.path = path;
    this.lock = lock;
    this.store = store;
    this.warnings = warnings;
  }

  /** The shared folder where none is configured: in the folder for temporary files. */
  public static Path standard() {
    return UserFolders.temporary().resolve("dunlin-" + UserFolders.userName(OwnFolder.uid()));
  }

  /**
   * Makes a folder for this driver, and removes those of drivers that are dead, but for what they
   * have left in S3.
   *
   * @param shared the folder that drivers share; made if it is missing
   * @param store discards what dead drivers had staged for their outputs
   * @param warnings is told what of theirs could not be removed
   * @throws UserErrorException if the folder cannot be written, or others could change what is in
   *     it
   */
  public static WorkFolder open(Path shared, ObjectStore store, Consumer<String> warnings) {
    try {
      Path own = OwnFolder.take(shared);
      if (shared.equals(standard())) {
        OwnFolder.checkOwnersAbove(own);
        OwnFolder.close(own);
      }
      WorkFolder folder = create(own, store, warnings);
      for (Path other : others(own)) {
        folder.removeIfDead(other, traces -> !traces.isRemote());
      }
      return folder;
    } catch (IOException e) {
      throw new UserErrorException(
          "Cannot use the work folder %s: %s. Choose another one by work.uri."
              .formatted(shared, describe(e)),
          e);
    }
  }

  public Path path() {
    return path;
  }

  /** Notes where a job is going to leave things, before it does, for whoever has to clean up. */
  public void record(JobTraces traces) throws IOException {
    traces.write(path.resolve(JOBS));
  }

  /** Notes that a job has left nothing. */
  public void forget(JobId job) throws IOException {
    Files.deleteIfExists(path.resolve(JOBS).resolve(job.toString()));
  }

  /** Removes what dead drivers have left in S3 too. */
  public void removeRemote() throws IOException {
    for (Path other : others(shared)) {
      removeIfDead(other, traces -> true);
    }
  }

  /**
   * A driver's folder.
   *
   * @param path the folder
   * @param isAlive whether its driver lives
   * @param jobs its jobs; of a dead driver's also what they may have left elsewhere
   */
  public record DriverFolder(Path path, boolean isAlive, List<JobTraces> jobs) {
    public DriverFolder {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * All drivers' folders in a shared one; none if that is not safe to look into.
   *
   * @param warnings is told what is not safe, or cannot be read
   */
  public static List<DriverFolder> look(Path shared, Consumer<String> warnings) throws IOException {
    List<DriverFolder> folders = new ArrayList<>();
    if (!Files.exists(shared)) {
      return folders;
    }
    Path own = OwnFolder.real(shared);
    try {
      OwnFolder.check(own);
      if (shared.equals(standard())) {
        OwnFolder.checkOwnersAbove(own);
      }
    } catch (IOException e) {
      warnings.accept("Cannot look into the work folder %s: %s".formatted(shared, describe(e)));
      return folders;
    }
    for (Path path : all(own)) {
      try {
        folders.add(look(path));
      } catch (IOException e) {
        warnings.accept("Cannot look into the work folder %s: %s".formatted(path, describe(e)));
      }
    }
    return folders;
  }

  private static DriverFolder look(Path path) throws IOException {
    if (!OURS.add(path)) {
      return new DriverFolder(path, true, jobs(path));
    }
    try (FileChannel channel = lock(path)) {
      return channel == null
          ? new DriverFolder(path, true, jobs(path))
          : new DriverFolder(path, false, traces(path));
    } finally {
      OURS.remove(path);
    }
  }

  /** Removes a dead driver's folder, and what its jobs have left. */
  public static void remove(DriverFolder folder, ObjectStore store) throws IOException {
    remove(folder.path(), store, traces -> true);
  }

  private static List<Path> others(Path shared) throws IOException {
    return all(shared).stream().filter(other -> !OURS.contains(other)).toList();
  }

  private static List<Path> all(Path shared) throws IOException {
    try (Stream<Path> all = Files.list(shared)) {
      return all.filter(other -> NAME.matcher(String.valueOf(other.getFileName())).matches())
          .filter(other -> !isForeign(other))
          .sorted()
          .toList();
    }
  }

  /** Whether a folder has no lock, but things that no driver makes: its name is a mere chance. */
  private static boolean isForeign(Path path) {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
      return false; // Whoever locks it says what is wrong with a link or a file.
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.map(file -> String.valueOf(file.getFileName()))
          .anyMatch(
              name ->
                  !name.equals(JOBS)
                      && !name.equals(EXECUTOR)
                      && !JobId.FORM.matcher(name).matches());
    } catch (IOException _) {
      return false; // The same.
    }
  }

  /** Removes the folder and all that is in it; a second call does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (OURS.contains(path)) {
      try {
        removeContent(path);
      } finally {
        lock.close();
        OURS.remove(path);
      }
      removeLock(path);
    }
  }

  private static WorkFolder create(Path shared, ObjectStore store, Consumer<String> warnings)
      throws IOException {
    while (true) {
      String name = "d-%010x".formatted(ThreadLocalRandom.current().nextLong() & 0xff_ffff_ffffL);
      Path path = shared.resolve(name);
      OURS.add(path);
      OwnFolder.make(path);
      FileChannel channel = lock(path);
      if (channel != null) {
        return new WorkFolder(shared, path, channel, store, warnings);
      }
      // Another driver saw the folder before it was locked, and took it for a dead one's.
      OURS.remove(path);
    }
  }

  /**
   * Locks a folder; null if somebody else has it locked, or has just removed it.
   *
   * @throws IOException if others could have put something into it
   */
  private static @Nullable FileChannel lock(Path path) throws IOException {
    FileChannel channel;
    try {
      Optional<String> objection = OwnFolder.objection(path);
      if (objection.isPresent()) {
        throw new IOException(objection.get());
      }
      channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return null;
    }
    FileLock lock = channel.tryLock();
    if (lock != null && Files.exists(path.resolve(LOCK))) {
      return channel;
    }
    channel.close();
    return null;
  }

  private void removeIfDead(Path dead, Predicate<JobTraces> which) {
    try {
      remove(dead, store, which);
    } catch (IOException | UserErrorException e) {
      String why = e instanceof IOException io ? describe(io) : String.valueOf(e.getMessage());
      warnings.accept(
          "Cannot clean up after a dead driver in %s: %s. When that is mended, `dunlin clean --yes` does it."
              .formatted(dead, why));
    }
  }

  /** Removes what a dead driver has left, and its folder if that is all. */
  private static void remove(Path path, ObjectStore store, Predicate<JobTraces> which)
      throws IOException {
    if (!OURS.add(path)) {
      return; // Another session of this process is at it.
    }
    try (FileChannel channel = lock(path)) {
      if (channel == null) {
        return;
      }
      Set<Path> kept = new HashSet<>();
      for (JobTraces traces : traces(path)) {
        if (which.test(traces)) {
          traces.discard(store);
        } else {
          kept.add(path.resolve(JOBS).resolve(traces.job().toString()));
        }
      }
      if (kept.isEmpty()) {
        removeContent(path);
        removeLock(path);
      } else {
        kept.addAll(List.of(path, path.resolve(LOCK), path.resolve(JOBS)));
        Folders.deleteExcept(path, kept);
      }
    } finally {
      OURS.remove(path);
    }
  }

  /** The jobs of a driver that lives, which may be of another release and write other notes. */
  private static List<JobTraces> jobs(Path path) throws IOException {
    List<JobTraces> jobs = new ArrayList<>();
    for (Path note : JobTraces.notes(path.resolve(JOBS))) {
      JobId job = JobId.parse(String.valueOf(note.getFileName()));
      jobs.add(new JobTraces(job, Optional.empty(), Optional.empty()));
    }
    return jobs;
  }

  private static List<JobTraces> traces(Path path) throws IOException {
    List<JobTraces> traces = new ArrayList<>();
    for (Path note : JobTraces.notes(path.resolve(JOBS))) {
      traces.add(JobTraces.read(note));
    }
    return traces;
  }

  /** Removes all but the lock, which goes last: as long as it is there, nobody else cleans here. */
  private static void removeContent(Path path) throws IOException {
    Folders.deleteExcept(path, Set.of(path, path.resolve(LOCK)));
  }

  private static void removeLock(Path path) throws IOException {
    Files.deleteIfExists(path.resolve(LOCK));
    Files.deleteIfExists(path);
  }

  private static String describe(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException _ -> "no permission for " + e.getMessage();
      case java.nio.file.FileAlreadyExistsException _, NotDirectoryException _ ->
          e.getMessage() + " is not a folder";
      case NoSuchFileException _ -> e.getMessage() + " cannot be made";
      default -> String.valueOf(e.getMessage());
    };
  }
}
