package dev.dunlin.shuffle;

import dev.dunlin.shuffle.Leftover.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of files and folders that no reader may see, all {@code .NAME.dunlin-…} beside the NAME
 * they are for. Most tools that read a folder's data skip names that begin with a dot.
 */
public final class HiddenNames {
  private static final String MARK = ".dunlin-";
  private static final String OLD = "old-";
  private static final String TEMPORARY = "tmp-";

  /** As {@link dev.dunlin.core.id.JobId}. */
  private static final Pattern JOB = Pattern.compile("j-[0-9a-z]{4,32}");

  private HiddenNames() {}

  static boolean isHidden(String name) {
    return name.startsWith(".") && name.indexOf(MARK, 1) > 0;
  }

  /** A file that is being written. */
  static String temporary(String name, String unique) {
    return "." + name + MARK + TEMPORARY + unique;
  }

  /** The folder in which a job gathers its output. */
  static String staging(String folder, String job) {
    return "." + folder + MARK + job;
  }

  /** The folder that a job's output replaces, between two renames. */
  static String replaced(String folder, String job) {
    return "." + folder + MARK + OLD + job;
  }

  /**
   * What a hidden name says.
   *
   * @param target the name it is beside
   * @param job empty where the name does not tell
   */
  public record Hidden(Kind kind, String target, String job) {}

  /**
   * The inverse of the above, and of {@link dev.dunlin.core.output.OutputNames#claim}; empty for
   * any other name.
   */
  public static Optional<Hidden> parse(String name) {
    int mark = name.lastIndexOf(MARK);
    if (!name.startsWith(".") || mark < 2) {
      return Optional.empty();
    }
    String target = name.substring(1, mark);
    String rest = name.substring(mark + MARK.length());
    if (rest.startsWith(TEMPORARY)) {
      return Optional.of(new Hidden(Kind.TEMPORARY, target, ""));
    }
    boolean old = rest.startsWith(OLD);
    String job = old ? rest.substring(OLD.length()) : rest;
    return JOB.matcher(job).matches()
        ? Optional.of(new Hidden(old ? Kind.REPLACED : Kind.STAGED, target, job))
        : Optional.empty();
  }

  /** The job that a staging or replaced folder beside {@code folder} belongs to; else empty. */
  static String jobOf(String name, String folder) {
    String beginning = "." + folder + MARK;
    if (!name.startsWith(beginning)) {
      return "";
    }
    String rest = name.substring(beginning.length());
    return rest.startsWith(OLD) ? rest.substring(OLD.length()) : rest;
  }
}
