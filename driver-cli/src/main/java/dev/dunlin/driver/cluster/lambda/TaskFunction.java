package dev.dunlin.driver.cluster.lambda;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.task.TaskDescriptor.Resources;
import dev.dunlin.driver.cluster.lambda.LambdaFunction.Facts;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** A function that runs tasks, and what it has for one of them. */
record TaskFunction(LambdaFunction function, Facts facts, ScaleUp scaleUp) {
  private static final int MB_PER_CPU = 1769;
  private static final long MIB = 1024 * 1024;

  /** The JVM, its heap and code, DuckDB's library and what it holds outside of its limit. */
  private static final long RESERVED_MB = 384;

  private static final int PERCENT_FOR_DUCKDB = 80;

  /**
   * Asks Lambda what a function is.
   *
   * @throws UserErrorException if it cannot be used
   */
  static TaskFunction ask(LambdaFunction function) {
    return new TaskFunction(function, asked(function, function::facts), new ScaleUp(Pace.SYSTEM));
  }

  /**
   * Asks Lambda how many calls at the same time the function's account has room for.
   *
   * @throws UserErrorException if it does not say
   */
  static int freeConcurrency(LambdaFunction function) {
    return asked(function, function::freeConcurrency);
  }

  private static <T> T asked(LambdaFunction function, Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw new UserErrorException(LambdaRefusals.of(function).message(e), e);
    }
  }

  LambdaRefusals refusals() {
    return LambdaRefusals.of(function);
  }

  /** The processors that its memory brings, and the memory that is DuckDB's. */
  Resources resources() {
    int threads = Math.max(1, (facts.memoryMb() + MB_PER_CPU / 2) / MB_PER_CPU);
    long free = MIB * Math.max(facts.memoryMb() / 4, facts.memoryMb() - RESERVED_MB);
    return new Resources(threads, free / 100 * PERCENT_FOR_DUCKDB);
  }
}
