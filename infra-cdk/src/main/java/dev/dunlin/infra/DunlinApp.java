package dev.dunlin.infra;

import software.amazon.awscdk.App;

/**
 * The CDK app, for {@code cdk deploy} and for the templates that are in the distribution.
 *
 * <p>Context: {@code stack}, the stack's name ({@code dunlin}); {@code package}, see {@link
 * Executor}: without it the stack is the bucket alone.
 */
public final class DunlinApp {
  private DunlinApp() {}

  public static void main(String[] args) {
    App app = new App();
    Object name = app.getNode().tryGetContext("stack");
    Object packageId = app.getNode().tryGetContext("package");
    DunlinStack stack = new DunlinStack(app, name == null ? "dunlin" : name.toString());
    if (packageId != null) {
      stack.addFunctions(packageId.toString());
    }
    app.synth();
  }
}
