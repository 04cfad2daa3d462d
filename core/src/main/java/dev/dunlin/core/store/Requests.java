package dev.dunlin.core.store;

/**
 * What was asked of S3: every request that was sent, so each try of one that was repeated, by kinds
 * as S3 prices them, and the bytes of content. Stores that are not asked over a network count
 * nothing.
 *
 * @param gets GET
 * @param puts PUT, of an object or a part of one
 * @param posts POST, to begin or complete an upload in parts
 * @param heads HEAD
 * @param lists LIST, of objects, uploads or parts
 * @param deletes DELETE, and uploads aborted
 * @param bytesRead bytes of objects received, those of broken answers included
 * @param bytesWritten bytes of objects sent, once for each try
 */
public record Requests(
    long gets,
    long puts,
    long posts,
    long heads,
    long lists,
    long deletes,
    long bytesRead,
    long bytesWritten) {
  public static final Requests NONE = new Requests(0, 0, 0, 0, 0, 0, 0, 0);

  /** Requests of all kinds. */
  public long total() {
    return gets + puts + posts + heads + lists + deletes;
  }

  /** These and others. */
  public Requests plus(Requests more) {
    return new Requests(
        gets + more.gets,
        puts + more.puts,
        posts + more.posts,
        heads + more.heads,
        lists + more.lists,
        deletes + more.deletes,
        bytesRead + more.bytesRead,
        bytesWritten + more.bytesWritten);
  }

  /** What was added since an earlier moment. */
  public Requests minus(Requests earlier) {
    return new Requests(
        gets - earlier.gets,
        puts - earlier.puts,
        posts - earlier.posts,
        heads - earlier.heads,
        lists - earlier.lists,
        deletes - earlier.deletes,
        bytesRead - earlier.bytesRead,
        bytesWritten - earlier.bytesWritten);
  }
}
