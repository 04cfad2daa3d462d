package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes GROUP BY. */
final class Groupings {
  private enum Kind {
    EXPRESSIONS,
    ORDINALS,
    ALIASES,
    ALL,
    ROLLUP,
    CUBE,
    GROUPING_SETS
  }

  private static final List<Kind> KINDS =
      List.of(
          Kind.EXPRESSIONS,
          Kind.EXPRESSIONS,
          Kind.EXPRESSIONS,
          Kind.EXPRESSIONS,
          Kind.ORDINALS,
          Kind.ALIASES,
          Kind.ALL,
          Kind.ROLLUP,
          Kind.CUBE,
          Kind.GROUPING_SETS);

  private final Choices choices;
  private final Expressions expressions;

  Groupings(Choices choices, Expressions expressions) {
    this.choices = choices;
    this.expressions = expressions;
  }

  Grouping make(List<Sort> sorts, Scope rows, List<String> names) {
    List<Optional<Node>> items = new ArrayList<>();
    List<Node> keys = new ArrayList<>();
    List<Node> written = new ArrayList<>();
    Kind kind = choices.of(KINDS);
    boolean ordinals =
        kind == Kind.ORDINALS || (kind.compareTo(Kind.ROLLUP) >= 0 && choices.percent(15));
    for (int i = 0; i < sorts.size(); i++) {
      Optional<Node> key =
          choices.percent(55) && keys.size() < 3 && sorts.get(i) != Sort.INEXACT
              ? expressions.naming(sorts.get(i), rows)
              : Optional.empty();
      items.add(key);
      if (key.isPresent()) {
        keys.add(key.get());
        String text =
            ordinals
                ? String.valueOf(i + 1)
                : kind == Kind.ALIASES && !names.isEmpty() ? names.get(i) : "";
        written.add(
            text.isEmpty()
                ? key.get()
                : Node.of(Sort.CLAUSE, ordinals ? "group by ordinal" : "group by alias", text));
      }
    }
    if (kind != Kind.ALL && keys.size() < 3 && choices.percent(keys.isEmpty() ? 60 : 25)) {
      Optional<Node> hidden = expressions.naming(expressions.comparedSort(rows), rows);
      hidden.ifPresent(keys::add);
      hidden.ifPresent(written::add);
    }
    List<Column> columns = new ArrayList<>(keys.stream().map(key -> new Column("", key)).toList());
    if (keys.isEmpty()) {
      return new Grouping(
          kind == Kind.ALL
              ? Optional.of(Node.of(Sort.CLAUSE, "group by all", " GROUP BY ALL"))
              : Optional.empty(),
          rows.grouped(columns),
          items,
          kind == Kind.ALL);
    }
    Node clause = clause(kind, written);
    if (kind.compareTo(Kind.ROLLUP) >= 0) {
      for (Node key : keys) {
        columns.add(new Column("", Node.of(Sort.INTEGER, "grouping()", "GROUPING(", key, ")")));
        columns.add(
            new Column(
                "", Node.of(Sort.BOOLEAN, "key of a grouping set is null", "(", key, " IS NULL)")));
      }
    }
    return new Grouping(Optional.of(clause), rows.grouped(columns), items, kind == Kind.ALL);
  }

  private Node clause(Kind kind, List<Node> keys) {
    return switch (kind) {
      case EXPRESSIONS, ORDINALS, ALIASES ->
          Node.of(Sort.CLAUSE, "group by", new Node.Many(" GROUP BY ", ", ", "", 0, keys));
      case ALL -> Node.of(Sort.CLAUSE, "group by all", " GROUP BY ALL");
      case ROLLUP ->
          Node.of(Sort.CLAUSE, "rollup", new Node.Many(" GROUP BY ROLLUP (", ", ", ")", 1, keys));
      case CUBE ->
          Node.of(Sort.CLAUSE, "cube", new Node.Many(" GROUP BY CUBE (", ", ", ")", 1, keys));
      case GROUPING_SETS -> {
        List<Node> sets = new ArrayList<>();
        sets.add(set(keys));
        if (keys.size() > 1 || choices.percent(50)) {
          sets.add(set(keys.subList(0, keys.size() - 1)));
        }
        if (keys.size() > 1) {
          sets.add(set(List.of(keys.getLast())));
        }
        yield Node.of(
            Sort.CLAUSE,
            "grouping sets",
            new Node.Many(" GROUP BY GROUPING SETS (", ", ", ")", 1, sets));
      }
    };
  }

  private static Node set(List<Node> keys) {
    return Node.of(Sort.CLAUSE, "", "(", new Node.Many("", ", ", "", 0, keys), ")");
  }
}
