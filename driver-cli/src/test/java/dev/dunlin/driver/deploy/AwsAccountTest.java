package dev.dunlin.driver.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment goes where the calls of its functions will go. */
@Tag("unit")
final class AwsAccountTest {
  private static String region(Config config) throws Exception {
    try (AwsAccount account = AwsAccount.open(config, Map.of())) {
      return account.region();
    }
  }

  @Test
  void itsRegionIsThatOfTheProfileBeforeTheEnvironmentsAndThatOfTheSettingsBeforeBoth(
      @TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("config"), "[profile team]\nregion = eu-central-1\n");
    System.setProperty("aws.configFile", file.toString());
    System.setProperty("aws.region", "us-west-2");
    try {
      assertEquals("us-west-2", region(Config.DEFAULTS));
      Config team = Config.DEFAULTS.with(ConfigKeys.LAMBDA_PROFILE.name(), "team");
      assertEquals("eu-central-1", region(team));
      assertEquals("eu-west-1", region(team.with(ConfigKeys.LAMBDA_REGION.name(), "eu-west-1")));
    } finally {
      System.clearProperty("aws.configFile");
      System.clearProperty("aws.region");
    }
  }
}
