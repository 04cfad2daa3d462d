package dev.dunlin.driver.cli;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.s3.BucketNames;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** AWS's names for objects in S3, as its policies want them. */
final class Arns {
  /**
   * What would be more than the prefix in a policy, or in the list that goes there: wildcards, the
   * beginning of a variable, what stands between two ARNs.
   */
  private static final Pattern MORE_THAN_ITSELF = Pattern.compile("[*?$,]");

  /** Above it the policy, which has 6,144, would have no room; see {@code PolicyTest}. */
  private static final int MOST_CHARACTERS = 4_000;

  private Arns() {}

  /**
   * The objects below prefixes, as a list with commas.
   *
   * @param option who has named them
   * @throws UserErrorException if one is no prefix in S3, or cannot be named in a policy
   */
  static String objects(String option, List<String> prefixes) {
    return prefixes.stream()
        .map(prefix -> objects(option, prefix))
        .collect(Collectors.joining(","));
  }

  private static String objects(String option, String prefix) {
    if (!prefix.matches("s3://[^/].*")) {
      throw new UserErrorException(
          "%s cannot be '%s': expected a prefix like s3://bucket/folder".formatted(option, prefix));
    }
    if (MORE_THAN_ITSELF.matcher(prefix).find()) {
      throw new UserErrorException(
          "%s cannot be '%s': in a policy *, ?, $ and commas stand for more than themselves. Name a prefix above it, and all below it is meant"
              .formatted(option, prefix));
    }
    ObjectUri place = ObjectUri.parse(prefix);
    BucketNames.check(place);
    String key = place.key().replaceAll("/+$", "");
    return "arn:aws:s3:::%s/%s*".formatted(place.bucket(), key.isEmpty() ? "" : key + "/");
  }

  /** Checks that a policy has room for lists of objects. */
  static void checkRoom(String readable, String writable) {
    int characters = readable.length() + writable.length();
    if (characters > MOST_CHARACTERS) {
      throw new UserErrorException(
          "--read and --write name too much: as ARNs the prefixes have %,d characters, and a policy has room for %,d. Name fewer prefixes, further up"
              .formatted(characters, MOST_CHARACTERS));
    }
  }
}
