package dev.dunlin.local.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * S3Proxy, a real S3 server, in a process of its own, which ends with this one. It checks
 * signatures and has one bucket. While it runs, {@code aws.} system properties give this process
 * credentials for it; {@link #STRANGER} is a profile whose credentials it does not know.
 *
 * <p>It is no S3 in two ways that tests have met: in a folder it lists objects that are being
 * written, as {@code KEY-UUID}; and it closes the connection after a PUT of no bytes.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "dunlin-local";
  public static final String REGION = "us-east-1";
  public static final String STRANGER = "stranger";

  /** The access key id that it knows. */
  public static final String KEY = "test-identity";

  /** The secret of that. */
  public static final String SECRET = "test-credential";

  private final Process process;
  private final Path scratch;
  private final Map<String, String> replaced = new TreeMap<>();
  private URI endpoint = URI.create("http://127.0.0.1");

  private S3Server(Process process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
  }

  /** Starts one whose objects are in memory, some hundred MB at most. */
  public static S3Server start() throws IOException {
    return start(List.of());
  }

  /**
   * Starts one whose objects are in a folder, and stay there when it is closed. Another on the same
   * folder serves them again.
   */
  public static S3Server start(Path folder) throws IOException {
    return start(List.of(Files.createDirectories(folder).toAbsolutePath().toString()));
  }

  private static S3Server start(List<String> folder) throws IOException {
    Path scratch = Files.createTempDirectory("s3-server");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.addAll(List.of("-cp", classPath(), S3ServerMain.class.getName(), BUCKET));
    command.addAll(folder);
    Process process =
        new ProcessBuilder(command).redirectError(scratch.resolve("stderr").toFile()).start();
    S3Server server = new S3Server(process, scratch);
    try {
      String port = process.inputReader().readLine();
      if (port == null) {
        throw new IOException(
            "Cannot start the S3 server: " + Files.readString(scratch.resolve("stderr")));
      }
      server.endpoint = URI.create("http://127.0.0.1:" + port);
      server.giveCredentials();
    } catch (Throwable e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** This process's; a test's is where Surefire says, as it may start tests from a small jar. */
  private static String classPath() {
    return Objects.requireNonNullElse(
        System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
  }

  private void giveCredentials() throws IOException {
    Path credentials =
        Files.write(
            scratch.resolve("credentials"),
            List.of(
                "[" + STRANGER + "]",
                "aws_access_key_id = " + KEY,
                "aws_secret_access_key = wrong"));
    set("aws.accessKeyId", KEY);
    set("aws.secretAccessKey", SECRET);
    set("aws.sharedCredentialsFile", credentials.toString());
    set("aws.configFile", scratch.resolve("config").toString());
  }

  private void set(String property, String value) {
    replaced.put(property, Objects.requireNonNullElse(System.setProperty(property, value), ""));
  }

  /** Its address, {@code http://127.0.0.1:PORT}. */
  public URI endpoint() {
    return endpoint;
  }

  /** What gives another process the credentials, and its address. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET,
        "AWS_REGION", REGION,
        "AWS_ENDPOINT_URL_S3", endpoint.toString());
  }

  /** Options of another JVM that give it the credentials, and no address. */
  public static List<String> javaOptions() {
    return List.of("-Daws.accessKeyId=" + KEY, "-Daws.secretAccessKey=" + SECRET);
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
    for (String name : List.of("stderr", "credentials")) {
      Files.deleteIfExists(scratch.resolve(name));
    }
    Files.delete(scratch);
  }
}
