package dev.dunlin.driver.cli;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.cli.output.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that opens a session. */
final class CommonOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a configuration key; may be repeated. Goes before every file.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Read this configuration file (or that of DUNLIN_CONFIG), in place of"
              + " ~/.config/dunlin/dunlin.conf and ./dunlin.conf.")
  private @Nullable Path file;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "Run on this machine (local), on AWS Lambda (lambda), or where the section [NAME] of"
              + " dunlin.conf says.")
  private @Nullable String cluster;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on standard error but warnings and errors.")
  private boolean quiet;

  boolean quiet() {
    return quiet;
  }

  Status.Verbosity verbosity() {
    return quiet ? Status.Verbosity.QUIET : Status.Verbosity.NORMAL;
  }

  /**
   * The file that what is found out for later goes to: the one that was named, or the user's own.
   */
  Path writableFile() {
    return chosenFile()
        .orElseGet(() -> UserFolders.configuration().resolve("dunlin").resolve(ConfigFiles.NAME));
  }

  private Optional<Path> chosenFile() {
    return Optional.ofNullable(file)
        .or(() -> Optional.ofNullable(System.getenv("DUNLIN_CONFIG")).map(ObjectUri::pathOf));
  }

  /**
   * The configuration that the options and files ask for.
   *
   * @throws UserErrorException if a file or an option is wrong
   */
  Config config() {
    Optional<Path> chosen = chosenFile();
    ConfigFiles files =
        chosen.isPresent()
            ? ConfigFiles.of(chosen.get())
            : ConfigFiles.standard(Path.of(""), UserFolders.configuration());
    Config config = files.config(Optional.ofNullable(cluster));
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        throw new UserErrorException(
            "Cannot use --set %s: expected --set key=value".formatted(setting));
      }
      try {
        config =
            config.with(
                setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
      } catch (IllegalArgumentException e) {
        throw new UserErrorException("--set: " + e.getMessage(), e);
      }
    }
    return config;
  }
}
