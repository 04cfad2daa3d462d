package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.runner.Engine;
import dev.dunlin.benchmarks.runner.RunnerLoop;
import dev.dunlin.core.config.Durations;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.Requests;
import dev.dunlin.driver.cost.S3Prices;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Traffic.Exchange;
import dev.dunlin.shuffle.Fetches;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Dunlin in this process with all its data on S3, behind a front that counts and delays: {@code
 * DunlinOnS3Runner FOLDER WORK SERVER LATENCY key=value…}.
 */
final class DunlinOnS3Runner implements Engine {
  private static final BigDecimal NANO_DOLLARS = BigDecimal.valueOf(1_000_000_000);

  private final ObjectUri work;
  private final S3Front front;
  private final DunlinRunner dunlin;
  private long begun;
  private long ended;

  private DunlinOnS3Runner(ObjectUri work, S3Front front, DunlinRunner dunlin) {
    this.work = work;
    this.front = front;
    this.dunlin = dunlin;
  }

  private static DunlinOnS3Runner open(List<String> args) throws IOException {
    ObjectUri work = ObjectUri.parse(args.get(1));
    S3Front.Settings behaviour = S3Front.Settings.clear().withLatency(Durations.parse(args.get(3)));
    S3Front front = S3Front.open(URI.create(args.get(2)), 0, behaviour);
    List<String> settings = new ArrayList<>(args.subList(4, args.size()));
    settings.add("work.uri=" + work);
    settings.add("s3.endpoint=" + front.endpoint());
    return new DunlinOnS3Runner(work, front, new DunlinRunner(args.getFirst(), settings));
  }

  public static void main(String[] args) throws Exception {
    RunnerLoop.serve(() -> open(Arrays.asList(args)));
  }

  @Override
  public String version() {
    return dunlin.version();
  }

  @Override
  public void run(String sql, RowConsumer rows) throws IOException {
    front.traffic().clear();
    begun = System.nanoTime();
    dunlin.run(sql, rows);
    ended = System.nanoTime();
  }

  /** As the front has counted, and not Dunlin itself. */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>(dunlin.counters());
    List<Exchange> exchanges = front.traffic().exchanges();
    Map<Kind, Integer> kinds = front.traffic().requests(_ -> true);
    Requests requests =
        new Requests(
            kinds.getOrDefault(Kind.GET, 0),
            kinds.getOrDefault(Kind.PUT, 0),
            kinds.getOrDefault(Kind.POST, 0),
            kinds.getOrDefault(Kind.HEAD, 0),
            kinds.getOrDefault(Kind.LIST, 0),
            kinds.getOrDefault(Kind.DELETE, 0),
            exchanges.stream().mapToLong(Exchange::receivedBytes).sum(),
            exchanges.stream().mapToLong(Exchange::sentBytes).sum());
    counters.put("s3.get", requests.gets());
    counters.put("s3.head", requests.heads());
    counters.put("s3.list", requests.lists());
    counters.put("s3.put", requests.puts());
    counters.put("s3.post", requests.posts());
    counters.put("s3.delete", requests.deletes());
    counters.put("s3.received.bytes", requests.bytesRead());
    counters.put("s3.sent.bytes", requests.bytesWritten());
    counters.put(
        "s3.price.nanodollars",
        S3Prices.of(requests)
            .multiply(NANO_DOLLARS)
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact());
    Waiting waiting =
        new Waiting(exchanges, begun, dunlin.jobBegunNanos(), ended, work.resolve("").key());
    counters.put("s3.in-flight.nanos", waiting.inFlightNanos());
    counters.put("s3.waited.permille", share(waiting.waitedNanos(Fetches.IN_FLIGHT)));
    counters.put("s3.waited-limit.permille", share(waiting.waitedNanos(Integer.MAX_VALUE)));
    return counters;
  }

  /** Of the last query's time, in thousandths. */
  private long share(long nanos) {
    return 1000 * nanos / (ended - begun);
  }

  @Override
  public void close() throws IOException {
    dunlin.close();
    front.close();
  }
}
