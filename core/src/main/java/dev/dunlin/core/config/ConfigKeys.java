package dev.dunlin.core.config;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Every configuration key there is. */
public final class ConfigKeys {
  private ConfigKeys() {}

  /** How a join brings its sides together. */
  public enum JoinStrategy {
    AUTO,
    BROADCAST,
    HASH
  }

  /** When one side of a hash join filters the other before the shuffle. */
  public enum JoinFilter {
    AUTO,
    ALWAYS,
    NEVER
  }

  /** What runs the tasks. */
  public enum ClusterKind {
    LOCAL,
    LAMBDA
  }

  /** Whether something is done. */
  public enum Switch {
    ON,
    OFF
  }

  /** Whether a request to S3 names the bucket in its path. */
  public enum PathStyle {
    AUTO,
    ON,
    OFF
  }

  /** How a full sort is done. */
  public enum SortStrategy {
    AUTO,
    GATHER,
    RANGE
  }

  public static final ConfigKey<ClusterKind> CLUSTER_KIND =
      choice(
          "cluster.kind",
          ClusterKind.LOCAL,
          "What runs the tasks: this process, or an AWS Lambda function.");
  public static final ConfigKey<Optional<Integer>> LOCAL_SLOTS =
      count(
          "local.slots",
          256,
          "Tasks that run at the same time on this machine; auto: by its cores.");
  public static final ConfigKey<Optional<Integer>> LOCAL_THREADS =
      count("local.threads", 256, "Threads of one task on this machine; auto: by its cores.");
  public static final ConfigKey<Optional<ByteSize>> LOCAL_MEMORY =
      new ConfigKey<>(
          "local.memory",
          "auto | 16MiB to 1024TiB",
          "auto",
          "Memory of one task on this machine, beyond which it spills; auto: 60 % of the machine's"
              + " memory, shared among the slots.",
          autoOr(sizes("16MiB", "1024TiB")));
  public static final ConfigKey<String> LAMBDA_FUNCTION =
      text(
          "lambda.function",
          "dunlin",
          "The function that runs the tasks: its name, its name and alias, or its ARN.");
  public static final ConfigKey<List<String>> LAMBDA_LARGER_FUNCTIONS =
      new ConfigKey<>(
          "lambda.larger-functions",
          "names, by commas",
          "",
          "Functions with more memory, on which tasks that ran out of memory or time are tried"
              + " again, the smallest first.",
          ConfigKeys::names);
  public static final ConfigKey<String> LAMBDA_REGION =
      text(
          "lambda.region",
          "",
          "The function's region; default: as AWS's tools find it, in AWS_REGION or the profile.");
  public static final ConfigKey<String> LAMBDA_ENDPOINT =
      new ConfigKey<>(
          "lambda.endpoint",
          "http(s)://host:port",
          "",
          "The server that speaks Lambda's protocol; default: AWS, or what AWS_ENDPOINT_URL_LAMBDA"
              + " or AWS_ENDPOINT_URL names.",
          ConfigKeys::endpoint);
  public static final ConfigKey<String> LAMBDA_PROFILE =
      text(
          "lambda.profile",
          "",
          "The profile in AWS's configuration files that gives credentials and region; default: as"
              + " AWS's tools find them, the environment first.");
  public static final ConfigKey<Optional<Integer>> LAMBDA_CONCURRENCY =
      count(
          "lambda.concurrency",
          10000,
          "Tasks that run at the same time in functions; auto: as many as the account has room for,"
              + " up to 1000.");
  public static final ConfigKey<Duration> LAMBDA_ASYNCHRONOUS_AFTER =
      new ConfigKey<>(
          "lambda.asynchronous-after",
          "0s to 24h",
          "5min",
          "Tasks that are expected to take that long are called without waiting for the answer, for"
              + " connections are cut on their way that are silent for some minutes; 0s: all.",
          durations("0s", "24h"));
  public static final ConfigKey<String> WORK_URI =
      text(
          "work.uri",
          "",
          "The prefix for shuffle, spill and results; default: a folder of your own in the system's"
              + " temporary folder.");
  public static final ConfigKey<String> CATALOG_FILE =
      text(
          "catalog.file",
          "",
          "The file that keeps CREATE TABLE's tables; default: .dunlin/catalog.json in your home."
              + " Tables made without LOCATION are kept in warehouse, beside it.");
  public static final ConfigKey<String> S3_REGION =
      text(
          "s3.region",
          "",
          "The region of the buckets; default: as AWS's tools find it, in AWS_REGION or the"
              + " profile.");
  public static final ConfigKey<String> S3_ENDPOINT =
      new ConfigKey<>(
          "s3.endpoint",
          "http(s)://host:port",
          "",
          "The server that speaks S3's protocol; default: AWS, or what AWS_ENDPOINT_URL_S3 or"
              + " AWS_ENDPOINT_URL names.",
          ConfigKeys::endpoint);
  public static final ConfigKey<PathStyle> S3_PATH_STYLE =
      choice(
          "s3.path-style",
          PathStyle.AUTO,
          "Whether requests name the bucket in the path and not in the host's name; auto: where"
              + " s3.endpoint is set and not AWS's.");
  public static final ConfigKey<String> S3_PROFILE =
      text(
          "s3.profile",
          "",
          "The profile in AWS's configuration files that gives credentials and region; default: as"
              + " AWS's tools find them, the environment first.");
  public static final ConfigKey<Duration> S3_RETRY_TIME =
      new ConfigKey<>(
          "s3.retry-time",
          "0s to 1h",
          "45s",
          "How long a request to S3 is tried again, up to 12 times, without a byte of answer; 0s:"
              + " never.",
          durations("0s", "1h"));
  public static final ConfigKey<ByteSize> SCAN_SPLIT_SIZE =
      size(
          "scan.split-size",
          "1B",
          "128MiB",
          "Bytes of needed columns that one scan task reads, of 512 files at most.");
  public static final ConfigKey<Optional<Integer>> SCAN_MIN_SPLITS =
      count(
          "scan.min-splits",
          10000,
          "Tasks that a scan is cut into at least, where its files allow it; auto: by its size"
              + " alone.");
  public static final ConfigKey<Optional<Integer>> SHUFFLE_PARTITIONS =
      count(
          "shuffle.partitions",
          10000,
          "Partitions of every shuffle, each read by a task of its own; auto: by the planner's"
              + " estimate, and small neighbours are read by one task.");
  public static final ConfigKey<ByteSize> SHUFFLE_PARTITION_SIZE =
      size("shuffle.partition-size", "1B", "32MiB", "Bytes that one task of a later stage reads.");
  public static final ConfigKey<String> SHUFFLE_COMPRESSION =
      new ConfigKey<>(
          "shuffle.compression",
          "lz4_raw | snappy | zstd | uncompressed",
          "lz4_raw",
          "Compression of segments.",
          oneOf(List.of("lz4_raw", "snappy", "zstd", "uncompressed")));
  public static final ConfigKey<JoinStrategy> JOIN_STRATEGY =
      choice(
          "join.strategy",
          JoinStrategy.AUTO,
          "How joins bring their sides together: by size, or always one way where it is possible.");
  public static final ConfigKey<ByteSize> JOIN_BROADCAST_SIZE =
      size(
          "join.broadcast-size",
          "0B",
          "64MiB",
          "The largest side of a join that is sent to every task.");
  public static final ConfigKey<JoinFilter> JOIN_FILTER =
      choice(
          "join.filter",
          JoinFilter.AUTO,
          "Whether the keys of a hash join's smaller side filter the other side's rows before they"
              + " are shuffled; auto: where that is expected to drop most of them.");
  public static final ConfigKey<Switch> AGGREGATE_PARTIAL =
      choice(
          "aggregate.partial", Switch.ON, "Whether tasks aggregate their rows before a shuffle.");
  public static final ConfigKey<SortStrategy> SORT_STRATEGY =
      choice(
          "sort.strategy",
          SortStrategy.AUTO,
          "How a full sort is done: in one task, or by ranges in many; auto: by size.");
  public static final ConfigKey<ByteSize> SORT_GATHER_SIZE =
      size("sort.gather-size", "0B", "256MiB", "The largest result that one task sorts alone.");
  public static final ConfigKey<Integer> TASK_ATTEMPTS =
      new ConfigKey<>(
          "task.attempts",
          "1 to 100",
          "4",
          "Attempts of one task before a transient failure fails the job.",
          integers(1, 100));
  public static final ConfigKey<ZoneId> SQL_TIME_ZONE =
      new ConfigKey<>(
          "sql.time-zone",
          "zone",
          "UTC",
          "The time zone of TIMESTAMP WITH TIME ZONE in text, and of current_date.",
          ConfigKeys::zone);

