package dev.dunlin.core.id;

import io.avaje.jsonb.Json;

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
  @Json.Creator
  public static AttemptId parse(String text) {
    IdPath path = IdPath.split(text, 'a');
    return new AttemptId(TaskId.parse(path.parent()), path.number());
  }

  @Override
  @Json.Value
  public String toString() {
    return task + "/a" + number;
  }
}
