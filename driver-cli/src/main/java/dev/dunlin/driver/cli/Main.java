package dev.dunlin.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.cli.local.LocalCommand;
import dev.dunlin.driver.cli.output.Errors;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code dunlin} command's entry point. */
@Command(
    name = "dunlin",
    description = "Runs SQL in stages and tasks, as Spark does, with no cluster to keep.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      SqlCommand.class,
      ExplainCommand.class,
      ShellCommand.class,
      TablesCommand.class,
      DescribeCommand.class,
      HeadCommand.class,
      CleanCommand.class,
      LocalCommand.class,
      DoctorCommand.class,
      DeployCommand.class,
      UndeployCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin sql \"SELECT count(*) FROM 'orders/*.parquet'\"",
      "  dunlin explain -f report.sql",
      "  dunlin shell",
      "",
      "dunlin COMMAND --help says more."
    })
public final class Main implements Callable<Integer> {
  private static final Pattern COMMENT =
      Pattern.compile("--([^A-Za-z].*|[A-Za-z-]+\\s.*)", Pattern.DOTALL);

  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.setErr(new PrintStream(System.err, true, UTF_8));
    System.exit(run(Stream.of(args).map(Main::argument).toArray(String[]::new)));
  }

  private static int run(String[] args) {
    try {
      return commandLine().execute(args);
    } catch (Error e) { // Commands tell of exceptions themselves.
      return Errors.report(e, System.err);
    }
  }

  /** SQL that begins with a comment is no option; the space before it tells the parser so. */
  private static String argument(String text) {
    return COMMENT.matcher(text).matches() ? " " + text : text;
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, ObjectUri::pathOf)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(Main::badOption);
  }

  private static int badOption(CommandLine.ParameterException e, String[] args) {
    System.err.println("error: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, System.err)) {
      System.err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }
    return Errors.USER_ERROR;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return CommandLine.ExitCode.USAGE;
  }

  /** The version that the build wrote into this jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"dunlin " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
  }
}
