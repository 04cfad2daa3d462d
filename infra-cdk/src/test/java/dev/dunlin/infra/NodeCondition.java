package dev.dunlin.infra;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Looks for Node.js where CDK does: {@code JSII_NODE}, then {@code node} on the PATH. */
final class NodeCondition implements ExecutionCondition {
  private static final String MISSING =
      "no Node.js was found, on the PATH or by JSII_NODE, and CDK runs in it. Install one (20 or newer)";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (works(Objects.requireNonNullElse(System.getenv("JSII_NODE"), "node"))) {
      return ConditionEvaluationResult.enabled("Node.js is there");
    }
    if (System.getProperty("node", "").equals("required")) {
      throw new IllegalStateException(
          "Cannot run the tests of the stack, which -Dnode=required asks for: " + MISSING);
    }
    System.err.println("SKIPPED " + context.getRequiredTestClass().getName() + ": " + MISSING);
    return ConditionEvaluationResult.disabled(MISSING);
  }

  private static boolean works(String node) {
    try {
      Process process =
          new ProcessBuilder(node, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such command.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
