package dev.dunlin.core.id;

/**
 * One stage of a job, {@code j-7f3a/s2}.
 *
 * @param job the job
 * @param number the stage's number in its {@link dev.dunlin.core.stage.StageGraph}, from 0
 */
public record StageId(JobId job, int number) {
  public StageId {
    IdPath.checkNumber("stage", number);
  }

  /** The inverse of {@link #toString()}. */
  public static StageId parse(String text) {
    IdPath path = IdPath.split(text, 's');
    return new StageId(JobId.parse(path.parent()), path.number());
  }

  public TaskId task(int number) {
    return new TaskId(this, number);
  }

  @Override
  public String toString() {
    return job + "/s" + number;
  }
}
