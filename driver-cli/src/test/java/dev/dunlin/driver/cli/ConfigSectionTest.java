package dev.dunlin.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
final class ConfigSectionTest {
  @TempDir Path folder;

  @Test
  void aSectionIsPutInThePlaceOfTheOldOneAndTheRestStays() throws Exception {
    Path file = folder.resolve("new/dunlin.conf");
    ConfigSection.write(file, "prod", Map.of("work.uri", "s3://a/work"));
    assertEquals("[prod]\nwork.uri = s3://a/work\n", Files.readString(file));

    Files.writeString(
        file,
        """
        # mine
        local.slots = 3
        [ prod ]
        work.uri = s3://a/work
        [test]
        work.uri = s3://t/work
        """);
    ConfigSection.write(file, "prod", Map.of("work.uri", "s3://b/work"));
    assertEquals(
        """
        # mine
        local.slots = 3
        [test]
        work.uri = s3://t/work

        [prod]
        work.uri = s3://b/work
        """,
        Files.readString(file));

    ConfigSection.remove(file, "prod");
    assertEquals(
        """
        # mine
        local.slots = 3
        [test]
        work.uri = s3://t/work
        """,
        Files.readString(file));
  }
}
