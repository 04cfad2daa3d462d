package dev.dunlin.benchmarks;

import dev.dunlin.local.s3.S3Request;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Traffic.Exchange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a query may have waited, at most, for requests that could have been in flight before.
 *
 * <p>A request <em>could have been asked</em> once all that names it was known:
 *
 * <ul>
 *   <li>a HEAD or LIST when the query began;
 *   <li>a GET of the input while the query was planned, as soon as the HEAD or LIST that named the
 *       object had ended;
 *   <li>a GET of the input by a task when the job began, for then all its splits are known;
 *   <li>a GET of a segment when the last PUT of its stage before it had ended;
 *   <li>a PUT, POST or DELETE no sooner than it was, for its content was not there.
 * </ul>
 *
 * <p>Nor could it have been asked while as many GETs were in flight as a task may have. Had it been
 * asked then, the latency that the front adds would have been over as much sooner: so much of the
 * end of it is <em>late</em>. The query <em>waits</em> while the latency of any request is late and
 * the server has none to answer: what it answers meanwhile is on its way all the same, and would
 * not be sooner if another had been asked before.
 *
 * <p>It is more than was waited: something may have been computed meanwhile; a task that stands in
 * line for a slot asks for nothing; a LIST may have been needed only because a HEAD had found
 * nothing. It is less where writing could have begun sooner, where the server could have answered
 * more at once, and where the GETs in flight were another task's.
 *
 * @param exchanges all that was asked of S3 for the query
 * @param begunNanos when the query began, as {@link System#nanoTime()}
 * @param jobNanos when it was planned and its job began
 * @param endedNanos when its last row was there
 * @param work the prefix of the keys of segments, with a slash at its end
 */
record Waiting(
    List<Exchange> exchanges, long begunNanos, long jobNanos, long endedNanos, String work) {
  /** {@code j-7f3a/s2/}, of a segment's key. */
  private static final Pattern STAGE = Pattern.compile("[^/]+/s\\d+/");

  Waiting {
    exchanges = List.copyOf(exchanges);
  }

  private record Interval(long from, long to) {}

  /** How long there was any request in flight. */
  long inFlightNanos() {
    return union(
        exchanges.stream().map(e -> new Interval(e.begunNanos(), e.endedNanos())).toList());
  }

  /**
   * How long it waited for requests that could have been in flight before.
   *
   * @param atOnce the GETs that a task may have in flight
   */
  long waitedNanos(int atOnce) {
    NavigableSet<Long> freed = freed(atOnce);
    List<Interval> late = new ArrayList<>();
    List<Interval> answering = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      long possible = possibleFrom(exchange);
      if (exchange.request().kind() == Kind.GET) {
        Long room = freed.floor(exchange.begunNanos());
        possible =
            inFlight(exchange.begunNanos()) >= atOnce
                ? exchange.begunNanos()
                : room == null ? possible : Math.max(possible, room);
      }
      long delay = Math.max(0, exchange.begunNanos() - possible);
      late.add(
          new Interval(
              Math.max(exchange.begunNanos(), exchange.passedNanos() - delay),
              exchange.passedNanos()));
      answering.add(new Interval(exchange.passedNanos(), exchange.endedNanos()));
    }
    long answeringNanos = union(answering);
    late.addAll(answering);
    return union(late) - answeringNanos;
  }

  /** When there was room for another GET after there had been none. */
  private NavigableSet<Long> freed(int atOnce) {
    NavigableSet<Long> freed = new TreeSet<>();
    for (Exchange exchange : exchanges) {
      long end = exchange.endedNanos();
      if (exchange.request().kind() == Kind.GET
          && inFlight(end) < atOnce
          && inFlight(end - 1) >= atOnce) {
        freed.add(end);
      }
    }
    return freed;
  }

  /** GETs that had begun before an instant, and ended after it; a clock's ticks are whole. */
  private long inFlight(long nanos) {
    return exchanges.stream()
        .filter(e -> e.request().kind() == Kind.GET)
        .filter(e -> e.begunNanos() < nanos && e.endedNanos() > nanos)
        .count();
  }

  private long possibleFrom(Exchange exchange) {
    S3Request request = exchange.request();
    return switch (request.kind()) {
      case HEAD, LIST -> begunNanos;
      case GET -> {
        if (request.key().startsWith(work)) {
          yield lastEnd(exchange, isWriteOf(stage(request.key())));
        }
        yield exchange.begunNanos() >= jobNanos
            ? jobNanos
            : lastEnd(exchange, earlier -> names(earlier, request));
      }
      case PUT, POST, DELETE -> exchange.begunNanos();
    };
  }

  private String stage(String key) {
    Matcher stage = STAGE.matcher(key);
    if (!stage.find(work.length())) {
      throw new IllegalArgumentException("No segment's key: " + key);
    }
    return key.substring(0, stage.end());
  }

  private static Predicate<S3Request> isWriteOf(String stage) {
    return request -> request.kind() == Kind.PUT && request.key().startsWith(stage);
  }

  private static boolean names(S3Request earlier, S3Request request) {
    return earlier.bucket().equals(request.bucket())
        && switch (earlier.kind()) {
          case HEAD -> earlier.key().equals(request.key());
          case LIST -> request.key().startsWith(earlier.key());
          case GET, PUT, POST, DELETE -> false;
        };
  }

  /** When the last such request before this one ended; when the query began if there was none. */
  private long lastEnd(Exchange exchange, Predicate<S3Request> which) {
    return exchanges.stream()
        .filter(e -> e.endedNanos() <= exchange.begunNanos() && which.test(e.request()))
        .mapToLong(Exchange::endedNanos)
        .max()
        .orElse(begunNanos);
  }

  /** How much of the query's time the intervals cover. */
  private long union(List<Interval> intervals) {
    long sum = 0;
    long covered = begunNanos;
    for (Interval interval :
        intervals.stream().sorted(Comparator.comparingLong(Interval::from)).toList()) {
      long from = Math.max(covered, interval.from());
      long to = Math.min(endedNanos, interval.to());
      if (to > from) {
        sum += to - from;
        covered = to;
      }
    }
    return sum;
  }
}
