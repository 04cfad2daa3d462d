package dev.dunlin.shuffle.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
final class AwsServiceTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "AWS_ENDPOINT_URL", "http://any:1",
          "AWS_ENDPOINT_URL_S3", "http://s3:2",
          "AWS_ENDPOINT_URL_LAMBDA", "http://lambda:3");

  private static AwsService service(String name, String region, String endpoint) {
    return new AwsService(name, region, endpoint, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"S3", "Lambda"})
  void itsServerIsThatOfTheSettingsElseTheEnvironmentsForItElseForAll(String name) {
    assertEquals(
        Optional.of(URI.create("http://set:4")),
        service(name, "", "http://set:4").server(ENVIRONMENT));
    assertEquals(
        Optional.of(URI.create(name.equals("S3") ? "http://s3:2" : "http://lambda:3")),
        service(name, "", "").server(ENVIRONMENT));
    assertEquals(
        Optional.of(URI.create("http://any:1")),
        service(name, "", "").server(Map.of("AWS_ENDPOINT_URL", "http://any:1")));
    assertEquals(Optional.empty(), service(name, "", "").server(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"S3", "Lambda"})
  void theEnvironmentsServersAreLeftOutWhereItSaysSo(String name) {
    Map<String, String> ignoring =
        Map.of("AWS_ENDPOINT_URL", "http://any:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assertEquals(Optional.empty(), service(name, "", "").server(ignoring));
    assertEquals(
        Optional.of(URI.create("http://set:4")),
        service(name, "", "http://set:4").server(ignoring));
  }

  @Test
  void aProfilesRegionIsStrongerThanTheEnvironmentsAndTheSettingsThanBoth(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(folder.resolve("config"), "[profile team]\nregion = eu-central-1\n");
    System.setProperty("aws.configFile", file.toString());
    System.setProperty("aws.region", "us-west-2");
    try {
      assertEquals("us-west-2", service("S3", "", "").region(Map.of()).id());
      AwsService ofTeam = new AwsService("S3", "", "", "team");
      assertEquals("eu-central-1", ofTeam.region(Map.of()).id());
      AwsService set = new AwsService("S3", "eu-west-1", "", "team");
      assertEquals("eu-west-1", set.region(Map.of()).id());
    } finally {
      System.clearProperty("aws.configFile");
      System.clearProperty("aws.region");
    }
  }
}
