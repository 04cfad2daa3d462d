package dev.dunlin.core.store;

/**
 * What a store knows of an object without reading it.
 *
 * @param uri the object
 * @param lengthBytes its length
 * @param etag a token that changes whenever the content does: S3's ETag, or a file's size and
 *     modification time
 */
public record ObjectStat(ObjectUri uri, long lengthBytes, String etag) {
  public ObjectStat {
    if (lengthBytes < 0) {
      throw new IllegalArgumentException("Negative length of " + uri + ": " + lengthBytes);
    }
  }
}
