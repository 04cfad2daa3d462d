package dev.dunlin.shuffle.s3;

import static dev.dunlin.shuffle.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys.PathStyle;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class S3SettingsTest {
  @Test
  void theyAreReadFromTheirKeys() {
    Config config =
        Config.DEFAULTS
            .with("s3.region", "eu-central-1")
            .with("s3.endpoint", "http://localhost:9000")
            .with("s3.path-style", "off")
            .with("s3.profile", "team")
            .with("s3.retry-time", "10s");

    assertEquals(
        new S3Settings(
            "eu-central-1", "http://localhost:9000", PathStyle.OFF, "team", Duration.ofSeconds(10)),
        S3Settings.of(config));
    assertEquals(
        new S3Settings("", "", PathStyle.AUTO, "", Duration.ofSeconds(45)), S3Settings.DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9000", "ftp://host", "http://", "http://a b", "/path"})
  void anEndpointIsTheAddressOfAServer(String endpoint) {
    assertSays(
        assertThrows(
            IllegalArgumentException.class, () -> Config.DEFAULTS.with("s3.endpoint", endpoint)),
        "Cannot set s3.endpoint to '" + endpoint + "'",
        "http(s)://host:port");
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                        '',              AUTO, false",
    "http://localhost:9000,                     '',              AUTO, true",
    "http://localhost:9000,                     '',              OFF,  false",
    "https://s3.eu-central-1.amazonaws.com,     '',              AUTO, false",
    "https://s3.eu-central-1.amazonaws.com,     '',              ON,   true",
    "'',                                        http://minio:9,  AUTO, true",
    "https://s3.us-east-1.amazonaws.com,        http://minio:9,  AUTO, false"
  })
  void theBucketIsInThePathOnServersThatAreNotAmazons(
      String endpoint, String variable, PathStyle style, boolean expected) {
    Map<String, String> environment = Map.of("AWS_ENDPOINT_URL", variable);

    assertEquals(
        expected,
        new S3Settings("", endpoint, style, "", Duration.ZERO).usesPathStyle(environment));
  }
}
