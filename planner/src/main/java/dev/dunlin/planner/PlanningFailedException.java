package dev.dunlin.planner;

/** A mistake of the planner's own: whatever the planning of a statement has ended with. */
public final class PlanningFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlanningFailedException(Statement statement, Throwable cause) {
    super("Cannot plan this statement: %s\n%s".formatted(cause, statement.text().strip()), cause);
  }
}
