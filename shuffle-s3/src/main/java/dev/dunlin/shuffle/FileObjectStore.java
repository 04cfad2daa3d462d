package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Objects as files of a POSIX file system, thread-safe.
 *
 * <p>A write goes to a hidden file beside its target and is renamed, so that a reader (or a crash
 * of the process) sees the whole object or none; nothing is forced to the disk but by {@link
 * #publish}. An ETag is the file's size, modification time and inode number, which changes with
 * every write of this store and with any other write that moves the clock. Folders are made as
 * needed and removed with the last object in them, as if there were none. Names that begin with a
 * dot and hold {@code .dunlin-} are this store's own and are never listed.
 */
public final class FileObjectStore implements ObjectStore {
  private static final int MAX_TRIES = 100;

  private final AtomicLong temporaries = new AtomicLong();
  private final String process = Long.toString(ProcessHandle.current().pid(), 36);
  private final FileOutputs outputs = new FileOutputs();

  @Override
  public ObjectStat stat(ObjectUri object) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(object.path(), BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new NoSuchFileException(
            object.toString(),
            null,
            attributes.isDirectory() ? "it is a folder, not a file" : "it is not a regular file");
      }
      return stat(object, attributes);
    } catch (IOException e) {
      throw named(e, object);
    }
  }

  private static ObjectStat stat(ObjectUri object, BasicFileAttributes attributes) {
    // On POSIX systems the key prints as (dev=fe00,ino=3a2f1).
    String key = String.valueOf(attributes.fileKey());
    String inode = key.substring(key.lastIndexOf('=') + 1).replace(")", "");
    long nanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    return new ObjectStat(
        object, attributes.size(), "%x-%x-%s".formatted(attributes.size(), nanos, inode));
  }

  @Override
  public InputStream read(ObjectUri object, long offset, long length) throws IOException {
    try {
      FileChannel channel = FileChannel.open(object.path(), StandardOpenOption.READ);
      return new BoundedInputStream(Channels.newInputStream(channel.position(offset)), length);
    } catch (IOException e) {
      throw named(e, object);
    }
  }

  @Override
  public ObjectStat put(ObjectUri object, byte[] content) throws IOException {
    return placed(object, temporary -> write(object, temporary, content), this::replace);
  }

  @Override
  public ObjectStat put(ObjectUri object, Path content) throws IOException {
    return placed(object, temporary -> move(content, temporary), this::replace);
  }

  @Override
  public ObjectStat putIfAbsent(ObjectUri object, byte[] content) throws IOException {
    // link(2) is the one call that makes a finished file appear only where there is none.
    return placed(
        object,
        temporary -> write(object, temporary, content),
        (temporary, target) -> {
          Files.createLink(target, temporary);
          Files.delete(temporary);
        });
  }

  static void write(ObjectUri object, Path file, byte[] content) throws IOException {
    try {
      Files.write(file, content);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A full disk names no file.
      throw because(e, new FileSystemException(object.toString(), null, e.getMessage()));
    }
  }

  private interface Fill {
    void accept(Path temporary) throws IOException;
  }

  private interface Place {
    void accept(Path temporary, Path target) throws IOException;
  }

  private void replace(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private ObjectStat placed(ObjectUri object, Fill fill, Place place) throws IOException {
    Path target = object.path();
    Path folder = parent(target);
    Path temporary =
        folder.resolve(
            HiddenNames.temporary(name(target), process + "-" + temporaries.incrementAndGet()));
    for (int tries = 1; ; tries++) {
      try {
        makeFolder(folder);
        try {
          fill.accept(temporary);
          // Neither a rename nor a link changes what the ETag is made of.
          ObjectStat stat =
              stat(object, Files.readAttributes(temporary, BasicFileAttributes.class));
          place.accept(temporary, target);
          return stat;
        } finally {
          Files.deleteIfExists(temporary);
        }
      } catch (NoSuchFileException e) {
        // A delete may take the folder away between our making and our using it.
        if (tries == MAX_TRIES) {
          throw named(e, object);
        }
      } catch (IOException e) {
        throw named(e, object);
      }
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      Path file = Path.of(e.getFile());
      if (Files.exists(file) && !Files.isDirectory(file)) {
        throw new FileSystemException(e.getFile(), null, "it is a file, not a folder");
      }
      throw new NoSuchFileException(e.getFile()); // It was there, and was removed meanwhile.
    }
  }

  /** Renames, or copies and deletes where the two are on different file systems. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public List<ObjectStat> list(ObjectUri prefix) throws IOException {
    Path path = prefix.path();
    boolean folder = prefix.key().isEmpty() || prefix.key().endsWith("/");
    List<ObjectStat> found = new ArrayList<>();
    if (folder) {
      collect(path, "", new ArrayDeque<>(), found);
    } else {
      collect(parent(path), name(path), new ArrayDeque<>(), found);
    }
    found.sort(Comparator.comparing(ObjectStat::uri, KeyOrder.INSTANCE));
    return List.copyOf(found);
  }

  /**
   * A folder that is swapped against another meanwhile is listed again: never files of both.
   *
   * @param above the folders on the way here; a link that leads back to one of them is passed over
   */
  private void collect(Path folder, String beginning, Deque<Object> above, List<ObjectStat> found)
      throws IOException {
    int before = found.size();
    for (int tries = 1; ; tries++) {
      Optional<Object> seen = attributes(folder).map(BasicFileAttributes::fileKey);
      if (seen.isEmpty() || above.contains(seen.get())) {
        return;
      }
      above.push(seen.get());
      for (Entry entry : entries(folder)) {
        if (!entry.name().startsWith(beginning)) {
          continue;
        }
        if (entry.isFolder()) {
          collect(entry.path(), "", above, found);
        } else {
          found.add(entry.stat());
        }
      }
      above.pop();
      if (tries == MAX_TRIES || attributes(folder).map(BasicFileAttributes::fileKey).equals(seen)) {
        return;
      }
      found.subList(before, found.size()).clear();
    }
  }

  @Override
  public Children children(ObjectUri folder) throws IOException {
    List<ObjectStat> objects = new ArrayList<>();
    List<ObjectUri> folders = new ArrayList<>();
    for (Entry entry : entries(folder.path())) {
      if (entry.isFolder()) {
        folders.add(entry.stat().uri());
      } else {
        objects.add(entry.stat());
      }
    }
    objects.sort(Comparator.comparing(ObjectStat::uri, KeyOrder.INSTANCE));
    folders.sort(KeyOrder.INSTANCE);
    return new Children(objects, folders);
  }

  private record Entry(Path path, String name, boolean isFolder, ObjectStat stat) {}

  /** Files and folders in a folder; none where there is no such folder. Links are followed. */
  private static List<Entry> entries(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      if (attributes(folder).filter(BasicFileAttributes::isDirectory).isEmpty()) {
        return entries;
      }
      try (DirectoryStream<Path> paths =
          Files.newDirectoryStream(folder, path -> !HiddenNames.isHidden(name(path)))) {
        for (Path path : paths) {
          attributes(path)
              .filter(a -> a.isDirectory() || a.isRegularFile())
              .map(a -> new Entry(path, name(path), a.isDirectory(), stat(ObjectUri.file(path), a)))
              .ifPresent(entries::add);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of(); // It was removed meanwhile.
    } catch (DirectoryIteratorException e) {
      throw new IOException("Cannot list " + folder + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw named(e, ObjectUri.file(folder));
    }
    return entries;
  }

  /** Empty where there is nothing, or a link to nothing, be it to itself. */
  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (String.valueOf(e.getReason()).contains("levels of symbolic links")) { // ELOOP
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void delete(Collection<ObjectUri> objects) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (ObjectUri object : objects) {
      Path path = object.path();
      try {
        if (!Files.isDirectory(path)) { // A folder is no object.
          Files.deleteIfExists(path);
          folders.add(parent(path));
        }
      } catch (IOException e) {
        throw named(e, object);
      }
    }
    folders.forEach(FileObjectStore::removeEmptyFolders);
  }

  /**
   * Removes a folder and those above it as long as there is nothing in them. A link is not of our
   * making, and it and what is above it stay.
   */
  private static void removeEmptyFolders(Path from) {
    for (Path folder = from; folder.getParent() != null; folder = folder.getParent()) {
      if (!isFolder(folder) && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        return; // Something is in it, it is a mount point, or not ours to remove.
      }
    }
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void deleteFolder(ObjectUri folder) throws IOException {
    try {
      if (isFolder(folder.path())) { // Neither a file nor a link, which may lead anywhere.
        Folders.delete(folder.path());
      }
      removeEmptyFolders(parent(folder.path()));
    } catch (IOException e) {
      throw named(e, folder);
    }
  }

  @Override
  public Optional<Path> localPath(ObjectUri object) {
    return Optional.of(object.path());
  }

  @Override
  public StagedObject stage(Path content, ObjectUri folder, String name, String job)
      throws IOException {
    return outputs.stage(content, folder, name, job);
  }

  @Override
  public void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace)
      throws IOException {
    outputs.publish(folder, objects, job, replace);
  }

  @Override
  public void discard(ObjectUri folder, List<StagedObject> objects, String job) throws IOException {
    outputs.discard(folder, job);
  }

  @Override
  public void close() {}

  static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("The root folder is no object: " + path);
    }
    return parent;
  }

  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /** The same failure with a message that names the object and says what was wrong with it. */
  private static IOException named(IOException e, ObjectUri object) {
    String address = object.toString();
    if (e instanceof FileSystemException f && f.getReason() != null) {
      // A rename names two files, of which one is of our own making.
      return f.getOtherFile() == null
          ? f
          : because(e, new FileSystemException(address, null, f.getReason()));
    }
    return switch (e) {
      case NoSuchFileException _ ->
          because(e, new NoSuchFileException(address, null, "no such file"));
      case AccessDeniedException _ ->
          because(e, new AccessDeniedException(address, null, "permission denied"));
      case FileAlreadyExistsException _ ->
          because(e, new FileAlreadyExistsException(address, null, "it exists already"));
      default -> new IOException(address + ": " + e.getMessage(), e);
    };
  }

  private static IOException because(IOException cause, IOException failure) {
    failure.initCause(cause);
    return failure;
  }
}
