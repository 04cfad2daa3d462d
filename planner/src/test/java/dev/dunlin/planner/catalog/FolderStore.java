package dev.dunlin.planner.catalog;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.StagedObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A store to read from: files at their paths, and {@code s3://bucket/key} kept as files below a
 * folder, but served as a distant store would, with no local path. Counts reads; refuses what it is
 * told to.
 */
public final class FolderStore implements ObjectStore {
  private final Path buckets;
  private final Set<String> denied = new HashSet<>();
  private final Set<String> unreadable = new HashSet<>();
  private volatile CountDownLatch together = new CountDownLatch(0);
  final AtomicInteger reads = new AtomicInteger();

  public FolderStore(Path buckets) {
    this.buckets = buckets;
  }

  void deny(Path path) {
    denied.add(path.toString());
  }

  /** The file can be seen and not be read. */
  void denyReading(Path path) {
    unreadable.add(path.toString());
  }

  /** From now on the first so many looks for an object are answered once all of them are asked. */
  public void answerTogether(int looks) {
    together = new CountDownLatch(looks);
  }

  private Path path(ObjectUri uri) {
    return uri.isFile()
        ? Path.of("/" + uri.key())
        : buckets.resolve(uri.bucket()).resolve(uri.key());
  }

  private void check(Path path) throws AccessDeniedException {
    if (denied.contains(path.toString())) {
      throw new AccessDeniedException(path.toString());
    }
  }

  @Override
  public ObjectStat stat(ObjectUri object) throws IOException {
    together.countDown();
    try {
      if (!together.await(20, TimeUnit.SECONDS)) {
        throw new IOException(object + " is looked for before " + together.getCount() + " others");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return known(object);
  }

  private ObjectStat known(ObjectUri object) throws IOException {
    Path path = path(object);
    check(path);
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new ObjectStat(
        object, Files.size(path), Files.size(path) + "-" + Files.getLastModifiedTime(path));
  }

  @Override
  public InputStream read(ObjectUri object, long offset, long length) throws IOException {
    check(path(object));
    if (unreadable.contains(path(object).toString())) {
      throw new AccessDeniedException(path(object).toString());
    }
    reads.incrementAndGet();
    try (RandomAccessFile file = new RandomAccessFile(path(object).toFile(), "r")) {
      file.seek(offset);
      byte[] bytes = new byte[Math.toIntExact(Math.min(length, file.length() - offset))];
      file.readFully(bytes);
      return new ByteArrayInputStream(bytes);
    }
  }

  @Override
  public List<ObjectStat> list(ObjectUri prefix) throws IOException {
    Path folder = path(prefix);
    check(folder);
    if ((!prefix.key().isEmpty() && !prefix.key().endsWith("/")) || !Files.isDirectory(folder)) {
      return List.of();
    }
    List<ObjectStat> found = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        found.add(known(prefix.resolve(folder.relativize(path).toString())));
      }
    }
    found.sort(Comparator.comparing(stat -> stat.uri().key()));
    return found;
  }

  @Override
  public Optional<Path> localPath(ObjectUri object) {
    return object.isFile() ? Optional.of(path(object)) : Optional.empty();
  }

  @Override
  public ObjectStat put(ObjectUri object, byte[] content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ObjectStat put(ObjectUri object, Path content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ObjectStat putIfAbsent(ObjectUri object, byte[] content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(Collection<ObjectUri> objects) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StagedObject stage(Path content, ObjectUri folder, String name, String job) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void publish(ObjectUri folder, List<StagedObject> objects, String job, Replace replace) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void discard(ObjectUri folder, List<StagedObject> objects, String job) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
