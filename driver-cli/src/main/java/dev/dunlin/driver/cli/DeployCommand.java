package dev.dunlin.driver.cli;

import dev.dunlin.core.config.Config;
import dev.dunlin.core.config.ConfigKeys;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.deploy.AwsAccount;
import dev.dunlin.driver.deploy.Deployment.Deployed;
import dev.dunlin.driver.deploy.Distribution;
import dev.dunlin.driver.session.Checkup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin deploy}: puts bucket and functions into an AWS account. */
@Command(
    name = "deploy",
    description = "Put bucket and functions into an AWS account, or bring them up to date.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin deploy --read s3://ourdata --set lambda.region=eu-central-1",
      "  dunlin deploy --name prod --read s3://ourdata/orders --write s3://ourresults --yes",
      "",
      "What it makes costs nothing while no job runs. It is run again to change or update it."
    })
final class DeployCommand implements Callable<Integer> {
  private static final List<String> ARCHITECTURES = List.of("arm64", "x86_64");
  private static final List<String> MEMORIES = List.of("10240", "7076", "3008", "1769");

  /** A function's name has 64, and ends with the stack's largest memory. */
  private static final int MOST_OF_NAME = 64 - "-10240".length();

  @Mixin private DeployOptions stack = new DeployOptions();

  @Option(
      names = "--read",
      paramLabel = "S3-PREFIX",
      description = "What tasks may read beside the stack's own bucket; may be repeated.")
  private List<String> readable = new ArrayList<>();

  @Option(
      names = "--write",
      paramLabel = "S3-PREFIX",
      description = "Where tasks may write beside it; may be repeated.")
  private List<String> writable = new ArrayList<>();

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description = "arm64 (the default, a fifth cheaper) or x86_64.")
  private String architecture = "arm64";

  @Option(
      names = "--largest-memory",
      paramLabel = "MB",
      description =
          "The largest function: 10240 (the default), 7076, 3008 or 1769. Some new accounts may"
              + " have 3008 at most.")
  private String largestMemory = "10240";

  @Option(names = "--vpc", description = "Tasks run in a network that reaches Amazon S3 alone.")
  private boolean vpc;

  @Option(
      names = "--monitoring",
      description = "Alarms and a dashboard, which cost some dollars a month.")
  private boolean monitoring;

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() throws InterruptedException {
    return stack.run(this::deploy);
  }

  private int deploy() throws IOException, InterruptedException {
    Config config = options.config();
    // All that the command line can have wrong, before anybody is asked for anything.
    Map<String, String> parameters = parameters();
    Distribution distribution = Distribution.ofThisProcess();
    Path unused = distribution.functionPackage(architecture);
    try (AwsAccount account = AwsAccount.open(config, System.getenv())) {
      Deployed deployed =
          account
              .deployment(stack.name(), distribution, DeployOptions.progress(System.err))
              .run(
                  architecture,
                  parameters,
                  changes ->
                      stack.agreed(
                          "In region %s the stack %s will be changed so; it costs %s:"
                              .formatted(
                                  account.region(),
                                  stack.name(),
                                  monitoring
                                      ? "some dollars a month for alarms and dashboard, and else nothing while no job runs"
                                      : "nothing while no job runs"),
                          changes));
      Config made = write(deployed, account.region(), config);
      return new Checkup(made, DoctorCommand::print).run() ? 0 : 1;
    }
  }

  private static void oneOf(String option, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new UserErrorException(
          "%s cannot be '%s': give one of %s".formatted(option, value, String.join(", ", known)));
    }
  }

  /**
   * The template's parameters, but for the package.
   *
   * @throws UserErrorException if an option has a value that it cannot have
   */
  Map<String, String> parameters() {
    if (stack.name().length() > MOST_OF_NAME) {
      throw new UserErrorException(
          "--name cannot be '%s': the functions are called after it, and it has %d characters at most"
              .formatted(stack.name(), MOST_OF_NAME));
    }
    oneOf("--architecture", architecture, ARCHITECTURES);
    oneOf("--largest-memory", largestMemory, MEMORIES);
    String reads = Arns.objects("--read", readable);
    String writes = Arns.objects("--write", writable);
    Arns.checkRoom(reads, writes);
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("LargestMemoryMegabytes", largestMemory);
    if (!reads.isEmpty()) {
      parameters.put("Readable", reads);
    }
    if (!writes.isEmpty()) {
      parameters.put("Writable", writes);
    }
    if (vpc) {
      parameters.put("Network", "vpc");
    }
    if (monitoring) {
      parameters.put("Monitoring", "on");
    }
    return parameters;
  }

  /** Keeps what was made under the stack's name, for {@code --cluster}. */
  private Config write(Deployed deployed, String region, Config config) throws IOException {
    List<String> functions = List.copyOf(deployed.functions().values());
    if (functions.isEmpty()) {
      throw new UserErrorException("The stack %s has no function".formatted(stack.name()));
    }
    Map<String, String> section = new LinkedHashMap<>();
    section.put(ConfigKeys.CLUSTER_KIND.name(), "lambda");
    section.put(ConfigKeys.LAMBDA_FUNCTION.name(), functions.getFirst());
    if (functions.size() > 1) {
      section.put(
          ConfigKeys.LAMBDA_LARGER_FUNCTIONS.name(),
          String.join(", ", functions.subList(1, functions.size())));
    }
    section.put(ConfigKeys.LAMBDA_REGION.name(), region);
    section.put(ConfigKeys.S3_REGION.name(), region);
    section.put(ConfigKeys.WORK_URI.name(), "s3://" + deployed.bucket() + "/work");
    String profile = config.value(ConfigKeys.LAMBDA_PROFILE);
    if (!profile.isEmpty()) {
      section.put(ConfigKeys.LAMBDA_PROFILE.name(), profile);
      section.put(ConfigKeys.S3_PROFILE.name(), profile);
    }
    Path file = options.writableFile();
    ConfigSection.write(file, stack.name(), section);
    System.err.println(
        "Written to %s: dunlin sql --cluster %s runs there.".formatted(file, stack.name()));
    Config made = config;
    for (Map.Entry<String, String> setting : section.entrySet()) {
      made = made.with(setting.getKey(), setting.getValue());
    }
    return made;
  }
}
