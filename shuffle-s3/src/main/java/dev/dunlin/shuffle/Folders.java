package dev.dunlin.shuffle;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whole folders of the local disk. */
public final class Folders {
  private Folders() {}

  /**
   * Removes a folder and all that is in it. What is not there, or is removed by somebody else
   * meanwhile, is no error.
   */
  public static void delete(Path folder) throws IOException {
    deleteExcept(folder, Set.of());
  }

  /** The same, but for files and folders to be kept. */
  public static void deleteExcept(Path folder, Set<Path> kept) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!kept.contains(file)) {
              Files.deleteIfExists(file);
            }
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
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            if (!kept.contains(path)) {
              Files.deleteIfExists(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
