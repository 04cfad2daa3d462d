package dev.dunlin.shuffle;

import dev.dunlin.core.output.OutputManifest;
import dev.dunlin.core.output.OutputNames;
import dev.dunlin.core.store.ObjectStore.Replace;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A job's output on a file system: gathered in a hidden folder beside the target, made visible by
 * one rename. Thread-safe.
 *
 * <p>A folder that is not empty is swapped against the new one in one step ({@link FolderSwap}), so
 * that there is always one whole output at the target, whenever the process dies. Where the system
 * cannot swap, it takes two renames, the old one away and the new one in: between them, some
 * microseconds, the target is not there; a process that dies then leaves the old folder under a
 * hidden name, and {@link #recover} puts it back.
 */
public final class FileOutputs {
  private static final int MAX_TRIES = 100;

  /** Told before each step that changes the file system, so that a test can die there. */
  interface Steps {
    void before(String step);
  }

  /** Swaps two folders; false where that cannot be done. */
  interface Swap {
    boolean swap(Path one, Path other);
  }

  private final Steps steps;
  private final Swap swap;

  public FileOutputs() {
    this(step -> {}, FolderSwap::swap);
  }

  FileOutputs(Steps steps, Swap swap) {
    this.steps = steps;
    this.swap = swap;
  }

  StagedObject stage(Path content, ObjectUri folder, String name, String job) throws IOException {
    Place place = place(folder, job);
    Path file = place.staging().resolve(name);
    try {
      long length = Files.size(content);
      steps.before("stage " + name);
      makeStaging(place);
      Files.createDirectories(FileObjectStore.parent(file));
      FileObjectStore.move(content, file);
      return new StagedObject(folder.resolve(name), length, name);
    } catch (IOException e) {
      throw failed("Cannot write output file " + name + " of " + folder, place, e);
    }
  }

  private static void makeStaging(Place place) throws IOException {
    if (Files.isDirectory(place.staging())) {
      return;
    }
    try {
      Files.createDirectories(place.parent());
      Files.createDirectory(place.staging());
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(place.staging())) {
        return; // Another task of the job was quicker.
      }
      throw new FileAlreadyExistsException(
          place.parent().toString(), null, "it, or a folder above it, is a file");
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(
          place.parent().toString(), null, "no permission to make a folder in it");
    }
  }

  void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    Place place = place(folder, job);
    try {
      if (isPublished(place, job)) {
        discard(place);
        return;
      }
      makeStaging(place);
      dropOthers(place, objects);
      steps.before("write " + OutputNames.SUCCESS);
      OutputManifest manifest = OutputManifest.of(job, OutputManifest.files(folder, objects));
      Files.write(place.staging().resolve(OutputNames.SUCCESS), manifest.toBytes());
      sync(place.staging());
      moveIn(place, replace);
      force(place.parent());
      // What was swapped out, or moved away.
      deleteTree(place.staging());
      deleteTree(place.replaced());
    } catch (IOException e) {
      throw failed("Cannot publish " + folder, place, e);
    }
  }

  /** Whether an earlier call came as far as the last rename. */
  private static boolean isPublished(Place place, String job) throws IOException {
    try {
      byte[] content = Files.readAllBytes(place.target().resolve(OutputNames.SUCCESS));
      return OutputManifest.parse(content).filter(m -> m.job().equals(job)).isPresent();
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return false; // There is none, or none of this version, and it is not this job's.
    }
  }

  /** Checks that all is there, and removes what attempts staged that were not committed. */
  private void dropOthers(Place place, List<StagedObject> objects) throws IOException {
    Set<Path> wanted = new HashSet<>();
    for (StagedObject object : objects) {
      Path file = place.staging().resolve(object.token());
      wanted.add(file);
      if (!Files.isRegularFile(file) || Files.size(file) != object.lengthBytes()) {
        throw new NoSuchFileException(
            file.toString(),
            null,
            "the staged file of %d bytes is not there any more".formatted(object.lengthBytes()));
      }
    }
    Set<Path> staged = new LinkedHashSet<>(bottomUp(place.staging()));
    for (Path file : wanted) {
      if (!staged.contains(file)) {
        throw new FileSystemException(
            place.target().resolve(place.staging().relativize(file)).toString(),
            null,
            "the file system takes its name for that of another, which differs only by letter case or Unicode form");
      }
    }
    for (Path path : staged) {
      boolean keep =
          Files.isDirectory(path)
              ? path.equals(place.staging()) || wanted.stream().anyMatch(f -> f.startsWith(path))
              : wanted.contains(path);
      if (!keep) {
        steps.before("drop " + path);
        Files.delete(path);
      }
    }
  }

  private void moveIn(Place place, Replace replace) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        steps.before("rename in");
        // rename(2) takes the place of an empty folder or of nothing, in one step.
        Files.move(place.staging(), place.target(), StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (FileSystemException e) {
        if (Files.exists(place.target()) && !Files.isDirectory(place.target())) {
          throw notAFolder(place);
        }
        boolean inTheWay = Files.exists(place.target());
        if (inTheWay && replace == Replace.FAIL && !isEmptyOrMissing(place.target())) {
          throw new FileAlreadyExistsException(
              place.target().toString(), null, "the folder is not empty");
        }
        // Others may publish here at the same time; the last one stays.
        if (!inTheWay || tries == MAX_TRIES) {
          restore(place);
          throw e;
        }
      }
      if (replace == Replace.OVERWRITE) {
        steps.before("swap");
        if (swap.swap(place.staging(), place.target())) {
          return;
        }
        moveAway(place);
      }
    }
  }

  private void moveAway(Place place) throws IOException {
    deleteTree(place.replaced());
    try {
      steps.before("rename old away");
      Files.move(place.target(), place.replaced(), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // Another job was quicker to move it away, which is as good.
      return;
    }
  }

  void discard(ObjectUri folder, String job) throws IOException {
    discard(place(folder, job));
  }

  private void discard(Place place) throws IOException {
    if (Files.exists(place.staging())) {
      restore(place);
    }
    deleteTree(place.replaced());
    deleteTree(place.staging());
  }

  /** Puts the replaced folder back where nothing has come in its place. */
  private void restore(Place place) throws IOException {
    if (Files.exists(place.replaced()) && isEmptyOrMissing(place.target())) {
      steps.before("rename old back");
      Files.move(place.replaced(), place.target(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Undoes what jobs that died have left of an output: their staged files are removed, and a folder
   * that one of them had moved away, and not replaced yet, is put back.
   *
   * @param folder the output folder
   * @param running whether a job of this id is still at work; its files are left alone
   * @return the jobs that had left something
   */
  public List<String> recover(ObjectUri folder, Predicate<String> running) throws IOException {
    Path target = target(folder);
    Path parent = FileObjectStore.parent(target);
    Set<String> jobs = new TreeSet<>();
    if (Files.isDirectory(parent)) {
      try (Stream<Path> paths = Files.list(parent)) {
        paths
            .map(p -> HiddenNames.jobOf(FileObjectStore.name(p), FileObjectStore.name(target)))
            .filter(job -> !job.isEmpty() && !running.test(job))
            .forEach(jobs::add);
      }
    }
    for (String job : jobs) {
      discard(folder, job);
    }
    return List.copyOf(jobs);
  }

  /** Where one job's output of one folder is before, during and after the swap. */
  private record Place(Path target, Path parent, Path staging, Path replaced) {}

  private static Place place(ObjectUri folder, String job) throws IOException {
    Path target = target(folder);
    Path parent = FileObjectStore.parent(target);
    String name = FileObjectStore.name(target);
    Place place =
        new Place(
            target,
            parent,
            parent.resolve(HiddenNames.staging(name, job)),
            parent.resolve(HiddenNames.replaced(name, job)));
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw notAFolder(place);
    }
    return place;
  }

  /** A link to a folder stays a link: what it points to is replaced. */
  private static Path target(ObjectUri folder) throws IOException {
    Path path = folder.path();
    return Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path;
  }

  private static FileSystemException notAFolder(Place place) {
    return new FileSystemException(
        place.target().toString(), null, "it is a file, and the output needs a folder");
  }

  private static boolean isEmptyOrMissing(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** Removes a folder and all in it; one that is not there is no error. */
  private void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path path : bottomUp(folder)) {
      steps.before("delete " + path);
      Files.deleteIfExists(path);
    }
  }

  private static List<Path> bottomUp(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /** Forces all files and folders to the disk, so that the rename cannot survive them. */
  private static void sync(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>(bottomUp(folder));
    for (Path path : paths) {
      force(path);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static IOException failed(String what, Place place, IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null && knows(f)) {
      return f;
    }
    if (e instanceof DirectoryNotEmptyException) {
      return new IOException(what + ": " + place.target() + " is not empty", e);
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    String seen = reason == null ? e.toString() : reason;
    return new IOException(what + " in " + place.parent() + ": " + seen, e);
  }

  /** Whether the reason is one of ours, which stands by itself; the system's lack the story. */
  private static boolean knows(FileSystemException e) {
    return e instanceof FileAlreadyExistsException
        || e instanceof NoSuchFileException
        || e instanceof AccessDeniedException;
  }
}
