package dev.dunlin.core.config;

import dev.dunlin.core.PinnedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plan")
final class ConfigurationDocTest {
  @Test
  void theTableOfSettingsIsTheOneInTheCode() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Set a value with `--set key=value` on the command line or a line `key = value` in `dunlin.conf`; the command
            line wins. Sizes are `512`, `64MiB`, `1GB` (KiB, MiB, GiB, TiB are powers of 1024; KB, MB, GB, TB of 1000).

            This file is generated from `ConfigKeys`: change it there and run
            `./mvnw -B -pl core test -Dgroups=plan -Dplans.update=true`.

            | key | value | default | meaning |
            |---|---|---|---|
            """);
    for (ConfigKey<?> key : ConfigKeys.all()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  key.name(),
                  key.kind().replace("|", "\\|"),
                  key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`",
                  key.meaning()));
    }
    PinnedFile.check(Path.of("../docs/configuration.md"), text.toString());
  }
}
