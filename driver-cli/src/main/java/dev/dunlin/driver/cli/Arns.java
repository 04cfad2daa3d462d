package dev.dunlin.driver.cli;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;

/** AWS's names for places in S3, as its policies want them. */
final class Arns {
  private Arns() {}

  /** The bucket, to be listed, and the objects. */
  static String readable(String prefix) {
    return "arn:aws:s3:::%s,%s".formatted(place(prefix).bucket(), writable(prefix));
  }

  /** The objects. */
  static String writable(String prefix) {
    ObjectUri place = place(prefix);
    String key = place.key().replaceAll("/+$", "");
    return "arn:aws:s3:::%s/%s*".formatted(place.bucket(), key.isEmpty() ? "" : key + "/");
  }

  private static ObjectUri place(String prefix) {
    if (!prefix.startsWith("s3://")) {
      throw new UserErrorException(
          "Cannot give rights on %s: expected a prefix like s3://bucket/folder".formatted(prefix));
    }
    return ObjectUri.parse(prefix.endsWith("/") ? prefix : prefix + "/");
  }
}
