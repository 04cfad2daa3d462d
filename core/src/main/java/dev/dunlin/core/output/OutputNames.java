package dev.dunlin.core.output;

import dev.dunlin.core.id.AttemptId;
import dev.dunlin.core.store.ObjectUri;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names in an output's folder. */
public final class OutputNames {
  /** The object that is there when an output is whole, as Hadoop and Spark write it. */
  public static final String SUCCESS = "_SUCCESS";

  /** The object that says which job is changing the folder, in a store without renames. */
  public static final String CLAIM = "_dunlin-publishing";

  private static final Pattern PART =
      Pattern.compile("part-\\d{5,}-(j-[0-9a-z]{4,32})-a\\d+(?:[-.].*)?");

  private OutputNames() {}

  /**
   * How the files of an attempt begin: {@code part-00007-j-7f3a09c2-a0}. With the job's id no new
   * file takes the name of one that it replaces, and whoever finds one knows whose it is.
   */
  public static String part(AttemptId attempt) {
    return "part-%05d-%s-a%d"
        .formatted(attempt.task().number(), attempt.task().stage().job(), attempt.number());
  }

  /** The id of the job that has given a file its name; empty for any other name. */
  public static String jobOf(String name) {
    Matcher part = PART.matcher(name);
    return part.matches() ? part.group(1) : "";
  }

  /** The address of the claim on a folder. */
  public static ObjectUri claim(ObjectUri folder) {
    return folder.resolve(CLAIM);
  }

  /** The name of an object below a folder, with slashes between its parts. */
  public static String below(ObjectUri folder, ObjectUri object) {
    return object.key().substring(folder.resolve("").key().length());
  }

  /** The command that brings an interrupted commit to its end, or takes it back. */
  public static String mendingCommand(ObjectUri folder) {
    return "`dunlin clean '%s' --older-than 0m --yes`".formatted(folder);
  }
}
