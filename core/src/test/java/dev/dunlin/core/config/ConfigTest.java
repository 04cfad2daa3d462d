package dev.dunlin.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("unit")
final class ConfigTest {
  static List<ConfigKey<?>> keys() {
    return ConfigKeys.all();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyDefaultIsAValueOfItsKey(ConfigKey<?> key) {
    assertEquals(key.read(key.defaultText()), Config.DEFAULTS.value(key));
    assertTrue(key.name().matches("[a-z][a-z0-9]*\\.[a-z]+(-[a-z]+)*"), key.name());
    assertTrue(key.meaning().endsWith("."), key.meaning());
    assertEquals(key, ConfigKeys.named(key.name()));
    assertFalse(Config.DEFAULTS.isSet(key));
  }

  @Test
  void aValueIsKeptBesideTheOthers() {
    Config config =
        Config.DEFAULTS
            .with("scan.split-size", "1MiB")
            .with("local.slots", " 3 ")
            .with("join.strategy", "Broadcast")
            .with("sql.time-zone", "Europe/Berlin")
            .with("scan.split-size", "2MiB");

    assertEquals(ByteSize.ofMiB(2), config.value(ConfigKeys.SCAN_SPLIT_SIZE));
    assertEquals(Optional.of(3), config.value(ConfigKeys.LOCAL_SLOTS));
    assertEquals(ConfigKeys.JoinStrategy.BROADCAST, config.value(ConfigKeys.JOIN_STRATEGY));
    assertEquals(ZoneId.of("Europe/Berlin"), config.value(ConfigKeys.SQL_TIME_ZONE));
    assertEquals(Optional.empty(), config.value(ConfigKeys.LOCAL_THREADS));
    assertTrue(config.isSet(ConfigKeys.LOCAL_SLOTS));
    assertFalse(config.isSet(ConfigKeys.LOCAL_THREADS));
    assertEquals(
        List.of("join.strategy", "local.slots", "scan.split-size", "sql.time-zone"),
        List.copyOf(config.values().keySet()));
    assertEquals(Map.of(), Config.DEFAULTS.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local.slot      | There is no setting 'local.slot'. Did you mean 'local.slots'? See"
            + " docs/configuration.md.",
        "Join.Stratgey   | There is no setting 'Join.Stratgey'. Did you mean 'join.strategy'? See"
            + " docs/configuration.md.",
        "something.else  | There is no setting 'something.else'. See docs/configuration.md."
      })
  void anUnknownKeyIsRefusedWithTheNearest(String name, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Config.DEFAULTS.with(name, "1"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local.slots ; 0 ; Cannot set local.slots to '0': below 1 (expected: auto | 1 to 256)",
        "local.slots ; x ; Cannot set local.slots to 'x': not a whole number (expected: auto |"
            + " 1 to 256)",
        "scan.split-size ; 5 apples ; Cannot set scan.split-size to '5 apples': not a size like"
            + " 64MiB (expected: 1B to 1TiB)",
        "join.strategy ; merge ; Cannot set join.strategy to 'merge': not one of auto, broadcast,"
            + " hash (expected: auto | broadcast | hash)",
        "shuffle.compression ; gzip ; Cannot set shuffle.compression to 'gzip': not one of lz4_raw,"
            + " snappy, zstd, uncompressed (expected: lz4_raw | snappy | zstd | uncompressed)",
        "sql.time-zone ; Mars ; Cannot set sql.time-zone to 'Mars': not a time zone like"
            + " Europe/Berlin (expected: zone)"
      })
  void aBadValueIsRefusedWithWhatItShouldBe(String name, String value, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Config.DEFAULTS.with(name, value))
            .getMessage());
  }

  /** The least and the most of each key that is counted are taken, and what is beyond is not. */
  @ParameterizedTest
  @CsvSource({
    "local.slots, 1, 256, 0, 2147483647",
    "local.threads, 1, 256, -1, 257",
    "local.memory, 16MiB, 1024TiB, 0, 1025TiB",
    "lambda.concurrency, 1, 10000, 0, 10001",
    "lambda.asynchronous-after, 0s, 24h, -1s, 25h",
    "s3.retry-time, 0s, 1h, -1s, 61min",
    "scan.split-size, 1B, 1TiB, 0, 2TiB",
    "scan.min-splits, 1, 10000, 0, 99999999999999999999",
    "shuffle.partitions, 1, 10000, -2147483648, 2147483647",
    "shuffle.partition-size, 1B, 1TiB, 0KiB, 9223372036854775807",
    "join.broadcast-size, 0, 1TiB, -1, 99999999TiB",
    "sort.gather-size, 0, 1TiB, -1, 2TiB",
    "task.attempts, 1, 100, 0, 101"
  })
  void aValueBeyondItsBoundsIsRefusedWithTheRange(
      String name, String least, String most, String below, String above) {
    ConfigKey<?> key = ConfigKeys.named(name);

    assertEquals(Map.of(name, least), Config.DEFAULTS.with(name, least).values());
    assertEquals(Map.of(name, most), Config.DEFAULTS.with(name, most).values());
    for (String bad : List.of(below, above)) {
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> Config.DEFAULTS.with(name, bad))
                  .getMessage());
      assertTrue(message.startsWith("Cannot set " + name + " to '" + bad + "': "), message);
      assertTrue(message.endsWith("(expected: " + key.kind() + ")"), message);
      assertTrue(key.kind().matches("(auto \\| )?\\d+\\w* to \\d+\\w*"), key.kind());
    }
  }

  @Test
  void aSwitchTakesEachPairOfWords() {
    for (String on : List.of("on", "true", "YES", "1")) {
      assertEquals(
          ConfigKeys.PathStyle.ON,
          Config.DEFAULTS.with("s3.path-style", on).value(ConfigKeys.S3_PATH_STYLE));
    }
    for (String off : List.of("off", "False", "no", "0")) {
      assertEquals(
          ConfigKeys.Switch.OFF,
          Config.DEFAULTS.with("aggregate.partial", off).value(ConfigKeys.AGGREGATE_PARTIAL));
    }
  }

  @Test
  void theNearestWordIsNearEnough() {
    List<String> words = List.of("lineitem", "orders", "part", "partsupp");

    assertEquals(Optional.of("lineitem"), Spelling.nearest("LINEITEMS", words));
    assertEquals(Optional.of("orders"), Spelling.nearest("odrers", words));
    assertEquals(Optional.of("part"), Spelling.nearest("parts", words));
    assertEquals(Optional.empty(), Spelling.nearest("customer", words));
    assertEquals(Optional.empty(), Spelling.nearest("x", List.of()));
  }
}
