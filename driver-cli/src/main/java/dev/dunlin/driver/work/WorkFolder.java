package dev.dunlin.driver.work;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.id.JobId;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One driver's own folder for shuffle data, spill and staged output, in a folder that drivers
 * share. It goes when the driver closes it; what a killed driver has left is removed by the next
 * one. Thread-safe.
 *
 * <pre>
 * dunlin-ann/           shared
 *   d-7f3a09c2e1/       one driver's
 *     lock              locked while the driver lives; the system unlocks it when it dies
 *     outputs/j-09c2    a line: the folder for which this job stages files
 *     executor/         spill, and output that is not handed over
 *     j-09c2/           a job's segments
 * </pre>
 */
public final class WorkFolder implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String OUTPUTS = "outputs";

  /** Folders of this process: to open their lock files and close them again would unlock them. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private WorkFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** The shared folder where none is configured: in the system's temporary folder. */
  public static Path standard() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "dunlin-" + System.getProperty("user.name"));
  }

  /**
   * Makes a folder for this driver, and removes those of drivers that are dead.
   *
   * @param shared the folder that drivers share; made if it is missing
   * @param store discards what dead drivers had staged for their outputs
   * @param warnings is told what of theirs could not be removed
   * @throws UserErrorException if the folder cannot be written
   */
  public static WorkFolder open(Path shared, ObjectStore store, Consumer<String> warnings) {
    try {
      Files.createDirectories(shared);
      WorkFolder folder = create(shared);
      try (Stream<Path> others = Files.list(shared)) {
        others
            .filter(other -> other.getFileName().toString().startsWith("d-"))
            .filter(other -> !OURS.contains(other))
            .forEach(other -> removeIfDead(other, store, warnings));
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

  /**
   * Notes where a job is going to stage files, before it does, for whoever may have to clean up.
   */
  public void recordOutput(JobId job, ObjectUri output) throws IOException {
    Files.createDirectories(path.resolve(OUTPUTS));
    Files.writeString(path.resolve(OUTPUTS).resolve(job.toString()), output.toString());
  }

  /** Notes that a job has nothing staged any more. */
  public void forgetOutput(JobId job) throws IOException {
    Files.deleteIfExists(path.resolve(OUTPUTS).resolve(job.toString()));
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

  private static WorkFolder create(Path shared) throws IOException {
    while (true) {
      String name = "d-%010x".formatted(ThreadLocalRandom.current().nextLong() & 0xff_ffff_ffffL);
      Path path = shared.toAbsolutePath().normalize().resolve(name);
      OURS.add(path);
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel channel = lock(path);
      if (channel != null) {
        return new WorkFolder(path, channel);
      }
      // Another driver saw the folder before it was locked, and took it for a dead one's.
      OURS.remove(path);
    }
  }

  /** Locks a folder; null if somebody else has it locked, or has just removed it. */
  private static @Nullable FileChannel lock(Path path) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

  private static void removeIfDead(Path path, ObjectStore store, Consumer<String> warnings) {
    try (FileChannel channel = lock(path)) {
      if (channel != null) {
        discardOutputs(path, store);
        removeContent(path);
        removeLock(path);
      }
    } catch (IOException e) {
      warnings.accept("Cannot clean up after a dead driver in %s: %s".formatted(path, describe(e)));
    }
  }

  private static void discardOutputs(Path path, ObjectStore store) throws IOException {
    if (!Files.isDirectory(path.resolve(OUTPUTS))) {
      return;
    }
    List<Path> outputs;
    try (Stream<Path> files = Files.list(path.resolve(OUTPUTS))) {
      outputs = files.toList();
    }
    for (Path output : outputs) {
      ObjectUri folder = ObjectUri.parse(Files.readString(output));
      store.discard(folder, List.of(), output.getFileName().toString());
    }
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
