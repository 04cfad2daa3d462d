package dev.dunlin.driver.cli.local;

import dev.dunlin.driver.cli.output.Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dunlin local up}: starts the servers and says how to use them. */
@Command(
    name = "up",
    description =
        "Start S3 and Lambda on this machine, and print what to export. Ctrl-C ends them.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin local up                        # then, in another terminal, what it says",
      "  dunlin local up --objects ./objects --latency 40ms --lambda-fault kill-during=0.1"
    })
final class LocalUpCommand implements Callable<Integer> {
  @Mixin private LocalOptions options = new LocalOptions();

  @Override
  public Integer call() throws InterruptedException {
    try (LocalServers servers = LocalServers.start(options)) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(servers)));
      servers
          .environment()
          .forEach((name, value) -> System.out.println("export " + name + "=" + value));
      System.out.flush();
      System.err.println(
          "S3 has the bucket %s, Lambda the function dunlin. With the lines above in a shell, dunlin sql runs there. Ctrl-C ends both."
              .formatted(servers.bucket()));
      String said = servers.awaitEnd();
      System.err.println("error: The servers have ended: " + said);
      return 1;
    } catch (IOException e) {
      return Errors.report(new UncheckedIOException(e.getMessage(), e), System.err);
    } catch (RuntimeException e) {
      return Errors.report(e, System.err);
    }
  }

  private static void close(LocalServers servers) {
    try {
      servers.close();
    } catch (IOException e) {
      System.err.println("warning: Cannot clean up: " + e.getMessage());
    }
  }
}
