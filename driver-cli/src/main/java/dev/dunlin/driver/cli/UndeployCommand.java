package dev.dunlin.driver.cli;

import dev.dunlin.driver.deploy.AwsAccount;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dunlin undeploy}: takes bucket and functions out of an AWS account. */
@Command(
    name = "undeploy",
    description = "Remove what deploy has made, with all that is in its bucket.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  dunlin undeploy", "  dunlin undeploy --name prod --yes"})
final class UndeployCommand implements Callable<Integer> {
  @Mixin private DeployOptions stack = new DeployOptions();

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() throws InterruptedException {
    return stack.run(this::undeploy);
  }

  private int undeploy() throws IOException, InterruptedException {
    PrintStream err = System.err;
    try (AwsAccount account = AwsAccount.open(options.config(), System.getenv())) {
      account
          .removal(stack.name(), DeployOptions.progress(err))
          .run(
              things ->
                  stack.agreed(
                      "In region %s this will be removed:".formatted(account.region()), things));
      ConfigSection.remove(options.writableFile(), stack.name());
      err.println("The stack %s is gone.".formatted(stack.name()));
      return 0;
    }
  }
}
