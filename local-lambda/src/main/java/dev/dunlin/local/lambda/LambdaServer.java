package dev.dunlin.local.lambda;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * AWS Lambda on this machine, in this process: it answers the Invoke API at an endpoint, and runs
 * functions in child processes that end with it. Thread-safe.
 *
 * <p>Enforced as AWS does it: one invocation at a time in an environment, memory, time limit, 6 MB
 * each way, the account's concurrency. Not enforced: the share of a processor below a whole one,
 * the size of {@code /tmp}, the network's speed, how fast environments are added.
 */
public final class LambdaServer implements AutoCloseable {
  public static final String REGION = "us-east-1";
  public static final String ACCOUNT = "000000000000";
  static final String VERSION = "$LATEST";

  private static final Duration MEMORY_CHECKS = Duration.ofMillis(50);

  static {
    // Headers and body leave in two writes, the second of which would wait 40 ms for an
    // acknowledgement of the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Map<String, FunctionPool> pools;
  private final InvokeApi api;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lambda-watch").factory());

  private LambdaServer(HttpServer server, Map<String, FunctionPool> pools, InvokeApi api) {
    this.server = server;
    this.pools = pools;
    this.api = api;
  }

  /**
   * How the service behaves.
   *
   * @param concurrency invocations at the same time that the account has
   * @param reserved how many of them are kept for others' functions; those here are answered with
   *     429 beyond the rest
   * @param idle how long an unused environment is kept
   * @param accessKey the only access key id it knows
   * @param secretKey the secret that requests are signed with
   * @param faults what goes wrong
   */
  public record Settings(
      int concurrency,
      int reserved,
      Duration idle,
      String accessKey,
      String secretKey,
      LambdaFaults faults) {
    /** A quiet one. */
    public static Settings of(int concurrency, String accessKey, String secretKey) {
      return new Settings(
          concurrency, 0, Duration.ofMinutes(5), accessKey, secretKey, LambdaFaults.NONE);
    }

    public Settings withFaults(LambdaFaults others) {
      return new Settings(concurrency, reserved, idle, accessKey, secretKey, others);
    }

    public Settings withReserved(int others) {
      return new Settings(concurrency, others, idle, accessKey, secretKey, faults);
    }

    /** What is left for the functions here. */
    int unreserved() {
      return concurrency - reserved;
    }
  }

  /**
   * Starts it.
   *
   * @param folder for the environments and their logs; made if need be, and the caller's to remove
   */
  public static LambdaServer start(Path folder, List<FunctionSettings> functions, Settings settings)
      throws IOException {
    return start(folder, functions, settings, 0);
  }

  /**
   * Starts it at a port.
   *
   * @param port 0 for any
   */
  public static LambdaServer start(
      Path folder, List<FunctionSettings> functions, Settings settings, int port)
      throws IOException {
    Path own = Files.createTempDirectory(Files.createDirectories(folder), "lambda-");
    Runtime25 runtime = new Runtime25(own.toAbsolutePath());
    Map<String, FunctionPool> pools = new LinkedHashMap<>();
    for (FunctionSettings function : functions) {
      pools.put(
          function.name(),
          new FunctionPool(function, runtime, settings.faults(), own.toAbsolutePath()));
    }
    InvokeApi api = new InvokeApi(pools, settings);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", api::handle);
    server.start();
    LambdaServer lambda = new LambdaServer(server, pools, api);
    lambda.watch(settings);
    return lambda;
  }

  private void watch(Settings settings) {
    every(MEMORY_CHECKS, () -> pools.values().forEach(FunctionPool::checkMemory));
    every(settings.idle().dividedBy(10), () -> expire(settings.idle()));
  }

  private void every(Duration time, Runnable work) {
    long millis = Math.max(1, time.toMillis());
    var unused = watch.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void expire(Duration idle) {
    for (FunctionPool pool : pools.values()) {
      try {
        pool.expire(idle);
      } catch (IOException e) {
        System.err.println("Cannot remove an environment: " + e.getMessage());
      }
    }
  }

  /** Its address, {@code http://127.0.0.1:PORT}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What has been asked so far, in the order of the answers. */
  public List<InvocationRecord> history() {
    return api.history();
  }

  /**
   * Deletes a function: calls that run come to their end, and others are told that there is none.
   */
  public void delete(String function) {
    Objects.requireNonNull(pools.get(function), function).delete();
  }

  /** Environments started so far, by all functions. */
  public int environmentsStarted() {
    return pools.values().stream().mapToInt(FunctionPool::started).sum();
  }

  /** Ends all environments; requests that wait for one are answered with an error. */
  @Override
  public void close() throws IOException {
    watch.shutdownNow();
    List<IOException> failures = new ArrayList<>();
    for (FunctionPool pool : pools.values()) {
      try {
        pool.close();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    server.stop(0);
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
