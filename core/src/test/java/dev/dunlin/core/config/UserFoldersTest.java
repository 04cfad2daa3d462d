package dev.dunlin.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class UserFoldersTest {
  private static final Path HOME = Path.of("/home/ann");

  @Test
  void aUserWhomTheSystemDoesNotKnowHasNoHomeInTheWorkingFolder() {
    assertEquals(HOME, UserFolders.home("/home/ann"));
    assertEquals(Path.of("/nonexistent"), UserFolders.home("?"));
    assertEquals(Path.of("/nonexistent"), UserFolders.home(""));
  }

  @Test
  void configurationIsWhereTheEnvironmentSays() {
    assertEquals(
        Path.of("/etc/ann"),
        UserFolders.configuration(Map.of("XDG_CONFIG_HOME", "/etc/ann"), HOME));
    for (String other : new String[] {"", "relative/path"}) {
      assertEquals(
          HOME.resolve(".config"),
          UserFolders.configuration(Map.of("XDG_CONFIG_HOME", other), HOME));
    }
    assertEquals(HOME.resolve(".config"), UserFolders.configuration(Map.of(), HOME));
  }
}
