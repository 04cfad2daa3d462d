package dev.dunlin.driver.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells columns of the same name apart, where a format needs that. */
final class UniqueNames {
  private UniqueNames() {}

  /** The names, with {@code _1}, {@code _2}, … where one was there before, letter case aside. */
  static List<String> of(List<String> names) {
    Set<String> taken = new HashSet<>();
    List<String> unique = new ArrayList<>(names.size());
    for (String name : names) {
      String candidate = name;
      for (int i = 1; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
        candidate = name + "_" + i;
      }
      unique.add(candidate);
    }
    return unique;
  }
}
