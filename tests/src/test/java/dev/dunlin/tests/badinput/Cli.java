package dev.dunlin.tests.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The dunlin command as a process of its own. */
public final class Cli {
  private Cli() {}

  /** What a finished command has said. */
  public record Finished(int exitCode, String out, String err) {}

  /**
   * Runs a command to its end.
   *
   * @param before a command that runs the command it is given, such as {@code setpriv}
   * @param folder the working directory, and the user's home
   */
  public static Finished run(List<String> before, Path folder, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.addAll(command(folder));
    command.addAll(List.of(args));
    return finish(new ProcessBuilder(command).directory(folder.toFile()));
  }

  /**
   * What stands for {@code dunlin} in front of its arguments.
   *
   * @param home the user's
   */
  public static List<String> command(Path home) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dslf4j.internal.verbosity=ERROR",
        "--enable-native-access=ALL-UNNAMED",
        "-Duser.home=" + home,
        "-Ddunlin.home=" + Path.of("..").toAbsolutePath().normalize(),
        "-cp",
        Objects.requireNonNullElse(
            System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path")),
        "dev.dunlin.driver.cli.Main");
  }

  /** Whether a command can be run here and succeeds. */
  static boolean works(String... command) throws InterruptedException {
    try {
      return finish(new ProcessBuilder(command)).exitCode() == 0;
    } catch (IOException e) {
      return false; // There is no such command.
    }
  }

  private static Finished finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Path err = java.nio.file.Files.createTempFile("dunlin-cli", ".err");
    try {
      Process process = builder.redirectError(err.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "does not end");
      return new Finished(process.exitValue(), out, java.nio.file.Files.readString(err));
    } finally {
      java.nio.file.Files.delete(err);
    }
  }
}
