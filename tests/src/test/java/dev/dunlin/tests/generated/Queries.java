package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes queries: SELECT, set operations, WITH, ORDER BY and LIMIT around them. */
final class Queries {
  private static final int DEEPEST = 2;
  private static final List<String> NAMES =
      List.of("x", "y", "z", "w", "a", "n", "k", "id", "Total", "\"odd name\"", "v");

  private final Choices choices;
  private final Expressions expressions;
  private final Relations relations;
  private final Selects selects;
  private final Windows windows;
  private int depth;
  private int aliases;

  Queries(Grammars grammars, Choices choices) {
    this.choices = choices;
    expressions = new Expressions(grammars, choices, this);
    windows = new Windows(choices, expressions);
    relations = new Relations(choices, expressions, this);
    selects = new Selects(choices, expressions, relations, windows);
  }

  /** A whole statement over these tables. */
  static Node statement(Grammars grammars, Choices choices, List<Table> tables) {
    Queries queries = new Queries(grammars, choices);
    Scope scope = Scope.of(tables);
    return queries.made(queries.sorts(scope, choices.between(1, 4)), scope, List.of()).node();
  }

  Windows windows() {
    return windows;
  }

  /** Whether a query may be made within the one being made. */
  boolean mayNest() {
    return depth < DEEPEST;
  }

  /** A name that no other relation of the statement has. */
  String alias() {
    return "t" + ++aliases;
  }

  /** As many names, each once. */
  List<String> names(int count) {
    return choices.some(NAMES, count);
  }

  /** A query of one column. */
  Node column(Sort sort, Scope scope) {
    return made(List.of(sort), scope, names(1)).node();
  }

  /** A query of one column and one row at most. */
  Node row(Sort sort, Scope scope) {
    return nested(
        () -> {
          if (choices.percent(60)) {
            return selects.whole(sort, scope).node();
          }
          Made made = selects.make(List.of(sort), scope, names(1));
          return Node.of(Sort.QUERY, "", made.node(), order(made, "1"));
        });
  }

  /** Any query, of which only the rows matter. */
  Node any(Scope scope) {
    return made(sorts(scope, choices.between(1, 2)), scope, List.of()).node();
  }

