package dev.dunlin.driver.cli.local;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dunlin local}: S3 and AWS Lambda on this machine, with the function's real package. */
@Command(
    name = "local",
    description = "S3 and AWS Lambda on this machine: jobs on functions without an AWS account.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {LocalUpCommand.class, LocalRunCommand.class})
public final class LocalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return CommandLine.ExitCode.USAGE;
  }
}
