package dev.dunlin.tests.generated;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The files of the grammar. */
record Grammars(Grammar expressions, Grammar queries, Grammar aggregates, Grammar windows) {
  static Grammars read() throws IOException {
    return new Grammars(
        Grammar.read("expressions.txt"),
        Grammar.read("queries.txt"),
        Grammar.read("aggregates.txt"),
        Grammar.read("windows.txt"));
  }

  /** All constructs that they name. */
  Set<String> constructs() {
    Set<String> all = new LinkedHashSet<>(expressions.constructs());
    all.addAll(queries.constructs());
    all.addAll(aggregates.constructs());
    all.addAll(windows.constructs());
    return all;
  }
}
