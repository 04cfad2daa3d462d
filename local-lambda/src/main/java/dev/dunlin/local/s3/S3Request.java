package dev.dunlin.local.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.regex.Pattern;

/**
 * What is asked of S3.
 *
 * @param bucket empty where all buckets are meant
 * @param key the object's, decoded; the prefix of a listing
 * @param range of bytes, {@code 0-99}; empty for all
 */
public record S3Request(Kind kind, String bucket, String key, String range) {
  /** Kinds of requests as S3 prices them. */
  public enum Kind {
    GET,
    PUT,
    POST,
    HEAD,
    LIST,
    DELETE
  }

  private static final Pattern QUERY = Pattern.compile("[?&]");

  /** A request that names the bucket in its path. */
  static S3Request of(HttpHead head) {
    String[] words = head.first().split(" ", 3);
    String[] parts = QUERY.split(words[1]);
    String path = decoded(parts[0]).substring(1);
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String key = slash < 0 ? "" : path.substring(slash + 1);
    boolean ofUploads = false;
    boolean deletes = false;
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("prefix=")) {
        key = decoded(parts[i].substring("prefix=".length()).replace("+", "%20"));
      }
      ofUploads |= parts[i].startsWith("uploadId=");
      deletes |= parts[i].equals("delete") || parts[i].equals("delete=");
    }
    Kind kind =
        switch (words[0]) {
          case "GET" ->
              ofUploads || path.equals(bucket) || path.equals(bucket + "/") ? Kind.LIST : Kind.GET;
          case "HEAD" -> Kind.HEAD;
          case "PUT" -> Kind.PUT;
          case "DELETE" -> Kind.DELETE;
          default -> deletes ? Kind.DELETE : Kind.POST;
        };
    String range = head.header("range").orElse("").replaceFirst("^bytes=", "");
    return new S3Request(kind, bucket, key, range);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  /** {@code GET bucket/key 0-99}. */
  @Override
  public String toString() {
    return kind + " " + bucket + "/" + key + (range.isEmpty() ? "" : " " + range);
  }
}
