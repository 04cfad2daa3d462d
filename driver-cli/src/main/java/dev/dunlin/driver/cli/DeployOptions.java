package dev.dunlin.driver.cli;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.deploy.StackListener;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What deploying and undeploying have in common: which stack, and whether to ask. */
final class DeployOptions {
  /** CreateStack, {@code StackName} (AWS CloudFormation API Reference). */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,127}");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The stack's name, and of its section in dunlin.conf, for --cluster NAME; default:"
              + " dunlin.")
  private String name = "dunlin";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  String name() {
    return name;
  }

  /** Shows what will happen and asks for it, unless it was said already. */
  @SuppressWarnings("SystemConsoleNull") // Since JDK 25 it is null again without a terminal.
  boolean agreed(String heading, List<String> lines) {
    PrintStream err = System.err;
    err.println(heading);
    lines.forEach(line -> err.println("  " + line));
    if (yes) {
      return true;
    }
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      err.println("There is nobody to ask: give --yes to go on.");
      return false;
    }
    String answer = console.readLine("Go on? [y/N] ");
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  /** What a command does; gives its exit code. */
  interface Work {
    int run() throws IOException, InterruptedException;
  }

  /** Does it; returns the exit code. Interrupting the process says what goes on without it. */
  int run(Work work) throws InterruptedException {
    PrintStream err = System.err;
    if (!NAME.matcher(name).matches()) {
      return Errors.report(
          new UserErrorException(
              "--name cannot be '%s': a stack's name has letters, digits and hyphens, begins with a letter, and has 128 at most"
                  .formatted(name)),
          err);
    }
    Interruption interruption = Interruption.install();
    interruption.onInterrupt(
        () -> {
          err.printf(
              "Interrupted. What CloudFormation has begun goes on by itself: 'dunlin deploy --name"
                  + " %s' goes on from there, 'dunlin undeploy --name %s' removes it.%n",
              name, name);
          interruption.finished();
        },
        () -> {});
    try {
      return work.run();
    } catch (IOException e) {
      return Errors.report(new UncheckedIOException(e.getMessage(), e), err);
    } catch (RuntimeException e) {
      return Errors.report(e, err);
    } finally {
      interruption.onInterrupt(() -> {}, () -> {}); // The process ends by itself now.
      interruption.finished();
    }
  }

  /** Prints a line for each step and each resource that has got somewhere. */
  static StackListener progress(PrintStream err) {
    return new StackListener() {
      @Override
      public void step(String what) {
        err.println(what);
      }

      @Override
      public void resource(String name, String type, String status, String reason) {
        if (!status.endsWith("_IN_PROGRESS")) {
          err.printf("  %-24s %-26s %s %s%n", status, name, type, reason);
        }
      }
    };
  }
}
