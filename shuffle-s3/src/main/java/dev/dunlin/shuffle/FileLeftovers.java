package dev.dunlin.shuffle;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.HiddenNames.Hidden;
import dev.dunlin.shuffle.Leftover.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What jobs have left on a file system: all that is hidden beside an output. */
public final class FileLeftovers implements Leftovers {
  private final FileOutputs outputs = new FileOutputs();

  @Override
  public List<Leftover> ofOutput(ObjectUri folder, Collection<String> jobs) throws IOException {
    Path path = folder.path();
    String name = FileObjectStore.name(path);
    List<Leftover> found = new ArrayList<>();
    if (path.getParent() != null) {
      found.addAll(in(FileObjectStore.parent(path), Optional.of(name)));
    }
    found.addAll(in(path, Optional.empty()));
    return found;
  }

  private static List<Leftover> in(Path folder, Optional<String> target) throws IOException {
    List<Leftover> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.list(folder)) {
      paths = all.sorted().toList();
    }
    for (Path path : paths) {
      Optional<Hidden> hidden =
          HiddenNames.parse(FileObjectStore.name(path))
              .filter(h -> target.isEmpty() || target.get().equals(h.target()));
      if (hidden.isPresent()) {
        found.add(leftover(path, hidden.get()));
      }
    }
    return found;
  }

  private static Leftover leftover(Path path, Hidden hidden) throws IOException {
    return of(path, hidden.kind(), hidden.job(), hidden.target());
  }

  /** A driver's folder, all that is in it added up. */
  public static Leftover ofDriver(Path folder) throws IOException {
    return of(folder, Kind.WORK, "", "");
  }

  private static Leftover of(Path path, Kind kind, String job, String token) throws IOException {
    Content content = new Content();
    Files.walkFileTree(path, content);
    return new Leftover(
        kind, ObjectUri.file(path), job, content.newest.toInstant(), content.bytes, token);
  }

  /** Adds up a tree that others may be changing. */
  private static final class Content extends SimpleFileVisitor<Path> {
    private long bytes;
    private FileTime newest = FileTime.fromMillis(0);

    private void see(BasicFileAttributes attributes) {
      if (attributes.lastModifiedTime().compareTo(newest) > 0) {
        newest = attributes.lastModifiedTime();
      }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      see(attributes);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      see(attributes);
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  /** Nothing: a driver's folder has a lock, and says itself whether it is in use. */
  @Override
  public List<Leftover> ofWork(ObjectUri work) {
    return List.of();
  }

  @Override
  public void remove(Leftover leftover) throws IOException {
    Path path = leftover.place().path();
    if (leftover.kind() == Kind.TEMPORARY) {
      Files.deleteIfExists(path);
    } else {
      Path target = FileObjectStore.parent(path).resolve(leftover.token());
      outputs.discard(ObjectUri.file(target), leftover.job());
    }
  }
}
