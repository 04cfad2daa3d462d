package dev.dunlin.local.s3;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All that went through a front, in the order in which it was asked. Thread-safe. */
public final class S3Traffic {
  /**
   * A request and what came of it.
   *
   * @param begunNanos when it was asked, as {@link System#nanoTime()}
   * @param passedNanos when it was passed on, the added latency over; as the end, if it was not
   * @param endedNanos when the last byte was answered; now, if it is still to come
   * @param sentBytes of content that the client sent
   * @param receivedBytes of content that the client was sent
   * @param fault what was done to it
   */
  public record Exchange(
      S3Request request,
      long begunNanos,
      long passedNanos,
      long endedNanos,
      long sentBytes,
      long receivedBytes,
      Optional<Fault> fault) {}

  /** An exchange under way. */
  final class Open {
    private final S3Request request;
    private final long begun = System.nanoTime();
    private OptionalLong passed = OptionalLong.empty();
    private OptionalLong ended = OptionalLong.empty();
    private long sent;
    private long received;
    private @Nullable Fault fault;

    private Open(S3Request request) {
      this.request = request;
    }

    void sent(long bytes) {
      synchronized (S3Traffic.this) {
        sent += bytes;
      }
    }

    void received(long bytes) {
      synchronized (S3Traffic.this) {
        received += bytes;
      }
    }

    void fired(Fault what) {
      synchronized (S3Traffic.this) {
        fault = what;
      }
    }

    void passed() {
      synchronized (S3Traffic.this) {
        passed = OptionalLong.of(System.nanoTime());
      }
    }

    void ended() {
      synchronized (S3Traffic.this) {
        ended = OptionalLong.of(System.nanoTime());
      }
    }

    private Exchange snapshot() {
      long end = ended.orElseGet(System::nanoTime);
      return new Exchange(
          request, begun, passed.orElse(end), end, sent, received, Optional.ofNullable(fault));
    }
  }

  private final List<Open> exchanges = new ArrayList<>();

  S3Traffic() {}

  synchronized Open begin(S3Request request) {
    Open open = new Open(request);
    exchanges.add(open);
    return open;
  }

  public synchronized List<Exchange> exchanges() {
    return exchanges.stream().map(Open::snapshot).toList();
  }

  /** Forgets what was before. */
  public synchronized void clear() {
    exchanges.clear();
  }

  /** How many requests there were of each kind. */
  public Map<S3Request.Kind, Integer> requests(Predicate<Exchange> which) {
    Map<S3Request.Kind, Integer> counts = new EnumMap<>(S3Request.Kind.class);
    exchanges().stream()
        .filter(which)
        .forEach(e -> counts.merge(e.request().kind(), 1, Integer::sum));
    return counts;
  }

  /** How often each fault happened. */
  public Map<Fault, Integer> faults() {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    exchanges().forEach(e -> e.fault().ifPresent(fault -> counts.merge(fault, 1, Integer::sum)));
    return counts;
  }
}
