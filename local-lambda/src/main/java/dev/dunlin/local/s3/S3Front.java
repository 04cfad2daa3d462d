package dev.dunlin.local.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A proxy before an S3 server in this process that counts, delays and spoils what goes through it.
 * Requests pass as they came, so that their signatures, which name this front as the host, hold.
 * Thread-safe.
 *
 * <p>Whether a fault happens to a request is drawn from the seed, the request and how often it was
 * made before: the same requests have the same fates, in whatever order they come. Left out of a
 * key are names that clients draw at random, as ids of jobs, and of a request its range, so that
 * two runs of a program are alike.
 */
public final class S3Front implements AutoCloseable {
  /**
   * How it behaves.
   *
   * @param seed of the faults
   * @param latency that is added to each request
   * @param stall how long a stalled answer takes
   */
  public record Settings(long seed, List<FaultRule> faults, Duration latency, Duration stall) {
    public Settings {
      faults = List.copyOf(faults);
    }

    /** Nothing is done to requests. */
    public static Settings clear() {
      return new Settings(0, List.of(), Duration.ZERO, Duration.ofSeconds(10));
    }

    public Settings withFaults(long newSeed, FaultRule... newFaults) {
      return new Settings(newSeed, List.of(newFaults), latency, stall);
    }

    public Settings withLatency(Duration newLatency) {
      return new Settings(seed, faults, newLatency, stall);
    }
  }

  /**
   * What is to happen to a request.
   *
   * @param place where in the answer's content, 0 to 1
   */
  record Fate(Fault fault, double place) {}

  /** Decides about each request as it comes. Safe for use by many threads. */
  public interface Script {
    Optional<Fault> fault(S3Request request);
  }

  private static final Pattern DRAWN_NAME = Pattern.compile("[0-9a-f]{8,}");

  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final S3Traffic traffic = new S3Traffic();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> seen = new HashMap<>();
  private volatile Settings settings;
  private volatile Optional<Script> script = Optional.empty();

  private S3Front(InetSocketAddress server, ServerSocket listener, Settings settings) {
    this.server = server;
    this.listener = listener;
    this.settings = settings;
  }

  /**
   * Opens one.
   *
   * @param server the address of an S3 server, {@code http://host:port}
   * @param port to listen on, at the loopback address; 0 for any
   */
  public static S3Front open(URI server, int port, Settings settings) throws IOException {
    S3Front front =
        new S3Front(
            new InetSocketAddress(server.getHost(), server.getPort()),
            new ServerSocket(port, 256, InetAddress.getLoopbackAddress()),
            settings);
    Thread.ofVirtual().name("s3-front").start(front::listen);
    return front;
  }

  /** Its address, {@code http://127.0.0.1:PORT}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** What went through it. */
  public S3Traffic traffic() {
    return traffic;
  }

  /** From now on it behaves so; what was drawn before is forgotten. */
  public void behave(Settings newSettings) {
    synchronized (seen) {
      seen.clear();
      settings = newSettings;
      script = Optional.empty();
    }
  }

  /** From now on faults happen as somebody decides, until it is to behave otherwise. */
  public void behave(Script newScript) {
    script = Optional.of(newScript);
  }

  Settings settings() {
    return settings;
  }

  InetSocketAddress server() {
    return server;
  }

  Optional<Fate> fate(S3Request request) {
    Optional<Script> scripted = script;
    if (scripted.isPresent()) {
      return scripted.get().fault(request).map(fault -> new Fate(fault, 0));
    }
    String name = request.kind() + " " + DRAWN_NAME.matcher(request.key()).replaceAll("*");
    int times;
    Settings now;
    synchronized (seen) {
      now = settings;
      times = seen.merge(name, 1, Integer::sum);
    }
    SplittableRandom random =
        new SplittableRandom(now.seed() * 31 + name.hashCode() * 1_000_003L + times);
    for (FaultRule rule : now.faults()) {
      double draw = random.nextDouble();
      double place = random.nextDouble();
      if (draw < rule.rate() && rule.isFor(request)) {
        return Optional.of(new Fate(rule.fault(), place));
      }
    }
    return Optional.empty();
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        Thread.ofVirtual()
            .name("s3-front-connection")
            .start(
                () -> {
                  try (FrontConnection connection = new FrontConnection(this, client)) {
                    connection.serve();
                  } finally {
                    clients.remove(client);
                  }
                });
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new java.io.UncheckedIOException("The front for S3 cannot go on", e);
        }
      }
    }
  }

  /** Stops listening, and breaks what is under way. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : List.copyOf(clients)) {
      client.close();
    }
  }
}
