package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The choices that make a statement: always the same for a seed and a number. */
final class Choices {
  private final SplittableRandom random;

  /**
   * The choices of one statement.
   *
   * @param seed the run's
   * @param number the statement's in it
   */
  Choices(long seed, int number) {
    random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number * 0x9E3779B9L);
  }

  /** A number from 0 to below the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number between both, inclusive. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** Whether something with this chance comes true. */
  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  <T> T of(List<T> options) {
    return options.get(random.nextInt(options.size()));
  }

  @SafeVarargs
  final <T> T of(T... options) {
    return options[random.nextInt(options.length)];
  }

  /** Some of them in a new order, as many as said or fewer where there are fewer. */
  <T> List<T> some(List<T> options, int count) {
    List<T> left = new ArrayList<>(options);
    List<T> some = new ArrayList<>();
    while (!left.isEmpty() && some.size() < count) {
      some.add(left.remove(random.nextInt(left.size())));
    }
    return some;
  }
}
