package dev.dunlin.tests.localstack;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.tests.badinput.Cli;
import dev.dunlin.tests.badinput.Cli.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A stack on LocalStack that the dunlin command makes and removes, and what there is of it.
 *
 * @param name the stack's
 * @param command the words of the command that makes it, with no answer to what it asks
 * @param home the folder that the command is run in, and the user's home
 */
record DunlinStack(
    LocalStack localStack,
    String name,
    List<String> command,
    Path home,
    CloudFormationClient cloudFormation,
    LambdaClient lambda,
    S3Client s3)
    implements AutoCloseable {
  private static final String ARCHITECTURE =
      System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";

  /** Makes nothing yet. */
  static DunlinStack of(LocalStack localStack, String name, List<String> command, Path home) {
    return new DunlinStack(
        localStack,
        name,
        command,
        home,
        localStack.client(CloudFormationClient.builder()).build(),
        localStack.client(LambdaClient.builder()).build(),
        localStack.client(S3Client.builder()).forcePathStyle(true).build());
  }

  /** Everything that is there, whoever has made it. */
  record Inventory(List<String> stacks, List<String> functions, List<String> buckets) {
    Inventory without(Inventory other) {
      return new Inventory(
          without(stacks, other.stacks()),
          without(functions, other.functions()),
          without(buckets, other.buckets()));
    }

    private static List<String> without(List<String> names, List<String> others) {
      return names.stream().filter(name -> !others.contains(name)).toList();
    }
  }

  Inventory inventory() {
    return new Inventory(
        cloudFormation.describeStacks().stacks().stream()
            .filter(stack -> stack.stackStatus() != StackStatus.DELETE_COMPLETE)
            .map(stack -> stack.stackName() + " " + stack.stackStatusAsString())
            .sorted()
            .toList(),
        lambda.listFunctionsPaginator().functions().stream()
            .map(function -> function.functionName())
            .sorted()
            .toList(),
        s3.listBuckets().buckets().stream().map(bucket -> bucket.name()).toList());
  }

  /** Runs dunlin to its end with these arguments, led to LocalStack by AWS's own variables. */
  Finished dunlin(List<String> words, String... more) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return Cli.run(environment(), home, all.toArray(String[]::new));
  }

  /** A command before a command: gives it credentials and the address. */
  List<String> environment() {
    List<String> environment = new ArrayList<>(List.of("env"));
    localStack.environment().forEach((name, value) -> environment.add(name + "=" + value));
    return environment;
  }

  Finished deploy(String... more) throws IOException, InterruptedException {
    return dunlin(deployment(more));
  }

  /** For the architecture of this machine, which the functions run on. */
  private List<String> deployment(String... more) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--architecture", ARCHITECTURE));
    words.addAll(List.of(more));
    return words;
  }

  /**
   * Runs {@code dunlin deploy --yes} until a line of what it says is found to be so, and ends the
   * process by a signal.
   *
   * @return the exit code
   */
  int endDeploy(String signal, Predicate<String> line) throws IOException, InterruptedException {
    List<String> words = environment();
    words.addAll(Cli.command(home));
    words.addAll(deployment("--yes"));
    Process process =
        new ProcessBuilder(words).directory(home.toFile()).redirectErrorStream(true).start();
    List<String> said = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String next = out.readLine(); ; next = out.readLine()) {
        if (next == null) {
          throw new IllegalStateException("It has ended before it was killed: " + said);
        }
        said.add(next);
        if (line.test(next)) {
          break;
        }
      }
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
      int unused = kill.waitFor();
      return process.waitFor();
    }
  }

  /** What was written for {@code --cluster NAME}; empty if there is no such section. */
  Map<String, String> section() throws IOException {
    Map<String, String> section = new TreeMap<>();
    boolean ours = false;
    for (String line : Files.readAllLines(home.resolve(".config/dunlin/dunlin.conf"))) {
      if (line.startsWith("[")) {
        ours = line.equals("[" + name + "]");
      } else if (ours && line.contains(" = ")) {
        String[] keyAndValue = line.split(" = ", 2);
        section.put(keyAndValue[0], keyAndValue[1]);
      }
    }
    return section;
  }

  /** What leads a session of this process to the stack, as it was deployed. */
  Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>(localStack.settings());
    settings.putAll(section());
    settings.put("lambda.endpoint", localStack.endpoint().toString());
    settings.put("lambda.concurrency", "2");
    return settings;
  }

  /** The stack's own, as it was deployed. */
  ObjectUri bucket() throws IOException {
    String work = section().getOrDefault("work.uri", "none: it was not deployed");
    return ObjectUri.parse(work.substring(0, work.lastIndexOf('/')));
  }

  @Override
  public void close() {
    cloudFormation.close();
    lambda.close();
    s3.close();
  }
}
