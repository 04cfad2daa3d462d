package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The dunlin command as a process of its own, in a folder that is also its home. */
final class DunlinProcess implements AutoCloseable {
  private final Process process;
  private final Path err;

  private DunlinProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts the command. Its work folder is {@code work} in the given one.
   *
   * @param folder its working directory
   */
  static DunlinProcess start(Path folder, String... args) throws IOException {
    Path err = Files.createTempFile(folder, "err", ".txt");
    return new DunlinProcess(
        new ProcessBuilder(command(folder, args))
            .directory(folder.toFile())
            .redirectError(err.toFile())
            .start(),
        err);
  }

  /** The command line for {@link #start}. */
  static List<String> command(Path folder, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Duser.home=" + folder));
    command.addAll(
        List.of(
            "-cp",
            Objects.requireNonNullElse(
                System.getProperty("surefire.test.class.path"),
                System.getProperty("java.class.path")),
            Main.class.getName()));
    command.addAll(List.of(args));
    if (args.length > 0
        && List.of("sql", "explain", "shell", "tables", "describe", "head").contains(args[0])) {
      command.add("--set=work.uri=" + folder.resolve("work"));
    }
    return command;
  }

  /** What a finished command has said. */
  record Finished(int exitCode, String out, String err) {}

  /** Runs the command to its end with nothing on its standard input. */
  static Finished run(Path folder, String... args) throws Exception {
    return runWith("", folder, args);
  }

  /** Runs the command to its end with a text on its standard input. */
  static Finished runWith(String input, Path folder, String... args) throws Exception {
    try (DunlinProcess started = start(folder, args)) {
      try (OutputStream in = started.process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      } catch (IOException e) {
        // It has ended without reading, which is for the exit code to tell.
        assertTrue(String.valueOf(e.getMessage()).contains("Broken pipe"), e::toString);
      }
      String out = new String(started.process.getInputStream().readAllBytes(), UTF_8);
      int code = started.exitCode();
      return new Finished(code, out, started.err());
    }
  }

  Process process() {
    return process;
  }

  /** Sends a signal: {@code INT}, {@code TERM} or {@code KILL}. */
  void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertTrue(kill.waitFor() == 0, "kill -" + name);
  }

  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "dunlin does not end");
    return process.exitValue();
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(err);
  }
}
