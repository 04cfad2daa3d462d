package dev.dunlin.shuffle.s3;

import dev.dunlin.core.config.ConfigKeys.PathStyle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3Proxy, a real S3 server, in a process of its own. It keeps its objects in memory, checks
 * signatures, and has one bucket. While it runs, {@code aws.} system properties give this process
 * credentials for it; {@link #STRANGER} is a profile whose credentials it does not know.
 */
public final class S3ProxyProcess implements AutoCloseable {
  public static final String BUCKET = "dunlin-test";
  public static final String STRANGER = "stranger";

  private static final String KEY = "test-identity";
  private static final String SECRET = "test-credential";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path folder;
  private final URI endpoint;
  private final Map<String, String> replaced = new TreeMap<>();

  private S3ProxyProcess(Process process, Path folder, URI endpoint) {
    this.process = process;
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /** Starts it and waits until it answers. */
  public static S3ProxyProcess start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("s3proxy");
    URI endpoint;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    Path properties =
        Files.write(
            folder.resolve("s3proxy.conf"),
            List.of(
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "jclouds.provider=transient-nio2",
                "jclouds.identity=unused",
                "jclouds.credential=unused"));
    String classPath =
        Objects.requireNonNullElse(
            System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                classPath,
                S3ProxyMain.class.getName(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    S3ProxyProcess server = new S3ProxyProcess(process, folder, endpoint);
    try {
      server.awaitAnswer();
      server.giveCredentials();
      server.makeBucket();
    } catch (Throwable e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(endpoint).build();
      while (true) {
        try {
          HttpResponse<Void> unused = http.send(request, HttpResponse.BodyHandlers.discarding());
          return;
        } catch (IOException e) {
          boolean dead = process.waitFor(50, TimeUnit.MILLISECONDS);
          if (dead || System.nanoTime() > deadline) {
            throw new IOException(
                "S3Proxy did not start: " + Files.readString(folder.resolve("out.txt")), e);
          }
        }
      }
    }
  }

  private void giveCredentials() throws IOException {
    Path credentials =
        Files.write(
            folder.resolve("credentials"),
            List.of(
                "[" + STRANGER + "]",
                "aws_access_key_id = " + KEY,
                "aws_secret_access_key = wrong"));
    set("aws.accessKeyId", KEY);
    set("aws.secretAccessKey", SECRET);
    set("aws.sharedCredentialsFile", credentials.toString());
    set("aws.configFile", folder.resolve("config").toString());
  }

  private void set(String property, String value) {
    replaced.put(property, Objects.requireNonNullElse(System.setProperty(property, value), ""));
  }

  private void makeBucket() {
    S3Settings settings = settings("");
    try (S3Client client =
        S3Clients.open(
            settings,
            Map.of(),
            S3Clients.Timeouts.STANDARD,
            S3Clients.region(settings, Map.of()))) {
      client.createBucket(r -> r.bucket(BUCKET));
    }
  }

  /** The settings that lead to it. */
  public S3Settings settings(String profile) {
    return new S3Settings("us-east-1", endpoint.toString(), PathStyle.AUTO, profile);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    replaced.forEach(
        (property, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, value);
          }
        });
    for (String name : List.of("s3proxy.conf", "out.txt", "credentials")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }
}
