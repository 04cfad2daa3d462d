package dev.dunlin.driver.cli;

import dev.dunlin.core.config.Config;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.cli.shell.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dunlin shell}: statements one after another, typed or from standard input. */
@Command(
    name = "shell",
    description = "Type SQL statements and see their rows; with completion, history and a pager.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin shell",
      "  dunlin shell --set local.memory=2GiB",
      "  dunlin shell < script.sql",
      "",
      "\\help in the shell lists its commands. What does not fit the screen goes through $PAGER, or",
      "less. Reading a script, the shell ends at the first failure, with the exit codes of dunlin sql."
    })
final class ShellCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    Interruption interruption = Interruption.install();
    try {
      Config config = options.config();
      try (WarmUp _ = WarmUp.start();
          Shell shell = Shell.open(config, options.verbosity())) {
        interruption.onInterrupt(
            () -> {
              if (shell.stop()) {
                interruption.finished();
              }
            },
            shell::abandon);
        return shell.run();
      }
    } catch (RuntimeException e) {
      return Errors.report(e, System.err);
    } finally {
      interruption.finished();
    }
  }
}
