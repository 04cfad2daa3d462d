package dev.dunlin.local;

import dev.dunlin.local.lambda.AotCache;
import dev.dunlin.local.lambda.FunctionSettings;
import dev.dunlin.local.lambda.LambdaFault;
import dev.dunlin.local.lambda.LambdaFaults;
import dev.dunlin.local.lambda.LambdaServer;
import dev.dunlin.local.s3.FaultRule;
import dev.dunlin.local.s3.S3Front;
import dev.dunlin.local.s3.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * S3 and Lambda in a process of their own, for {@code dunlin local}: prints the environment that
 * leads AWS's clients here, {@code NAME=VALUE} a line and an empty line at the end, and ends when
 * its standard input does. A line that begins with {@code #} is for whoever waits.
 */
final class LocalCloud {
  private LocalCloud() {}

  /**
   * What is asked for on the command line, {@code name=value} each.
   *
   * @param folder for what the servers keep while they run
   * @param code the function's unpacked package
   * @param handler its handler
   * @param function its name
   * @param objects the folder that objects are kept in; empty: in memory
   * @param latencyMillis what is added to each request to S3
   * @param seed of the faults
   */
  private record Arguments(
      Path folder,
      Path code,
      String handler,
      String function,
      int memoryMb,
      int concurrency,
      Duration timeout,
      Optional<Path> objects,
      long latencyMillis,
      long seed,
      List<FaultRule> s3Faults,
      Map<LambdaFault, Double> lambdaFaults) {

    static Arguments of(String[] args) {
      Map<String, String> values = new TreeMap<>();
      List<FaultRule> s3 = new ArrayList<>();
      Map<LambdaFault, Double> lambda = new EnumMap<>(LambdaFault.class);
      for (String arg : args) {
        int equals = arg.indexOf('=');
        String name = arg.substring(0, equals);
        String value = arg.substring(equals + 1);
        switch (name) {
          case "s3-fault" -> s3.add(FaultRule.parse(value));
          case "lambda-fault" -> {
            int at = value.indexOf('=');
            lambda.put(
                LambdaFault.parse(value.substring(0, Math.max(0, at))),
                Double.parseDouble(value.substring(at + 1)));
          }
          default -> values.put(name, value);
        }
      }
      return new Arguments(
          Path.of(value(values, "folder")),
          Path.of(value(values, "code")),
          value(values, "handler"),
          value(values, "function"),
          Integer.parseInt(value(values, "memory")),
          Integer.parseInt(value(values, "concurrency")),
          Duration.ofSeconds(Integer.parseInt(value(values, "timeout"))),
          Optional.ofNullable(values.get("objects")).map(Path::of),
          Long.parseLong(value(values, "latency")),
          Long.parseLong(value(values, "seed")),
          s3,
          lambda);
    }

    private static String value(Map<String, String> values, String name) {
      String value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException("There is no " + name);
      }
      return value;
    }
  }

  public static void main(String[] args) throws IOException {
    try {
      serve(Arguments.of(args));
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void serve(Arguments arguments) throws IOException {
    Files.createDirectories(arguments.folder());
    try (S3Server s3 =
            arguments.objects().isPresent()
                ? S3Server.start(arguments.objects().get())
                : S3Server.start();
        S3Front front =
            S3Front.open(
                s3.endpoint(),
                0,
                new S3Front.Settings(
                    arguments.seed(),
                    arguments.s3Faults(),
                    Duration.ofMillis(arguments.latencyMillis()),
                    Duration.ofSeconds(10)));
        LambdaServer lambda = lambda(arguments, environment(s3, front))) {
      environment(s3, front).forEach((name, value) -> System.out.println(name + "=" + value));
      System.out.println("AWS_ENDPOINT_URL_LAMBDA=" + lambda.endpoint());
      System.out.println();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void sayWhatTakesTime() {
    System.out.println("# preparing the function for this machine's Java, once after a build");
  }

  private static Map<String, String> environment(S3Server s3, S3Front front) {
    Map<String, String> environment = new TreeMap<>(s3.environment());
    environment.put("AWS_ENDPOINT_URL_S3", front.endpoint().toString());
    return environment;
  }

  private static LambdaServer lambda(Arguments arguments, Map<String, String> environment)
      throws IOException {
    FunctionSettings function =
        new FunctionSettings(
            arguments.function(),
            arguments.code(),
            arguments.handler(),
            arguments.memoryMb(),
            arguments.timeout(),
            environment);
    return LambdaServer.start(
        arguments.folder(),
        List.of(AotCache.use(function, LocalCloud::sayWhatTakesTime)),
        LambdaServer.Settings.of(arguments.concurrency(), S3Server.KEY, S3Server.SECRET)
            .withFaults(new LambdaFaults(arguments.seed(), arguments.lambdaFaults())));
  }
}
