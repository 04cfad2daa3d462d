package dev.dunlin.driver.cli;

import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.session.Checkup;
import dev.dunlin.driver.session.Checkup.Finding;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dunlin doctor}: looks whether a cluster works, and says how to mend what does not. */
@Command(
    name = "doctor",
    description =
        "Look whether the cluster works: each function and its release, work prefix, and a task.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin doctor",
      "  dunlin doctor --cluster prod",
      "",
      "Exit code: 0 if all is well."
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    try {
      return new Checkup(options.config(), DoctorCommand::print).run() ? 0 : 1;
    } catch (RuntimeException e) {
      return Errors.report(e, System.err);
    }
  }

  /** A line for each finding. */
  static void print(Finding finding) {
    System.out.printf(
        "%-6s%-10s%s%n", finding.isWell() ? "ok" : "WRONG", finding.what(), finding.text());
  }
}
