package dev.dunlin.infra;

import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnCondition;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.IResolvable;
import software.constructs.IConstruct;

/** What is in the template in any case, and in a stack only under a condition. */
final class Conditions {
  private Conditions() {}

  /** Makes all resources of these constructs depend on a condition. */
  static void onlyIf(CfnCondition condition, IConstruct... constructs) {
    for (IConstruct construct : constructs) {
      for (IConstruct part : construct.getNode().findAll()) {
        if (part instanceof CfnResource resource) {
          resource.getCfnOptions().setCondition(condition);
        }
      }
    }
  }

  /** A value under a condition, else none at all. */
  static IResolvable valueIf(CfnCondition condition, Object value) {
    return Fn.conditionIf(condition.getLogicalId(), value, Aws.NO_VALUE);
  }
}
