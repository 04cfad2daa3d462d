package dev.dunlin.local.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A function as it would be configured in AWS Lambda.
 *
 * @param name its name
 * @param code the folder of its unpacked package, with jars in {@code lib}
 * @param handler {@code package.Class::method}
 * @param memoryMb its memory; an environment that holds more is killed
 * @param timeout how long one invocation may take
 * @param environment its environment variables
 */
public record FunctionSettings(
    String name,
    Path code,
    String handler,
    int memoryMb,
    Duration timeout,
    Map<String, String> environment) {
  /** The variable that names the wrapper script. */
  static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";

  /** Where the package is in Lambda's environments. */
  static final String ROOT = "/var/task/";

  private static final int MB_PER_CPU = 1769;

  public FunctionSettings {
    if (memoryMb < 128 || memoryMb > 10_240) {
      throw new IllegalArgumentException(
          "A function's memory is 128 to 10240 MB, not %d: %s".formatted(memoryMb, name));
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(15)) > 0) {
      throw new IllegalArgumentException(
          "A function's time limit is up to 15 minutes, not %s: %s".formatted(timeout, name));
    }
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /** The same with one more environment variable. */
  FunctionSettings with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new FunctionSettings(name, code, handler, memoryMb, timeout, more);
  }

  /** The script that Lambda starts the runtime by, if the function names one. */
  Optional<Path> wrapper() {
    return Optional.ofNullable(environment.get(WRAPPER))
        .map(
            path ->
                path.startsWith(ROOT)
                    ? code.resolve(path.substring(ROOT.length()))
                    : Path.of(path));
  }

  /** The processors that its memory brings, rounded up. */
  int processors() {
    return (memoryMb + MB_PER_CPU - 1) / MB_PER_CPU;
  }

  String arn() {
    return "arn:aws:lambda:%s:%s:function:%s"
        .formatted(LambdaServer.REGION, LambdaServer.ACCOUNT, name);
  }
}
