package dev.dunlin.planner.catalog;

/**
 * How a scan is cut into tasks.
 *
 * @param targetBytes bytes of needed columns, as they are in the files, that a task reads at most;
 *     a piece that cannot be cut may be larger
 * @param minSplits tasks there are at least, where the files can be cut into so many
 */
public record SplitSizing(long targetBytes, int minSplits) {
  public SplitSizing {
    if (targetBytes < 1 || minSplits < 1) {
      throw new IllegalArgumentException(
          "A scan needs a target size and a task: " + targetBytes + " bytes, " + minSplits);
    }
  }
}
