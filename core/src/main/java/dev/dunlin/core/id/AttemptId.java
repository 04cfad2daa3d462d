package dev.dunlin.core.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One try at a task, {@code j-7f3a/s2/t7/a0}. Every object an attempt writes has this path in its
 * key, so attempts of one task never overwrite each other.
 *
 * @param task the task
 * @param number the attempt's number in its task, from 0
 */
public record AttemptId(TaskId task, int number) {
  public AttemptId {
    IdPath.checkNumber("attempt", number);
  }

  /** The inverse of {@link #toString()}. */
  @JsonCreator
  public static AttemptId parse(String text) {
    IdPath path = IdPath.split(text, 'a');
    return new AttemptId(TaskId.parse(path.parent()), path.number());
  }

  @Override
  @JsonValue
  public String toString() {
    return task + "/a" + number;
  }
}
