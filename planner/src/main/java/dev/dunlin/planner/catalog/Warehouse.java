package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the files of tables that are created without a LOCATION, each in a folder that is
 * called as its table is. Whatever is in it is Dunlin's own: no other table can be there, and what
 * is there goes when its table is dropped or replaced.
 */
public final class Warehouse {
  /** What most file systems take is 255; the hidden names beside a folder are longer by 47. */
  private static final int MOST_BYTES = 200;

  private static final String SEPARATORS = "/\\";
  private static final String WILDCARDS = "*?[]{}";

  private final Path folder;

  public Warehouse(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * The folder of a table.
   *
   * @throws UserErrorException if the table's name is no name for a folder
   */
  public Path folderOf(String table) {
    Optional<String> objection = objection(table);
    if (objection.isPresent()) {
      throw new UserErrorException(
          "Cannot make a folder for a table called '%s': %s. Choose another name, or say LOCATION 'folder'."
              .formatted(visible(table), objection.get()));
    }
    return folder.resolve(table);
  }

  private static Optional<String> objection(String table) {
    if (table.isEmpty()) {
      return Optional.of("the name is empty");
    }
    if (table.startsWith(".")) {
      return Optional.of("it begins with a dot");
    }
    if (table.chars().anyMatch(c -> SEPARATORS.indexOf(c) >= 0)) {
      return Optional.of("it has a slash or backslash in it");
    }
    if (table.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
      return Optional.of("it has a letter in it that is a wildcard in paths, one of " + WILDCARDS);
    }
    if (table.chars().anyMatch(Warehouse::isControl)) {
      return Optional.of("it has a control character in it");
    }
    if (table.strip().length() < table.length() || table.endsWith(".")) {
      return Optional.of("some file systems drop white space and dots at the end of a name");
    }
    // Some file systems take the two ways to write é for one name.
    if (!Normalizer.isNormalized(table, Normalizer.Form.NFC)) {
      return Optional.of("it is not in Unicode's composed form (NFC)");
    }
    int bytes = table.getBytes(StandardCharsets.UTF_8).length;
    return bytes > MOST_BYTES
        ? Optional.of("it has %d bytes, and %d is the most".formatted(bytes, MOST_BYTES))
        : Optional.empty();
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String visible(String table) {
    String shown = table.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\uFFFD");
    return shown.length() <= MOST_BYTES ? shown : shown.substring(0, MOST_BYTES) + "…";
  }

  /**
   * Refuses a location of a table's own that is in here, or is this folder or one above it.
   *
   * @param location a path or address, with wildcards or not
   */
  public void refuse(String location) {
    if (location.contains("://") && !location.startsWith("file://")) {
      return;
    }
    Path path = PathPattern.parse(location).root().path();
    if (path.startsWith(folder)) {
      throw new UserErrorException(
          "Cannot use the LOCATION '%s': %s is for tables that are created without one. Leave it out, or name a folder elsewhere."
              .formatted(location, folder));
    }
  }

  /** Whether a table's files are in the folder that is made for it here. */
  public boolean keeps(String table, TableDefinition definition) {
    return objection(table).isEmpty()
        && definition.location().equals(folder.resolve(table).toString());
  }

  /**
   * Removes a table's folder, in one step for whoever reads it; one that is not there is no error.
   *
   * @throws UserErrorException if it cannot be removed
   */
  public void remove(String table) {
    Path there = folderOf(table);
    Path gone =
        folder.resolve(
            ".%s.dunlin-old-j-%08x".formatted(table, RandomGenerator.getDefault().nextInt()));
    try {
      Files.move(there, gone, StandardCopyOption.ATOMIC_MOVE);
      Files.walkFileTree(gone, new Removal());
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UserErrorException(
          "The table \"%s\" is dropped, but its folder %s cannot be removed: %s. Remove it by hand."
              .formatted(table, Files.exists(gone) ? gone : there, e),
          e);
    }
  }

  /** Links are removed, not followed. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.delete(path);
      return FileVisitResult.CONTINUE;
    }
  }
}
