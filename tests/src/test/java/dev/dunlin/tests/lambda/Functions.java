package dev.dunlin.tests.lambda;

import dev.dunlin.driver.deploy.Distribution;
import dev.dunlin.local.lambda.AotCache;
import dev.dunlin.local.lambda.FunctionSettings;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.lambda.LambdaServer;
import dev.dunlin.local.s3.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** AWS Lambda on this machine with the function that the build has packed. */
public final class Functions implements AutoCloseable {
  /** One vCPU's memory. */
  public static final int MEMORY_MB = 1769;

  public static final int CONCURRENCY = 4;

  /** Far above what a task takes on a machine that has much else to do. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  static final String NAME = "dunlin";
  static final String LARGER = "dunlin-larger";
  private static final String HANDLER = "dev.dunlin.executor.lambda.TaskHandler::handleRequest";

  private final LambdaServer server;

  private Functions(LambdaServer server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param folder for the environments
   * @param s3 the environment variables that lead functions to their S3
   */
  public static Functions start(Path folder, Map<String, String> s3, LambdaFaults faults)
      throws IOException {
    return start(folder, s3, faults, MEMORY_MB, TIMEOUT);
  }

  /** Starts it with a function of this size. */
  public static Functions start(
      Path folder, Map<String, String> s3, LambdaFaults faults, int memoryMb, Duration timeout)
      throws IOException {
    return start(folder, faults, AotCache.use(function(code(), s3, memoryMb, timeout), () -> {}));
  }

  /** Starts it with a function of this size and package, without an AOT cache. */
  public static Functions start(
      Path folder,
      Map<String, String> s3,
      LambdaFaults faults,
      int memoryMb,
      Duration timeout,
      Path code)
      throws IOException {
    return start(folder, faults, function(code, s3, memoryMb, timeout));
  }

  private static FunctionSettings function(
      Path code, Map<String, String> s3, int memoryMb, Duration timeout) {
    return new FunctionSettings(NAME, code, HANDLER, memoryMb, timeout, s3);
  }

  private static Functions start(Path folder, LambdaFaults faults, FunctionSettings function)
      throws IOException {
    return new Functions(
        LambdaServer.start(
            folder,
            List.of(function),
            LambdaServer.Settings.of(CONCURRENCY, S3Server.KEY, S3Server.SECRET)
                .withFaults(faults)));
  }

  /** Starts it in such an account. */
  static Functions start(Path folder, Map<String, String> s3, LambdaServer.Settings account)
      throws IOException {
    return new Functions(
        LambdaServer.start(folder, List.of(function(code(), s3, MEMORY_MB, TIMEOUT)), account));
  }

  /** Starts it with a second, larger function beside the first. */
  static Functions start(
      Path folder, Map<String, String> s3, int memoryMb, int largerMb, Duration timeout)
      throws IOException {
    return new Functions(
        LambdaServer.start(
            folder,
            List.of(
                new FunctionSettings(NAME, code(), HANDLER, memoryMb, timeout, s3),
                new FunctionSettings(LARGER, code(), HANDLER, largerMb, timeout, s3)),
            LambdaServer.Settings.of(CONCURRENCY, S3Server.KEY, S3Server.SECRET)));
  }

  /** The package that the build has made for this machine. */
  static Path code() {
    return new Distribution(Path.of("..")).functionFolder();
  }

  public LambdaServer server() {
    return server;
  }

  /** A session's settings, with these. */
  public Map<String, String> settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("cluster.kind", "lambda");
    all.put("lambda.function", NAME);
    all.put("lambda.endpoint", server.endpoint().toString());
    return all;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
