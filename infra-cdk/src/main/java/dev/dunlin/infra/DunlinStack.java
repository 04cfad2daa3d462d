package dev.dunlin.infra;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.BootstraplessSynthesizer;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/**
 * All that Dunlin has in an AWS account: a bucket and functions, which cost nothing while no job
 * runs, and on request a network, alarms and a dashboard.
 *
 * <p>It is made in two steps, because functions are made from a package that is in the bucket:
 * first the bucket alone, then, when the package is there, all of it. What differs between accounts
 * is in {@linkplain Parameters parameters}, so that two templates serve everybody.
 */
final class DunlinStack extends Stack {
  /** The tag that tells in a bill which stack a thing belongs to. */
  static final String TAG = "dunlin";

  private final Storage storage;

  /** A stack with a bucket. */
  DunlinStack(Construct scope, String name) {
    super(
        scope,
        name,
        StackProps.builder()
            .description(
                "Dunlin: a bucket and functions for jobs. Costs nothing while no job runs.")
            .synthesizer(new BootstraplessSynthesizer())
            .analyticsReporting(false)
            .build());
    storage = new Storage(this);
    Tags.of(this).add(TAG, Aws.STACK_NAME);
    CfnOutput.Builder.create(this, "BucketName")
        .description("The bucket of packages, shuffles and results")
        .value(storage.bucket().getBucketName())
        .build();
  }

  /**
   * Adds the functions and what they may need.
   *
   * @param packageId see {@link Executor}
   */
  void addFunctions(String packageId) {
    Parameters parameters = new Parameters(this);
    Rights rights = new Rights(this, parameters, storage);
    Network network = new Network(this, parameters, storage);
    List<Executor> executors = new ArrayList<>();
    for (FunctionSize size : FunctionSize.values()) {
      executors.add(new Executor(this, size, parameters, storage, rights, network, packageId));
    }
    Monitoring.add(this, parameters, executors);
  }
}
