package dev.dunlin.shuffle;

/**
 * Names of files and folders that no reader may see, all {@code .NAME.dunlin-…} beside the NAME
 * they are for. Most tools that read a folder's data skip names that begin with a dot.
 */
public final class HiddenNames {
  private static final String MARK = ".dunlin-";
  private static final String OLD = "old-";

  private HiddenNames() {}

  static boolean isHidden(String name) {
    return name.startsWith(".") && name.indexOf(MARK, 1) > 0;
  }

  /** A file that is being written. */
  static String temporary(String name, String unique) {
    return "." + name + MARK + "tmp-" + unique;
  }

  /** The folder in which a job gathers its output. */
  static String staging(String folder, String job) {
    return "." + folder + MARK + job;
  }

  /** The folder that a job's output replaces, between two renames. */
  static String replaced(String folder, String job) {
    return "." + folder + MARK + OLD + job;
  }

  /** The object that says which job is publishing to the folder, where that is no one step. */
  public static String publishing(String folder) {
    return "." + folder + MARK + "publishing";
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
