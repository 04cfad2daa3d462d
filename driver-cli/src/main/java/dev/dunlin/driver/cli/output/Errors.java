package dev.dunlin.driver.cli.output;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.driver.scheduler.JobFailedException;
import dev.dunlin.planner.PlanningFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** How a failure is told on the command line: its text and its exit code. */
public final class Errors {
  public static final int FAILURE = 1;
  public static final int USER_ERROR = 2;
  public static final int INTERRUPTED = 130;

  private Errors() {}

  /** Prints what went wrong; returns the exit code. A stack is for bugs alone. */
  public static int report(Throwable failure, PrintStream err) {
    Optional<String> shortage = Shortage.of(failure);
    if (shortage.isPresent()) {
      err.println("error: " + shortage.get());
      return FAILURE;
    }
    return switch (failure) {
      case UserErrorException e -> print(err, e, USER_ERROR);
      case JobFailedException e ->
          switch (e.kind()) {
            case USER_ERROR -> print(err, e, USER_ERROR);
            case CANCELLED -> print(err, e, INTERRUPTED);
            case FAILURE -> print(err, e, FAILURE);
            case BUG -> {
              print(err, e, FAILURE);
              yield bug(e, e.stack(), err);
            }
          };
      case UncheckedIOException e -> print(err, e, FAILURE);
      case PlanningFailedException e -> {
        print(err, e, FAILURE);
        yield bug(e, "", err);
      }
      default -> {
        err.println("error: " + failure);
        yield bug(failure, "", err);
      }
    };
  }

  private static int print(PrintStream err, RuntimeException failure, int code) {
    err.println("error: " + failure.getMessage());
    for (Throwable also : failure.getSuppressed()) {
      err.println("also: " + also.getMessage());
    }
    return code;
  }

  private static int bug(Throwable failure, String stack, PrintStream err) {
    err.println("This is a bug in Dunlin. Please report it, with the statement and what follows.");
    if (stack.isEmpty()) {
      failure.printStackTrace(err);
    } else {
      err.println(stack.stripTrailing());
    }
    return FAILURE;
  }

  /** What a file system said, in words. */
  public static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException f -> "there is no such file: " + f.getFile();
      case AccessDeniedException f -> "no permission for " + f.getFile();
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
