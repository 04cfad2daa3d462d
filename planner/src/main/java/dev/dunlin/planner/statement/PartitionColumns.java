package dev.dunlin.planner.statement;

import dev.dunlin.core.failure.UserErrorException;
import java.util.List;
import java.util.regex.Pattern;

/** The columns of PARTITION_BY, whose names are the keys of {@code key=value} folders. */
final class PartitionColumns {
  /**
   * What DuckDB writes as it is. It writes any other letter percent-encoded, and reads it so: the
   * column would come back under another name. What begins with a dot is hidden.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9_.~-]*");

  /** With the value for NULL, the longest that need not be as long as it is, this makes 255. */
  private static final int MOST_LETTERS = 228;

  private PartitionColumns() {}

  /**
   * Refuses names that would not be read back.
   *
   * @throws UserErrorException naming the column
   */
  static void check(List<String> names) {
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new UserErrorException(
            "PARTITION_BY cannot make folders for the column \"%s\": such a name would be read back as another one, or not at all. Letters of ASCII, digits, _, -, ~ and, but for the first, dots make a name that is; give it one by AS."
                .formatted(name));
      }
      if (name.length() > MOST_LETTERS) {
        throw new UserErrorException(
            "PARTITION_BY cannot make folders for the column \"%s\": its name is longer than %d letters. Give it a shorter one by AS."
                .formatted(name, MOST_LETTERS));
      }
    }
  }
}
