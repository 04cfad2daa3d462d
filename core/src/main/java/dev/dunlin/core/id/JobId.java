package dev.dunlin.core.id;

import java.util.regex.Pattern;

/**
 * One job, {@code j-7f3a09c2}: the letter j, a dash and 4 to 32 lower-case letters or digits.
 *
 * @param text the id as it is printed
 */
public record JobId(String text) {
  /** What an id looks like. */
  public static final Pattern FORM = Pattern.compile("j-[0-9a-z]{4,32}");

  public JobId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("Not a job id (like j-7f3a09c2): " + text);
    }
  }

  /** The inverse of {@link #toString()}. */
  public static JobId parse(String text) {
    return new JobId(text);
  }

  public StageId stage(int number) {
    return new StageId(this, number);
  }

  @Override
  public String toString() {
    return text;
  }
}
