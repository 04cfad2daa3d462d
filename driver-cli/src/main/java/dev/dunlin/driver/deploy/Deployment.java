package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * Puts the stack into an account, or brings it up to date: the bucket, the package in it, the
 * functions. Each step that is done already is left out, so that a deployment that was interrupted
 * can be run again.
 */
public final class Deployment {
  private final AwsStack stack;
  private final String name;
  private final ObjectStore store;
  private final LambdaClient lambda;
  private final Distribution distribution;
  private final StackListener listener;

  Deployment(
      AwsStack stack,
      String name,
      ObjectStore store,
      LambdaClient lambda,
      Distribution distribution,
      StackListener listener) {
    this.stack = stack;
    this.name = name;
    this.store = store;
    this.lambda = lambda;
    this.distribution = distribution;
    this.listener = listener;
  }

  /**
   * What there is afterwards.
   *
   * @param bucket the bucket's name
   * @param functions the functions' alias ARNs, by their memory in MB
   */
  public record Deployed(String bucket, Map<Integer, String> functions) {}

  /**
   * Does it.
   *
   * @param architecture {@code x86_64} or {@code arm64}
   * @param parameters of the template, besides the architecture and the package
   * @param agreed is shown what will be changed, and says whether it may be
   * @throws UserErrorException if it cannot be done, or is not agreed to
   */
  public Deployed run(
      String architecture, Map<String, String> parameters, Predicate<List<String>> agreed)
      throws IOException, InterruptedException {
    try {
      return made(architecture, parameters, agreed);
    } catch (SdkException e) {
      throw AwsRefusals.of("deploy the stack %s in %s".formatted(name, stack.region()), e);
    }
  }

  private Deployed made(
      String architecture, Map<String, String> parameters, Predicate<List<String>> agreed)
      throws IOException, InterruptedException {
    Path zip = distribution.functionPackage(architecture);
    String hash = Distribution.hash(zip);
    StackStatus status = settled();
    if (status.isNew()) {
      AwsStack.Planned bucket = stack.plan(distribution.bucketTemplate(), Map.of());
      check(agreed, bucket);
      listener.step("making the bucket");
      stack.make(bucket);
    } else if (deployed().functions().values().stream().anyMatch(this::isMissing)) {
      // CloudFormation does not see what is removed behind its back, and would leave it so.
      AwsStack.Planned removal = stack.plan(distribution.bucketTemplate(), Map.of());
      check(agreed, removal);
      listener.step("a function is gone: removing the others too, to make them anew");
      stack.make(removal);
    }
    String bucket = stack.outputs().getOrDefault("BucketName", "");
    String key =
        "packages/dunlin-function-%s-%s.zip".formatted(architecture, hash.substring(0, 16));
    upload(zip, ObjectUri.parse("s3://" + bucket).resolve(key));

    Map<String, String> all = new TreeMap<>(parameters);
    all.put("Architecture", architecture);
    all.put("PackageKey", key);
    AwsStack.Planned functions = stack.plan(distribution.template(hash, all), all);
    if (!status.isNew() && !functions.resources().isEmpty()) {
      check(agreed, functions);
    }
    listener.step(
        functions.resources().isEmpty() ? "the functions are up to date" : "making the functions");
    stack.make(functions);
    return deployed();
  }

  private void check(Predicate<List<String>> agreed, AwsStack.Planned change)
      throws InterruptedException {
    if (!agreed.test(change.resources())) {
      stack.discard(change);
      throw new UserErrorException("Nothing was changed");
    }
  }

  /** The stack's status once nobody changes it. */
  private StackStatus settled() throws InterruptedException {
    StackStatus status = stack.status();
    if (status.isChanging()) {
      listener.step("waiting for a change that is under way (" + status.word() + ")");
      stack.await();
      status = stack.status();
    }
    if (!status.isNew() && !status.canBeUpdated()) {
      throw new UserErrorException(
          "The stack %s is in %s, out of which CloudFormation lets nobody change it: remove it with dunlin undeploy --name %s, and deploy again"
              .formatted(name, status.word(), name));
    }
    return status;
  }

  private boolean isMissing(String alias) {
    int end = alias.lastIndexOf(':');
    try {
      GetAliasResponse unused =
          lambda.getAlias(
              r -> r.functionName(alias.substring(0, end)).name(alias.substring(end + 1)));
      return false;
    } catch (ResourceNotFoundException e) {
      return true;
    }
  }

  private void upload(Path zip, ObjectUri object) throws IOException {
    if (!store.list(object).isEmpty()) {
      listener.step("the package is there already");
      return;
    }
    listener.step("uploading the package (%d MB)".formatted(Files.size(zip) / 1_000_000));
    ObjectStat unused = store.put(object, Files.readAllBytes(zip));
  }

  private Deployed deployed() {
    Map<Integer, String> functions = new TreeMap<>();
    Map<String, String> outputs = stack.outputs();
    outputs.forEach(
        (output, value) -> {
          if (output.matches("Function\\d+Arn")) {
            functions.put(Integer.parseInt(output.replaceAll("\\D", "")), value);
          }
        });
    return new Deployed(outputs.getOrDefault("BucketName", ""), functions);
  }
}
