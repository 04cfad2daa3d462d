package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;

/** One CloudFormation stack. */
final class AwsStack {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final CloudFormationClient client;
  private final String name;
  private final StackListener listener;

  AwsStack(CloudFormationClient client, String name, StackListener listener) {
    this.client = client;
    this.name = name;
    this.listener = listener;
  }

  /**
   * A change that is planned and not made.
   *
   * @param id the change set's; empty where there is nothing to change
   * @param resources what will be added, modified or removed, a line each
   */
  record Planned(String id, List<String> resources) {}

  /** The region that is asked, as in {@code eu-central-1}. */
  String region() {
    return client.serviceClientConfiguration().region().id();
  }

  StackStatus status() {
    try {
      Stack stack = client.describeStacks(r -> r.stackName(name)).stacks().getFirst();
      return new StackStatus(stack.stackStatusAsString());
    } catch (CloudFormationException e) {
      if (isMissing(e)) {
        return StackStatus.NONE;
      }
      throw e;
    }
  }

  /** CloudFormation has no error of its own for it. */
  private static boolean isMissing(AwsServiceException e) {
    return e.statusCode() == 400 && String.valueOf(e.getMessage()).contains("does not exist");
  }

  Map<String, String> outputs() {
    Map<String, String> outputs = new TreeMap<>();
    for (Output output :
        client.describeStacks(r -> r.stackName(name)).stacks().getFirst().outputs()) {
      outputs.put(output.outputKey(), output.outputValue());
    }
    return outputs;
  }

  /** Plans a change, without making it. */
  Planned plan(String template, Map<String, String> parameters) throws InterruptedException {
    ChangeSetType type = status().isNew() ? ChangeSetType.CREATE : ChangeSetType.UPDATE;
    String id =
        client
            .createChangeSet(
                r ->
                    r.stackName(name)
                        .changeSetName("dunlin-" + Instant.now().toEpochMilli())
                        .changeSetType(type)
                        .templateBody(template)
                        .capabilities(Capability.CAPABILITY_IAM)
                        .parameters(
                            parameters.entrySet().stream()
                                .map(
                                    e ->
                                        Parameter.builder()
                                            .parameterKey(e.getKey())
                                            .parameterValue(e.getValue())
                                            .build())
                                .toList()))
            .id();
    DescribeChangeSetResponse set = client.describeChangeSet(r -> r.changeSetName(id));
    while (set.status() == ChangeSetStatus.CREATE_PENDING
        || set.status() == ChangeSetStatus.CREATE_IN_PROGRESS) {
      Thread.sleep(POLL);
      set = client.describeChangeSet(r -> r.changeSetName(id));
    }
    if (set.status() == ChangeSetStatus.CREATE_COMPLETE) {
      return new Planned(id, set.changes().stream().map(AwsStack::line).toList());
    }
    String reason = String.valueOf(set.statusReason());
    discard(new Planned(id, List.of()));
    if (reason.contains("didn't contain changes") || reason.contains("No updates")) {
      return new Planned("", List.of());
    }
    throw new UserErrorException(
        "CloudFormation cannot change the stack %s: %s".formatted(name, reason));
  }

  /**
   * Forgets a change that was planned, and with it a stack that is nothing but a plan: for a new
   * one CloudFormation makes an empty stack to hold it.
   */
  void discard(Planned change) throws InterruptedException {
    if (!change.id().isEmpty()) {
      client.deleteChangeSet(r -> r.changeSetName(change.id()));
    }
    if (status().word().equals("REVIEW_IN_PROGRESS")) {
      remove();
    }
  }

  private static String line(Change change) {
    var resource = change.resourceChange();
    return "%-7s %s (%s)"
        .formatted(
            resource.actionAsString().toLowerCase(java.util.Locale.ROOT),
            resource.logicalResourceId(),
            resource.resourceType());
  }

  /**
   * Makes a planned change and waits until it is made.
   *
   * @throws UserErrorException if it fails; the message has the first reason
   */
  void make(Planned change) throws InterruptedException {
    if (change.id().isEmpty()) {
      return;
    }
    Set<String> seen = eventsSoFar();
    client.executeChangeSet(r -> r.changeSetName(change.id()));
    List<String> failures = follow(seen);
    StackStatus status = status();
    if (!status.isWell()) {
      throw new UserErrorException(
          "The stack %s could not be changed, and is in %s now:%s\n%s"
                  .formatted(
                      name,
                      status.word(),
                      failures.isEmpty()
                          ? " see its events"
                          : "\n  " + String.join("\n  ", failures),
                      status.canBeUpdated()
                          ? "It is as it was before. Mend that, and deploy again"
                          : "Mend that, remove it with dunlin undeploy --name %s, and deploy again"
                              .formatted(name))
              + noImage(failures));
    }
  }

  /** LocalStack runs functions in containers, and has those of its own machine's kind alone. */
  private static String noImage(List<String> failures) {
    return failures.stream().anyMatch(failure -> failure.contains("NoSuchImage"))
        ? ". This server has no image for functions of that architecture: give --architecture %s"
            .formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64")
        : "";
  }

  /** Waits for a change that somebody else makes, or that was left when its driver was stopped. */
  void await() throws InterruptedException {
    List<String> unused = follow(eventsSoFar());
  }

  /** Removes it and waits until it is gone. */
  void remove() throws InterruptedException {
    String id = client.describeStacks(r -> r.stackName(name)).stacks().getFirst().stackId();
    Set<String> seen = eventsSoFar();
    client.deleteStack(r -> r.stackName(name));
    AwsStack byId = new AwsStack(client, id, listener); // A removed stack has no name any more.
    List<String> failures = byId.follow(seen);
    StackStatus status = byId.status();
    if (!status.isGone()) {
      throw new UserErrorException(
          "The stack %s could not be removed, and is in %s now:\n  %s"
              .formatted(name, status.word(), String.join("\n  ", failures)));
    }
  }

  private Set<String> eventsSoFar() {
    Set<String> ids = new HashSet<>();
    if (!status().word().isEmpty()) {
      client
          .describeStackEventsPaginator(r -> r.stackName(name))
          .stackEvents()
          .forEach(event -> ids.add(event.eventId()));
    }
    return ids;
  }

  /** Tells the listener of each new event until the stack stands still; returns what failed. */
  private List<String> follow(Set<String> seen) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    boolean changing = true;
    while (changing) {
      Thread.sleep(POLL);
      StackStatus status = status();
      changing = status.isChanging() || status.word().equals("REVIEW_IN_PROGRESS");
      if (!status.word().isEmpty()) {
        for (StackEvent event : news(seen)) {
          tell(event, failures);
        }
      }
    }
    return failures;
  }

  /** The events that are not known yet, the oldest first. */
  private List<StackEvent> news(Set<String> seen) {
    List<StackEvent> news = new ArrayList<>();
    for (StackEvent event :
        client.describeStackEventsPaginator(r -> r.stackName(name)).stackEvents()) {
      if (seen.add(event.eventId())) {
        news.addFirst(event);
      }
    }
    return news;
  }

  private void tell(StackEvent event, List<String> failures) {
    String status = event.resourceStatusAsString();
    boolean failed = status.endsWith("_FAILED");
    String reason = failed ? String.valueOf(event.resourceStatusReason()) : "";
    if (failed && !reason.contains("cancelled")) {
      failures.add(
          "%s (%s): %s".formatted(event.logicalResourceId(), event.resourceType(), reason));
    }
    listener.resource(event.logicalResourceId(), event.resourceType(), status, reason);
  }
}
