package dev.dunlin.shuffle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Two folders that change names in one step, which Java has no method for: Linux's {@code
 * renameat2} with {@code RENAME_EXCHANGE} (glibc 2.28; ext4, XFS, Btrfs, tmpfs, not NFS).
 * Thread-safe.
 */
final class FolderSwap {
  /** From {@code fcntl.h} and {@code linux/fs.h}. */
  private static final int AT_FDCWD = -100;

  private static final int RENAME_EXCHANGE = 2;

  private static final Optional<Renameat2> RENAMEAT2 = link();

  private FolderSwap() {}

  /** The call as C declares it. Public, for the JDK implements it. */
  public interface Renameat2 {
    /** Gives 0, or −1 for an error. */
    int call(int oldFolder, MemorySegment oldPath, int newFolder, MemorySegment newPath, int flags);
  }

  /**
   * Swaps two folders of one file system.
   *
   * @return false if that could not be done, and nothing was changed
   */
  static boolean swap(Path one, Path other) {
    if (RENAMEAT2.isEmpty()) {
      return false;
    }
    try (Arena memory = Arena.ofConfined()) {
      return RENAMEAT2
              .get()
              .call(
                  AT_FDCWD,
                  memory.allocateFrom(one.toAbsolutePath().toString()),
                  AT_FDCWD,
                  memory.allocateFrom(other.toAbsolutePath().toString()),
                  RENAME_EXCHANGE)
          == 0;
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<Renameat2> link() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("renameat2")
        .map(
            function ->
                MethodHandleProxies.asInterfaceInstance(
                    Renameat2.class,
                    linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT))));
  }
}
