package dev.dunlin.core.id;

/**
 * One task of a stage, {@code j-7f3a/s2/t7}.
 *
 * @param stage the stage
 * @param number the task's number in its stage, from 0
 */
public record TaskId(StageId stage, int number) {
  public TaskId {
    IdPath.checkNumber("task", number);
  }

  /** The inverse of {@link #toString()}. */
  public static TaskId parse(String text) {
    IdPath path = IdPath.split(text, 't');
    return new TaskId(StageId.parse(path.parent()), path.number());
  }

  public AttemptId attempt(int number) {
    return new AttemptId(this, number);
  }

  @Override
  public String toString() {
    return stage + "/t" + number;
  }
}
