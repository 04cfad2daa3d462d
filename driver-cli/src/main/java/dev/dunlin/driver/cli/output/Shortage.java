package dev.dunlin.driver.cli.output;

import dev.dunlin.driver.scheduler.JobFailedException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What the system does not let this process have, where that is why something failed: open files,
 * or memory. It is then nobody's mistake, and no bug, however it looks: where a jar cannot be
 * opened, classes in it are not found.
 */
final class Shortage {
  /** With more than these, files can be short, but not so early that a class is not found. */
  private static final long FEW_FILES = 1024;

  private static final String TOO_MANY_FILES = "Too many open files";

  private static final Pattern NOT_LOADED =
      Pattern.compile(
          "NoClassDefFoundError|ClassNotFoundException|UnsatisfiedLinkError|ExceptionInInitializerError"
              + "|ServiceConfigurationError|MissingResourceException");

  private static final Pattern NO_MEMORY =
      Pattern.compile("OutOfMemoryError|Cannot allocate memory|failed to map segment");

  private Shortage() {}

  /** The failure in words that say what was short, if something was. */
  static Optional<String> of(Throwable failure) {
    return of(failure, mostFiles());
  }

  /**
   * The same.
   *
   * @param mostFiles that this process may have open; empty where nobody knows
   */
  static Optional<String> of(Throwable failure, OptionalLong mostFiles) {
    String text = text(failure);
    boolean isNotLoaded = NOT_LOADED.matcher(text).find();
    if (text.contains(TOO_MANY_FILES)
        || (isNotLoaded && mostFiles.isPresent() && mostFiles.getAsLong() < FEW_FILES)) {
      return Optional.of(
          "%s: this process may have only %s files open at a time. Raise that limit, as with ulimit -n 4096, and run it again"
              .formatted(
                  isNotLoaded ? "Cannot go on" : message(failure),
                  mostFiles.isPresent() ? mostFiles.getAsLong() : "so many"));
    }
    return NO_MEMORY.matcher(text).find() && !(failure instanceof JobFailedException)
        ? Optional.of(
            "Cannot go on: there is too little memory (%s). Java's own may be %d MiB (DUNLIN_JAVA_OPTS=-Xmx4g allows it more), and ulimit -v must be unlimited or at least 6 GiB"
                .formatted(message(root(failure)), Runtime.getRuntime().maxMemory() >> 20))
        : Optional.empty();
  }

  /** All that a failure says, with the types of its causes. */
  private static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      text.append(t).append('\n');
      if (t instanceof JobFailedException job) {
        text.append(job.stack()).append('\n');
      }
    }
    return text.toString();
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String message(Throwable failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return text.lines().findFirst().orElse("").replaceFirst("[. ]+$", "");
  }

  /** The launcher says it: where none can be opened, nor can what would tell it. */
  private static OptionalLong mostFiles() {
    Long most = Long.getLong("dunlin.open-files");
    return most == null ? OptionalLong.empty() : OptionalLong.of(most);
  }
}
