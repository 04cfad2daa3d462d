package dev.dunlin.driver.work;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Folders and files that nobody but this user may change, and what speaks against one.
 *
 * <p>Whoever may write to a folder may put something else in the place of what is in it between a
 * look and its use. So a folder is only taken if it is this user's and others may not write to it,
 * and if no folder above it lets everybody replace it; from then on nobody else can change what was
 * seen.
 */
final class OwnFolder {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> MADE_PRIVATE =
      PosixFilePermissions.asFileAttribute(PRIVATE);

  /** As in {@code sys/stat.h}. */
  private static final int KIND = 0170000;

  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_OR_OTHERS_WRITE = 0022;
  private static final int GROUP_OR_OTHERS = 0077;

  /** The user's number; the same for the life of a process. */
  private static final long UID = new UnixSystem().getUid();

  private OwnFolder() {}

  static long uid() {
    return UID;
  }

  /** Makes a folder with the rights 0700; it must not be there. */
  static void make(Path folder) throws IOException {
    Files.createDirectory(folder, MADE_PRIVATE);
  }

  /**
   * Takes a folder into use, and makes it with the rights 0700 where there is none.
   *
   * @return the same folder by a path that no link leads to
   * @throws IOException if it is not safe; the message says what was seen and what to do
   */
  static Path take(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new IOException("the root folder is everybody's");
    }
    Files.createDirectories(parent);
    Path real = real(folder);
    try {
      make(real);
    } catch (FileAlreadyExistsException _) {
      // Looked at below.
    }
    check(real);
    return real;
  }

  /** The path of a folder whose parents are there, without links in them. */
  static Path real(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
  }

  /**
   * Looks at a folder and at all above it.
   *
   * @throws IOException if it is not safe; the message says what was seen and what to do
   */
  static void check(Path real) throws IOException {
    Optional<String> objection = objection(real);
    if (objection.isPresent()) {
      throw new IOException(objection.get());
    }
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      Seen seen = Seen.of(above);
      if ((seen.mode() & OTHERS_WRITE) != 0 && (seen.mode() & STICKY) == 0) {
        throw new IOException(
            "everybody may replace it, since %s has the rights %s. Say chmod +t %s"
                .formatted(above, seen.rights(), above));
      }
    }
  }

  /**
   * Looks at who owns the folders above one: each owner may replace what is in it, sticky or not.
   *
   * @throws IOException if one belongs to another user, who is neither root nor the owner of {@code
   *     /}, as which root appears in a user namespace
   */
  static void checkOwnersAbove(Path real) throws IOException {
    int root = Seen.of(real.getRoot()).uid();
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      int owner = Seen.of(above).uid();
      if (owner != 0 && owner != UID && owner != root) {
        throw new IOException(
            "the user of number %d may replace it, to whom %s belongs. Set TMPDIR to a folder of yours"
                .formatted(owner, above));
      }
    }
  }

  /** Takes away what rights others have to look into a folder of this user's. */
  static void close(Path folder) throws IOException {
    if ((Seen.of(folder).mode() & GROUP_OR_OTHERS) != 0) {
      Files.setPosixFilePermissions(folder, PRIVATE);
    }
  }

  /** Why a folder is not safe to use, whatever is above it; empty if it is. */
  static Optional<String> objection(Path folder) throws IOException {
    Seen seen = Seen.of(folder);
    if (seen.is(LINK)) {
      return Optional.of(
          "%s is a symbolic link to %s. Name that folder itself, or remove the link"
              .formatted(folder, Files.readSymbolicLink(folder)));
    }
    if (!seen.is(FOLDER)) {
      return Optional.of(folder + " is not a folder");
    }
    if (seen.uid() != UID) {
      return Optional.of(
          "%s belongs to the user of number %d, and you are %d. Do not use it if you do not know who made it"
              .formatted(folder, seen.uid(), UID));
    }
    if ((seen.mode() & GROUP_OR_OTHERS_WRITE) != 0) {
      return Optional.of(
          "others may write to %s, which has the rights %s. Look at what is in it, then say chmod 700 %s"
              .formatted(folder, seen.rights(), folder));
    }
    return Optional.empty();
  }

  /** Whether this is a file, and no link to one, that this user has written. */
  static boolean isOwnFile(Path file) throws IOException {
    Seen seen = Seen.of(file);
    return seen.is(FILE) && seen.uid() == UID && (seen.mode() & GROUP_OR_OTHERS_WRITE) == 0;
  }

  /**
   * What the system says of a path, of a link itself.
   *
   * @param mode the kind of file, and the rights
   */
  private record Seen(int uid, int mode) {
    static Seen of(Path path) throws IOException {
      Map<String, Object> both =
          Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Seen(
          (int) Objects.requireNonNull(both.get("uid")),
          (int) Objects.requireNonNull(both.get("mode")));
    }

    boolean is(int kind) {
      return (mode & KIND) == kind;
    }

    String rights() {
      return "%04o".formatted(mode & ~KIND);
    }
  }
}
