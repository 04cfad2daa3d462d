package dev.dunlin.planner.distribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** How the rows of a fragment are spread over its tasks. */
sealed interface Distribution {
  /** Any row may be anywhere: one task per split, or per part of another stage's output. */
  record Arbitrary() implements Distribution {}

  /**
   * All rows are in one task; or, where the fragment stands inside another, in each of its tasks.
   */
  record Single() implements Distribution {}

  /**
   * Rows whose keys are equal are in one task, and all such fragments agree on which.
   *
   * @param keys for each part of the key the columns that hold it; a part that no column holds any
   *     more is empty, and then the fragment can only be joined with those it was cut with
   */
  record Hash(List<Set<Integer>> keys) implements Distribution {
    public Hash {
      keys = List.copyOf(keys);
    }

    static Hash of(List<Integer> columns) {
      return new Hash(columns.stream().<Set<Integer>>map(Set::of).toList());
    }

    /** Whether rows that are equal in these columns are certainly in one task. */
    boolean groups(Set<Integer> columns) {
      return keys.stream().allMatch(part -> part.stream().anyMatch(columns::contains));
    }

    /**
     * For each part of the key the place in {@code columns} of a column that holds it; else empty.
     */
    List<Integer> placesIn(List<Integer> columns) {
      List<Integer> places = new ArrayList<>();
      for (Set<Integer> part : keys) {
        int place = -1;
        for (int i = 0; i < columns.size() && place < 0; i++) {
          if (part.contains(columns.get(i))) {
            place = i;
          }
        }
        if (place < 0) {
          return List.of();
        }
        places.add(place);
      }
      return places;
    }

    /** The same rows under other columns. */
    Hash map(IntFunction<List<Integer>> to) {
      List<Set<Integer>> mapped = new ArrayList<>();
      for (Set<Integer> part : keys) {
        Set<Integer> columns = new TreeSet<>();
        part.forEach(c -> columns.addAll(to.apply(c)));
        mapped.add(columns);
      }
      return new Hash(mapped);
    }
  }
}
