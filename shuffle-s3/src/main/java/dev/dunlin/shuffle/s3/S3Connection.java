package dev.dunlin.shuffle.s3;

import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.shuffle.s3.S3Clients.Timeouts;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One client of S3, made at the first request, and what was learnt by it. Several stores may share
 * it, each with counts of its own. Thread-safe.
 */
final class S3Connection implements AutoCloseable {
  private final Supplier<S3Settings> settings;
  private final Map<String, String> environment;
  private final Timeouts timeouts;
  private final Retries retries;
  private final Set<String> bucketsSeen = ConcurrentHashMap.newKeySet();
  private @Nullable Open open;

  private record Open(S3Client client, S3Failures failures, Retries retries) {}

  S3Connection(
      Supplier<S3Settings> settings,
      Map<String, String> environment,
      Timeouts timeouts,
      Retries retries) {
    this.settings = settings;
    this.environment = Map.copyOf(environment);
    this.timeouts = timeouts;
    this.retries = retries;
  }

  /** The way to S3, with these counts. */
  synchronized S3Calls calls(RequestCounts counts) {
    if (open == null) {
      S3Settings chosen = settings.get();
      Region region = chosen.service().region(environment);
      open =
          new Open(
              S3Clients.open(chosen, environment, timeouts, region),
              new S3Failures(region.id()),
              retries.within(chosen.retryTime()));
    }
    return new S3Calls(open.client(), open.failures(), open.retries(), counts);
  }

  /** Names of buckets that are there. */
  Set<String> bucketsSeen() {
    return bucketsSeen;
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.client().close();
      open = null;
    }
  }
}