  private static final List<ConfigKey<?>> ALL =
      List.of(
          CLUSTER_KIND,
          LOCAL_SLOTS,
          LOCAL_THREADS,
          LOCAL_MEMORY,
          LAMBDA_FUNCTION,
          LAMBDA_LARGER_FUNCTIONS,
          LAMBDA_REGION,
          LAMBDA_ENDPOINT,
          LAMBDA_PROFILE,
          LAMBDA_CONCURRENCY,
          LAMBDA_ASYNCHRONOUS_AFTER,
          WORK_URI,
          CATALOG_FILE,
          S3_REGION,
          S3_ENDPOINT,
          S3_PATH_STYLE,
          S3_PROFILE,
          S3_RETRY_TIME,
          SCAN_SPLIT_SIZE,
          SCAN_MIN_SPLITS,
          SHUFFLE_PARTITIONS,
          SHUFFLE_PARTITION_SIZE,
          SHUFFLE_COMPRESSION,
          JOIN_STRATEGY,
          JOIN_BROADCAST_SIZE,
          JOIN_FILTER,
          AGGREGATE_PARTIAL,
          SORT_STRATEGY,
          SORT_GATHER_SIZE,
          TASK_ATTEMPTS,
          SQL_TIME_ZONE);

  /** Every key, in the order of the documentation. */
  public static List<ConfigKey<?>> all() {
    return ALL;
  }

