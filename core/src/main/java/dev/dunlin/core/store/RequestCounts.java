package dev.dunlin.core.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests as they are sent: {@link Requests} in the making. Thread-safe. */
public final class RequestCounts {
  /** Kinds of requests as S3 prices them. */
  public enum Kind {
    GET,
    PUT,
    POST,
    HEAD,
    LIST,
    DELETE
  }

  private final Map<Kind, LongAdder> requests = new EnumMap<>(Kind.class);
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  public RequestCounts() {
    for (Kind kind : Kind.values()) {
      requests.put(kind, new LongAdder());
    }
  }

  /** A request is sent. */
  public void sent(Kind kind) {
    adder(kind).increment();
  }

  /** So many bytes of an object were received. */
  public void read(long bytes) {
    bytesRead.add(bytes);
  }

  /** So many bytes of an object are sent. */
  public void written(long bytes) {
    bytesWritten.add(bytes);
  }

  /** All that was counted so far. */
  public Requests sum() {
    return new Requests(
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
