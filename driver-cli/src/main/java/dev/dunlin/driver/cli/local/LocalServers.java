package dev.dunlin.driver.cli.local;

import dev.dunlin.core.config.UserFolders;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.deploy.Distribution;
import dev.dunlin.shuffle.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The servers' process, of the module {@code local-lambda}: it has a class path of its own, and
 * ends with this one.
 */
final class LocalServers implements AutoCloseable {
  private static final String FUNCTION = "dunlin";
  private static final String HANDLER = "dev.dunlin.executor.lambda.TaskHandler::handleRequest";
  private static final String MAIN = "dev.dunlin.local.LocalCloud";
  private static final String BUCKET = "dunlin-local";

  private final Process process;
  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private boolean closed;

  private LocalServers(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts them and waits until they answer.
   *
   * @throws UserErrorException if an option is wrong, or the function's package is not there
   */
  static LocalServers start(LocalOptions options) throws IOException {
    Distribution distribution = Distribution.ofThisProcess();
    Path code = distribution.functionFolder();
    Path libraries = distribution.home().resolve("local-lambda/target/dist/lib");
    Path folder = Files.createTempDirectory("dunlin-local-");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.add("-Djava.io.tmpdir=" + UserFolders.temporary());
    command.add("-Duser.home=" + UserFolders.home());
    command.addAll(List.of("-cp", libraries + "/*", MAIN));
    command.addAll(
        List.of("folder=" + folder, "code=" + code, "handler=" + HANDLER, "function=" + FUNCTION));
    command.addAll(options.arguments());
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
    LocalServers servers = new LocalServers(process, folder);
    try {
      servers.readEnvironment();
      servers.writeConfiguration();
    } catch (IOException | RuntimeException e) {
      servers.close();
      throw e;
    }
    return servers;
  }

  private void readEnvironment() throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); ; line = lines.readLine()) {
      if (line == null) {
        String said = Files.readString(folder.resolve("stderr")).strip();
        throw new UserErrorException("The servers did not start: " + said);
      }
      if (line.isEmpty()) {
        return;
      }
      int equals = line.indexOf('=');
      if (line.startsWith("#")) {
        System.err.println("dunlin local: " + line.substring(1).strip());
      } else {
        environment.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
  }

  private void writeConfiguration() throws IOException {
    Path file = folder.resolve("dunlin.conf");
    Files.writeString(
        file,
        """
        cluster.kind = lambda
        lambda.function = %s
        work.uri = s3://%s/work
        """
            .formatted(FUNCTION, BUCKET));
    environment.put("DUNLIN_CONFIG", file.toString());
  }

  /** What leads Dunlin and AWS's other tools to them. */
  Map<String, String> environment() {
    return environment;
  }

  String bucket() {
    return "s3://" + BUCKET;
  }

  /** Waits until they end, which they only do when something goes wrong. */
  String awaitEnd() throws InterruptedException, IOException {
    process.waitFor();
    return Files.readString(folder.resolve("stderr")).strip();
  }

  /** Ends them; a second call waits for the first. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      process.getOutputStream().close();
      process.onExit().join();
      Folders.delete(folder);
    }
  }
}