  private List<Sort> sorts(Scope scope, int count) {
    List<Sort> sorts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sorts.add(expressions.shownSort(scope));
    }
    return sorts;
  }

  /**
   * A query.
   *
   * @param names of its columns; none if nobody will name them
   */
  Made made(List<Sort> sorts, Scope scope, List<String> names) {
    return nested(
        () -> {
          if (choices.percent(depth == 1 ? 25 : 5)) {
            return with(sorts, scope, names);
          }
          return ordered(body(sorts, scope, names));
        });
  }

  private <T> T nested(Supplier<T> make) {
    depth++;
    try {
      return make.get();
    } finally {
      depth--;
    }
  }

  private Made with(List<Sort> sorts, Scope scope, List<String> names) {
    List<Node> definitions = new ArrayList<>();
    Scope knowing = scope;
    int count = choices.of(1, 1, 2);
    for (int i = 0; i < count; i++) {
      String name = "q" + ++aliases;
      List<Sort> inner = sorts(scope, choices.between(1, 3));
      Made made = made(inner, knowing, names(inner.size()));
      definitions.add(
          Node.of(
              Sort.CLAUSE,
              "",
              name + " AS " + choices.of("", "", "", "MATERIALIZED ", "NOT MATERIALIZED ") + "(",
              made.node(),
              ")"));
      Table table = new Table(name, "common table expression", made.columns(), "");
      // Twice, so that it is often read more than once.
      knowing = knowing.knowing(List.of(table, table, table, table));
    }
    Made body = ordered(body(sorts, knowing, names));
    Node node =
        Node.of(Sort.QUERY, "with", new Node.Many("WITH ", ", ", " ", 0, definitions), body.node());
    return new Made(node, body.columns(), Optional.empty());
  }

  private Made body(List<Sort> sorts, Scope scope, List<String> names) {
    if (mayNest() && choices.percent(14)) {
      return setOperation(sorts, scope, names.isEmpty() ? names(sorts.size()) : names);
    }
    if (choices.percent(2)) {
      return relations.values(sorts);
    }
    return selects.make(sorts, scope, names);
  }

  private Made setOperation(List<Sort> sorts, Scope scope, List<String> names) {
    String operator = choices.of("UNION", "UNION", "INTERSECT", "EXCEPT");
    String all = choices.of("", "", " ALL");
    boolean byName = operator.equals("UNION") && choices.percent(25);
    Made left = nested(() -> arm(sorts, scope, names));
    List<Sort> rightSorts = new ArrayList<>(sorts);
    List<String> rightNames = new ArrayList<>(names);
    if (byName) {
      Collections.reverse(rightSorts);
      Collections.reverse(rightNames);
      if (names.size() > 1 && choices.percent(40)) {
        rightSorts.removeLast();
        rightNames.removeLast();
      }
    }
    Made right = nested(() -> arm(rightSorts, scope, rightNames));
    Node node =
        Node.of(
            Sort.QUERY,
            (operator + all).toLowerCase(Locale.ROOT),
            "(",
            left.node(),
            ") " + operator + all + (byName ? " BY NAME" : "") + " (",
            right.node(),
            ")");
    if (byName) {
      node = Node.of(Sort.QUERY, "union by name", node);
    }
    return new Made(node, left.columns(), Optional.empty());
  }

  private Made arm(List<Sort> sorts, Scope scope, List<String> names) {
    Made arm =
        choices.percent(12) ? setOperation(sorts, scope, names) : selects.make(sorts, scope, names);
    return choices.percent(15) ? ordered(arm) : arm;
  }

  /** The same with ORDER BY and LIMIT, or without. */
  private Made ordered(Made made) {
    int choice = choices.below(100);
    if (made.columns().isEmpty() || choice >= 45) {
      return choice >= 98
          ? new Made(
              Node.of(Sort.QUERY, "limit", made.node(), choices.of(" LIMIT 0", " LIMIT 100000")),
              made.columns(),
              Optional.empty())
          : made;
    }
    String limit = choice < 18 ? choices.of("0", "1", "3", "5 + 2", "10") : "";
    return new Made(
        Node.of(Sort.QUERY, "", made.node(), order(made, limit)), made.columns(), Optional.empty());
  }

  /**
   * ORDER BY, and LIMIT if there is one: then the order is one of all rows but those that are
   * alike, and stays so while shrinking.
   */
  private Node.Many order(Made made, String limit) {
    List<Node> terms = new ArrayList<>();
    if (made.hidden().isPresent() && choices.percent(45)) {
      Scope hidden = made.hidden().get();
      expressions
          .naming(expressions.comparedSort(hidden), hidden)
          .ifPresent(term -> terms.add(term("order by hidden column", term)));
    }
    if (limit.isEmpty() && choices.percent(8)) {
      String all = choices.of("ALL", "ALL DESC", "COLUMNS(*)");
      return Node.optional(
          " ORDER BY ",
          Node.of(Sort.CLAUSE, all.startsWith("ALL") ? "order by all" : "order by columns", all),
          "");
    }
    List<Node> inexact = new ArrayList<>();
    List<Integer> ordinals = new ArrayList<>();
    for (int i = 0; i < made.columns().size(); i++) {
      ordinals.add(i);
    }
    for (int i : choices.some(ordinals, ordinals.size())) {
      Column column = made.columns().get(i);
      boolean named = !column.name().isEmpty() && choices.percent(40);
      Node key = Node.leaf(Sort.CLAUSE, named ? column.name() : String.valueOf(i + 1));
      (column.sort() == Sort.INEXACT ? inexact : terms)
          .add(term(named ? "order by alias" : "order by ordinal", key));
    }
    terms.addAll(inexact);
    int least = limit.isEmpty() ? 1 : terms.size();
    List<Object> parts = new ArrayList<>();
    parts.add(new Node.Many("", ", ", "", least, terms));
    if (!limit.isEmpty()) {
      String offset = choices.percent(25) ? " OFFSET 1" : "";
      parts.add(
          Node.optional(
              "",
              Node.of(
                  Sort.CLAUSE,
                  offset.isEmpty() ? "limit" : "offset",
                  choices.percent(90) || limit.contains("+")
                      ? " LIMIT " + limit + offset
                      : offset + " FETCH FIRST " + limit + " ROWS ONLY"),
              ""));
    }
    return Node.optional(" ORDER BY ", Node.of(Sort.CLAUSE, "order by", parts.toArray()), "");
  }

  private Node term(String construct, Node key) {
    return Node.of(
        Sort.CLAUSE,
        construct,
        key,
        Node.optional(
            "",
            Node.leaf(
                Sort.CLAUSE,
                choices.of("", "", "", " DESC", " DESC", " NULLS FIRST", " DESC NULLS LAST")),
            ""));
  }
}
