package dev.dunlin.tests.localstack;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts LocalStack for the first class of tests that needs it, and stops it after the last. */
final class LocalStackExtension
    implements ExecutionCondition, BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalStackExtension.class);
  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<String> missing = LocalStack.missing();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("LocalStack can be started");
    }
    if (System.getProperty("localstack", "").equals("required")) {
      throw new IllegalStateException(
          "Cannot run the LocalStack tests, which -Dlocalstack=required asks for: "
              + missing.get());
    }
    System.err.println(
        "SKIPPED " + context.getRequiredTestClass().getName() + ": " + missing.get());
    return ConditionEvaluationResult.disabled(missing.get());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    LocalStack unused = localStack(context);
    CREDENTIALS.forEach(System::setProperty);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  private static LocalStack localStack(ExtensionContext context) {
    Store store = context.getRoot().getStore(NAMESPACE);
    return store.computeIfAbsent(LocalStack.class, _ -> LocalStack.start(), LocalStack.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalStack.class;
  }

  @Override
  public LocalStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return localStack(context);
  }
}
