package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes what stands behind OVER. */
final class Windows {
  private static final List<String> ROWS =
      List.of(
          "",
          "",
          " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
          " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
          " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
          " ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING EXCLUDE CURRENT ROW");
  private static final List<String> PEERS =
      List.of(
          "",
          "",
          "",
          " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
          " RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
          " GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
          " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE GROUP");

  private final Choices choices;
  private final Expressions expressions;

  /** The name of the window that WINDOW defines in the SELECT being made; empty if none. */
  private String named = "";

  Windows(Choices choices, Expressions expressions) {
    this.choices = choices;
    this.expressions = expressions;
  }

  /**
   * Makes a SELECT that may define a window by name, whose order is total.
   *
   * @param select is given the clause that defines it, none if there is none
   */
  <T> T naming(Scope scope, Function<Optional<Node>, T> select) {
    String before = named;
    try {
      Optional<Node> clause = Optional.empty();
      named = "";
      if (scope.calls() == Scope.Calls.WINDOWS && choices.percent(25)) {
        clause = Optional.of(Node.of(Sort.CLAUSE, "named window", " WINDOW o AS ", total(scope)));
        named = "o";
      }
      return select.apply(clause);
    } finally {
      named = before;
    }
  }

  /** A window in which rows that tie may come in any order. */
  Node peers(Scope scope) {
    if (!named.isEmpty() && choices.percent(50)) {
      return Node.leaf(Sort.CLAUSE, named);
    }
    List<Object> parts = new ArrayList<>(List.of("(", partitions(scope)));
    int choice = choices.below(100);
    if (choice < 55) {
      parts.add(new Node.Many(" ORDER BY ", ", ", "", 1, List.of(key(scope))));
      parts.add(frame(choices.of(PEERS)));
    } else if (choice < 62 && !scope.columns(Sort.INTEGER).isEmpty()) {
      parts.add(" ORDER BY ");
      parts.add(choices.of(scope.columns(Sort.INTEGER)).node());
      parts.add(frame(" RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING"));
    }
    parts.add(")");
    return Node.of(Sort.CLAUSE, "", parts.toArray());
  }

  /** A window in which only rows that are alike may tie. */
  Node total(Scope scope) {
    if (!named.isEmpty() && choices.percent(50)) {
      return Node.leaf(Sort.CLAUSE, named);
    }
    List<Node> keys = new ArrayList<>();
    if (choices.percent(60)) {
      keys.add(key(scope));
    }
    keys.addAll(scope.identity());
    List<Object> parts = new ArrayList<>(List.of("(", partitions(scope)));
    if (!keys.isEmpty()) {
      parts.add(new Node.Many(" ORDER BY ", ", ", "", keys.size(), keys));
      parts.add(frame(choices.of(ROWS)));
    }
    parts.add(")");
    return Node.of(Sort.CLAUSE, "", parts.toArray());
  }

  private Node key(Scope scope) {
    return Node.of(
        Sort.CLAUSE,
        "",
        expressions.simple(expressions.comparedSort(scope), scope),
        choices.of("", "", " DESC", " NULLS FIRST", " DESC NULLS LAST"));
  }

  private Node.Many partitions(Scope scope) {
    List<Node> keys = new ArrayList<>();
    int count = choices.of(0, 1, 1, 1, 2);
    for (int i = 0; i < count; i++) {
      keys.add(expressions.simple(expressions.comparedSort(scope), scope));
    }
    return new Node.Many("PARTITION BY ", ", ", "", 0, keys);
  }

  private static Node.Many frame(String frame) {
    return Node.optional("", Node.of(Sort.CLAUSE, frame.isEmpty() ? "" : "frame", frame), "");
  }
}
