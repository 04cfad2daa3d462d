package dev.dunlin.driver.cli.local;

import dev.dunlin.driver.cli.output.Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dunlin local run}: starts the servers for one command. */
@Command(
    name = "run",
    description = "Start S3 and Lambda on this machine for one command, and end them after it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin local run dunlin sql \"SELECT 42\"        # its task is a call of a function",
      "  dunlin local run --memory 3538 -- ./nightly.sh",
      "",
      "Exit code: the command's."
    })
final class LocalRunCommand implements Callable<Integer> {
  @Mixin private LocalOptions options = new LocalOptions();

  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command, and its options.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    try (LocalServers servers = LocalServers.start(options)) {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().putAll(servers.environment());
      Process process = builder.start();
      // Ctrl-C goes to the command too, which ends as it sees fit; the servers stay until it has.
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().unstarted(() -> await(process, servers)));
      return process.waitFor();
    } catch (IOException e) {
      return Errors.report(new UncheckedIOException(e.getMessage(), e), System.err);
    } catch (RuntimeException e) {
      return Errors.report(e, System.err);
    }
  }

  private static void await(Process process, LocalServers servers) {
    process.onExit().join();
    try {
      servers.close();
    } catch (IOException e) {
      System.err.println("warning: Cannot clean up: " + e.getMessage());
    }
  }
}