  /**
   * The key of this name.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest
   */
  public static ConfigKey<?> named(String name) {
    return ALL.stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no setting '%s'.%s See docs/configuration.md."
                        .formatted(
                            name,
                            Spelling.nearest(name, ALL.stream().map(ConfigKey::name).toList())
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse(""))));
  }

  private static ConfigKey<Optional<Integer>> count(String name, int most, String meaning) {
    return new ConfigKey<>(name, "auto | 1 to " + most, "auto", meaning, autoOr(integers(1, most)));
  }

  private static ConfigKey<ByteSize> size(
      String name, String least, String defaultText, String meaning) {
    return new ConfigKey<>(name, least + " to 1TiB", defaultText, meaning, sizes(least, "1TiB"));
  }

  private static ConfigKey<String> text(String name, String defaultText, String meaning) {
    return new ConfigKey<>(name, "text", defaultText, meaning, Function.identity());
  }

  private static <E extends Enum<E>> ConfigKey<E> choice(String name, E standard, String meaning) {
    Class<E> type = standard.getDeclaringClass();
    List<String> words =
        Arrays.stream(type.getEnumConstants())
            .sorted(Comparator.comparing(Enum::ordinal))
            .map(e -> e.name().toLowerCase(Locale.ROOT))
            .toList();
    return new ConfigKey<>(
        name,
        String.join(" | ", words),
        standard.name().toLowerCase(Locale.ROOT),
        meaning,
        oneOf(words).andThen(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT))));
  }

  /** Other words for a switch that is on or off. */
  private static final Map<String, String> SWITCHES =
      Map.of("true", "on", "yes", "on", "1", "on", "false", "off", "no", "off", "0", "off");

  private static Function<String, String> oneOf(List<String> words) {
    return text -> {
      String written = text.strip().toLowerCase(Locale.ROOT);
      String word = words.contains("on") ? SWITCHES.getOrDefault(written, written) : written;
      if (!words.contains(word)) {
        throw new IllegalArgumentException("not one of " + String.join(", ", words));
      }
      return word;
    };
  }

  private static <T> Function<String, Optional<T>> autoOr(Function<String, T> parser) {
    return text ->
        text.strip().equalsIgnoreCase("auto") ? Optional.empty() : Optional.of(parser.apply(text));
  }

  private static Function<String, Integer> integers(int least, int most) {
    Function<String, BigInteger> whole =
        text -> {
          try {
            return new BigInteger(text.strip());
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a whole number", e);
          }
        };
    return within(whole, String.valueOf(least), String.valueOf(most))
        .andThen(BigInteger::intValueExact);
  }

  private static Function<String, ByteSize> sizes(String least, String most) {
    return within(ByteSize::parse, least, most);
  }

  private static Function<String, Duration> durations(String least, String most) {
    return within(Durations::parse, least, most);
  }

  private static <T extends Comparable<T>> Function<String, T> within(
      Function<String, T> parser, String least, String most) {
    return text -> {
      T value = parser.apply(text);
      if (value.compareTo(parser.apply(least)) < 0) {
        throw new IllegalArgumentException("below " + least);
      }
      if (value.compareTo(parser.apply(most)) > 0) {
        throw new IllegalArgumentException("above " + most);
      }
      return value;
    };
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static String endpoint(String text) {
    String address = text.strip();
    if (address.isEmpty()) {
      return address;
    }
    try {
      URI uri = new URI(address);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && List.of("http", "https").contains(scheme)) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address", e);
    }
    throw new IllegalArgumentException("not the address of a server");
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time zone like Europe/Berlin", e);
    }
  }
}
