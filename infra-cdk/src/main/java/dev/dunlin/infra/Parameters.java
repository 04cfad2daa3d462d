package dev.dunlin.infra;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awscdk.CfnCondition;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.ICfnConditionExpression;
import software.constructs.Construct;

/** What differs between deployments of the functions, and the conditions that follow from it. */
final class Parameters {
  /** The size of /tmp that costs nothing, and the only one that SnapStart allows. */
  private static final String FREE_TMP_MB = "512";

  private final Construct scope;
  private final CfnParameter packageKey;
  private final CfnParameter architecture;
  private final CfnParameter tmpMegabytes;
  private final CfnParameter readable;
  private final CfnParameter writable;
  private final CfnCondition snapStart;
  private final CfnCondition reads;
  private final CfnCondition writes;
  private final CfnCondition network;
  private final CfnCondition monitoring;
  private final Map<FunctionSize, CfnCondition> functions = new EnumMap<>(FunctionSize.class);

  Parameters(Construct scope) {
    this.scope = scope;
    packageKey =
        CfnParameter.Builder.create(scope, "PackageKey")
            .type("String")
            .description("The functions' package, as a key of the bucket.")
            .minLength(1)
            .build();
    architecture =
        choice(
            "Architecture",
            "The functions' processors, those that the package was built for. arm64 is a fifth cheaper.",
            "arm64",
            "x86_64");
    tmpMegabytes =
        CfnParameter.Builder.create(scope, "TmpMegabytes")
            .type("Number")
            .description(
                "Room for each task's files. Above 512 it costs money, and rules SnapStart out.")
            .defaultValue(FREE_TMP_MB)
            .minValue(512)
            .maxValue(10240)
            .build();
    readable =
        list(
            "Readable",
            "What tasks may read beside the bucket: ARNs of objects"
                + " (arn:aws:s3:::bucket/prefix/*,arn:aws:s3:::other/*).");
    writable =
        list("Writable", "Where tasks may write beside the bucket: ARNs of objects, as above.");
    CfnParameter networkKind =
        choice(
            "Network",
            "vpc: tasks run in a network of their own, from which only Amazon S3 can be reached.",
            "public",
            "vpc");
    CfnParameter monitoringKind =
        choice(
            "Monitoring",
            "on: alarms and a dashboard, which cost some dollars a month beyond AWS's free ones.",
            "off",
            "on");
    CfnParameter largest =
        choice(
            "LargestMemoryMegabytes",
            "The largest function. AWS allows some new accounts no more than 3008.",
            FunctionSize.LARGEST.toString(),
            EnumSet.complementOf(EnumSet.of(FunctionSize.LARGEST)).stream()
                .map(FunctionSize::toString)
                .toArray(String[]::new));

    snapStart = condition("WithSnapStart", Fn.conditionEquals(tmpMegabytes, FREE_TMP_MB));
    reads = condition("WithReadable", some(readable));
    writes = condition("WithWritable", some(writable));
    network = condition("WithNetwork", Fn.conditionEquals(networkKind, "vpc"));
    monitoring = condition("WithMonitoring", Fn.conditionEquals(monitoringKind, "on"));
    for (FunctionSize size : FunctionSize.values()) {
      ICfnConditionExpression[] atLeast =
          EnumSet.range(size, FunctionSize.LARGEST).stream()
              .map(s -> Fn.conditionEquals(largest, s.toString()))
              .toArray(ICfnConditionExpression[]::new);
      ICfnConditionExpression allowed = atLeast.length == 1 ? atLeast[0] : Fn.conditionOr(atLeast);
      functions.put(size, condition("WithFunction" + size, allowed));
    }
  }

  /**
   * Texts between commas; may be none. Not CloudFormation's own CommaDelimitedList: LocalStack 4.14
   * cannot remove a stack that has a value for one.
   */
  private CfnParameter list(String name, String description) {
    return CfnParameter.Builder.create(scope, name)
        .type("String")
        .description(description)
        .defaultValue("")
        .build();
  }

  private CfnParameter choice(String name, String description, String standard, String... others) {
    return CfnParameter.Builder.create(scope, name)
        .type("String")
        .description(description)
        .defaultValue(standard)
        .allowedValues(Stream.concat(Stream.of(standard), Stream.of(others)).toList())
        .build();
  }

  private CfnCondition condition(String name, ICfnConditionExpression expression) {
    return CfnCondition.Builder.create(scope, name).expression(expression).build();
  }

  private static ICfnConditionExpression some(CfnParameter list) {
    return Fn.conditionNot(Fn.conditionEquals(list, ""));
  }

  String packageKey() {
    return packageKey.getValueAsString();
  }

  String architecture() {
    return architecture.getValueAsString();
  }

  Number tmpMegabytes() {
    return tmpMegabytes.getValueAsNumber();
  }

  List<String> readable() {
    return Fn.split(",", readable.getValueAsString());
  }

  List<String> writable() {
    return Fn.split(",", writable.getValueAsString());
  }

  CfnCondition snapStart() {
    return snapStart;
  }

  CfnCondition reads() {
    return reads;
  }

  CfnCondition writes() {
    return writes;
  }

  CfnCondition network() {
    return network;
  }

  CfnCondition monitoring() {
    return monitoring;
  }

  /** Whether there is a function of this size. */
  CfnCondition function(FunctionSize size) {
    return Objects.requireNonNull(functions.get(size));
  }
}
