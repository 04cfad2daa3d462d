package dev.dunlin.shuffle.s3;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is asked of S3: every request that is sent, so each try of one that is repeated, and
 * the bytes of content. Thread-safe.
 */
public final class RequestCounts {
  /**
   * Kinds of requests as S3 prices them. GET and HEAD cost the same; PUT, POST and LIST cost the
   * same, about twelve times as much; DELETE is free, and so is aborting an upload.
   */
  public enum Kind {
    GET,
    PUT,
    POST,
    HEAD,
    LIST,
    DELETE
  }

  /**
   * The counts at one moment.
   *
   * @param bytesRead bytes of objects received, those of broken answers included
   * @param bytesWritten bytes of objects sent, once for each try
   */
  public record Snapshot(
      long gets,
      long puts,
      long posts,
      long heads,
      long lists,
      long deletes,
      long bytesRead,
      long bytesWritten) {

    /** What was added since an earlier moment. */
    public Snapshot minus(Snapshot earlier) {
      return new Snapshot(
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

  private final Map<Kind, LongAdder> requests = new EnumMap<>(Kind.class);
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  RequestCounts() {
    for (Kind kind : Kind.values()) {
      requests.put(kind, new LongAdder());
    }
  }

  void sent(Kind kind) {
    adder(kind).increment();
  }

  void read(long bytes) {
    bytesRead.add(bytes);
  }

  void written(long bytes) {
    bytesWritten.add(bytes);
  }

  public Snapshot snapshot() {
    return new Snapshot(
        of(Kind.GET),
        of(Kind.PUT),
        of(Kind.POST),
        of(Kind.HEAD),
        of(Kind.LIST),
        of(Kind.DELETE),
        bytesRead.sum(),
        bytesWritten.sum());
  }

  private long of(Kind kind) {
    return adder(kind).sum();
  }

  private LongAdder adder(Kind kind) {
    return Objects.requireNonNull(requests.get(kind));
  }
}
