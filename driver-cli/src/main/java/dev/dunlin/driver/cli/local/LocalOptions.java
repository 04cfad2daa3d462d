package dev.dunlin.driver.cli.local;

import dev.dunlin.core.config.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the servers on this machine are like. */
final class LocalOptions {
  @Option(
      names = "--memory",
      paramLabel = "MB",
      description = "Memory of the function, 128 to 10240; 1769 (the default) is one vCPU.")
  private int memoryMb = 1769;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Calls of the function at the same time; default: 4.")
  private int concurrency = 4;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long one call may take; default: 15m.")
  private Duration timeout = Duration.ofMinutes(15);

  @Option(
      names = "--objects",
      paramLabel = "FOLDER",
      description = "Keep objects in this folder, for the next time; default: in memory.")
  private @Nullable Path objects;

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      converter = Time.class,
      description = "What is added to each request to S3, as in 40ms; default: nothing.")
  private Duration latency = Duration.ZERO;

  @Option(
      names = "--s3-fault",
      paramLabel = "FAULT=RATE",
      description =
          "Requests to S3 that fail, as in slow-down=0.02; may be repeated. Of slow-down,"
              + " internal-error, refused, reset, truncated, stall, wrong-bytes.")
  private List<String> s3Faults = new ArrayList<>();

  @Option(
      names = "--lambda-fault",
      paramLabel = "FAULT=RATE",
      description =
          "Calls that fail, as in kill-during=0.1; may be repeated. Of throttle, server-error,"
              + " kill-before, kill-during, kill-after, freeze, lose-answer, run-twice, slow-start, slow.")
  private List<String> lambdaFaults = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which requests and calls the faults happen to; default: 0.")
  private long seed;

  /** The same for the servers' process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("memory=" + memoryMb);
    arguments.add("concurrency=" + concurrency);
    arguments.add("timeout=" + timeout.toSeconds());
    arguments.add("latency=" + latency.toMillis());
    arguments.add("seed=" + seed);
    if (objects != null) {
      arguments.add("objects=" + objects.toAbsolutePath());
    }
    s3Faults.forEach(fault -> arguments.add("s3-fault=" + fault));
    lambdaFaults.forEach(fault -> arguments.add("lambda-fault=" + fault));
    return arguments;
  }

  /** {@code 40ms}, {@code 15m}. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
