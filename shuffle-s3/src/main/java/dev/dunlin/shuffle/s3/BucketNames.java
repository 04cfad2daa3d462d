package dev.dunlin.shuffle.s3;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a bucket may be called (Bucket naming rules, Amazon S3 User Guide). */
public final class BucketNames {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern NUMBERS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private BucketNames() {}

  /**
   * Checks the name in an address, without asking S3.
   *
   * @throws UserErrorException if no bucket can have it
   */
  public static void check(ObjectUri address) {
    String name = address.bucket();
    if (!NAME.matcher(name).matches() || name.contains("..") || NUMBERS.matcher(name).matches()) {
      throw invalid(address, null);
    }
  }

  static UserErrorException invalid(ObjectUri address, @Nullable Throwable cause) {
    String message =
        "Cannot use %s: '%s' is no name of a bucket. One has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit"
            .formatted(address, address.bucket());
    return cause == null ? new UserErrorException(message) : new UserErrorException(message, cause);
  }
}
