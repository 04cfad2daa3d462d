package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a SELECT without its ORDER BY. */
final class Selects {
  private final Choices choices;
  private final Expressions expressions;
  private final Relations relations;
  private final Windows windows;
  private final Groupings groupings;

  Selects(Choices choices, Expressions expressions, Relations relations, Windows windows) {
    this.choices = choices;
    this.expressions = expressions;
    this.relations = relations;
    this.windows = windows;
    groupings = new Groupings(choices, expressions);
  }

  /**
   * A SELECT.
   *
   * @param names of its columns; none if nobody will name them
   */
  Made make(List<Sort> sorts, Scope scope, List<String> names) {
    if (choices.percent(3)) {
      return project(sorts, scope, names, List.of(), Optional.empty());
    }
    From from = relations.from(sorts, scope);
    Scope rows = scope.over(from.columns(), from.identity());
    boolean named = from.columns().stream().noneMatch(c -> c.name().isEmpty());
    if (names.isEmpty() && named && choices.percent(10)) {
      return star(from, rows);
    }
    List<Object> clauses = new ArrayList<>(List.of(" FROM ", from.node()));
    where(rows).ifPresent(clauses::add);
    if (choices.percent(36)) {
      return grouped(sorts, rows, names, clauses);
    }
    Scope shown = choices.percent(25) ? rows.calling(Scope.Calls.WINDOWS) : rows;
    return windows.naming(
        shown,
        window -> {
          Optional<Node> qualify =
              shown.calls() == Scope.Calls.WINDOWS && choices.percent(30)
                  ? Optional.of(qualify(shown))
                  : Optional.empty();
          window.ifPresent(node -> clauses.add(Node.optional("", node, "")));
          return project(sorts, shown, names, clauses, qualify);
        });
  }

  private Node qualify(Scope shown) {
    return choices.percent(60)
        ? Node.of(Sort.BOOLEAN, "qualify", expressions.window(Sort.INTEGER, shown), " <= 2")
        : Node.of(Sort.BOOLEAN, "qualify", expressions.of(Sort.BOOLEAN, shown, 2));
  }

  /** A SELECT of one aggregate over all rows, which gives one row. */
  Made whole(Sort sort, Scope scope) {
    From from = relations.from(List.of(sort), scope);
    Scope rows = scope.over(from.columns(), from.identity());
    List<Object> clauses = new ArrayList<>(List.of("SELECT "));
    Scope group = rows.grouped(List.of());
    clauses.add(
        Node.of(Sort.ITEM, "", expressions.aggregate(sort, group.arguments().orElseThrow())));
    clauses.add(" FROM ");
    clauses.add(from.node());
    where(rows).ifPresent(clauses::add);
    return new Made(
        Node.of(Sort.QUERY, "global aggregate", clauses.toArray()),
        List.of(Column.of("", sort, "")),
        Optional.empty());
  }

  private Optional<Node.Many> where(Scope rows) {
    return choices.percent(45)
        ? Optional.of(
            Node.optional(
                " WHERE ",
                Node.of(Sort.BOOLEAN, "where", expressions.of(Sort.BOOLEAN, rows, 3)),
                ""))
        : Optional.empty();
  }

  private Made grouped(List<Sort> sorts, Scope rows, List<String> names, List<Object> clauses) {
    Grouping grouping = groupings.make(sorts, rows, names);
    grouping.clause().ifPresent(clauses::add);
    Scope group = grouping.scope();
    if (choices.percent(25) && !grouping.all()) {
      clauses.add(
          Node.optional(
              " HAVING ",
              Node.of(Sort.BOOLEAN, "having", expressions.of(Sort.BOOLEAN, group, 2)),
              ""));
    }
    Scope shown =
        choices.percent(12) && !grouping.all() ? group.calling(Scope.Calls.WINDOWS) : group;
    return windows.naming(
        shown,
        window -> {
          window.ifPresent(node -> clauses.add(Node.optional("", node, "")));
          return project(
              values(sorts, grouping, shown), names, clauses, Optional.empty(), Optional.of(group));
        });
  }

  private List<Node> values(List<Sort> sorts, Grouping grouping, Scope shown) {
    List<Node> values = new ArrayList<>();
    for (int i = 0; i < sorts.size(); i++) {
      Optional<Node> key = grouping.items().get(i);
      values.add(
          key.isPresent()
              ? key.get()
              : grouping.all() || choices.percent(60)
                  ? aggregate(sorts.get(i), grouping.scope())
                  : expressions.of(sorts.get(i), shown, 2));
    }
    return values;
  }

  private Node aggregate(Sort sort, Scope group) {
    return expressions.aggregate(sort, group.arguments().orElseThrow());
  }

  private Made project(
      List<Sort> sorts,
      Scope scope,
      List<String> names,
      List<Object> clauses,
      Optional<Node> qualify) {
    List<Node> values = new ArrayList<>();
    Scope sofar = scope;
    for (int i = 0; i < sorts.size(); i++) {
      Sort sort = sorts.get(i);
      Node value =
          choices.percent(4) && (sort == Sort.INTEGER || sort == Sort.VARCHAR)
              ? several(sort, sofar)
              : expressions.of(sort, sofar, 2);
      values.add(value);
      if (!names.isEmpty() && choices.percent(20)) {
        String name = names.get(i);
        if (scope.columns().stream().noneMatch(c -> c.name().equals(name))) {
          sofar =
              sofar.with(
                  List.of(new Column(name, Node.of(sorts.get(i), "alias used later", name))));
        }
      }
    }
    return project(values, names, clauses, qualify, Optional.of(scope));
  }

  /** An item that gives several rows. */
  private Node several(Sort sort, Scope scope) {
    Sort list = sort == Sort.INTEGER ? Sort.INTEGERS : Sort.TEXTS;
    return sort == Sort.VARCHAR && choices.percent(30)
        ? Node.of(
            sort,
            "regexp_split_to_table",
            "regexp_split_to_table(",
            expressions.simple(Sort.VARCHAR, scope),
            ", ' ')")
        : Node.of(sort, "unnest in select", "unnest(", expressions.simple(list, scope), ")");
  }

  private Made project(
      List<Node> values,
      List<String> names,
      List<Object> clauses,
      Optional<Node> qualify,
      Optional<Scope> hidden) {
    List<Node> items = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Node value = values.get(i);
      String name = names.isEmpty() ? "" : names.get(i);
      items.add(
          Node.of(
              Sort.ITEM,
              "",
              value,
              name.isEmpty()
                  ? new Node.Many("", "", "", 0, List.of())
                  : Node.optional(" AS ", Node.leaf(Sort.CLAUSE, name), "")));
      columns.add(Column.of(name, value.sort(), name));
    }
    if (hidden.isPresent() && hidden.get().arguments().isEmpty() && choices.percent(6)) {
      Optional<Made> made = distinctOn(items, columns, clauses, qualify, hidden.get());
      if (made.isPresent()) {
        return made.get();
      }
    }
    boolean distinct = choices.percent(10);
    List<Object> parts = new ArrayList<>();
    boolean fromFirst = clauses.size() >= 2 && choices.percent(4);
    if (fromFirst) {
      parts.add("FROM ");
      parts.add(clauses.get(1));
      parts.add(Node.of(Sort.CLAUSE, "from first", " SELECT "));
    } else {
      parts.add("SELECT ");
    }
    if (distinct) {
      parts.add(Node.optional("", Node.of(Sort.CLAUSE, "distinct", "DISTINCT "), ""));
    }
    parts.add(new Node.Many("", ", ", "", 1, items));
    parts.addAll(fromFirst ? clauses.subList(2, clauses.size()) : clauses);
    qualify.ifPresent(node -> parts.add(Node.optional(" QUALIFY ", node, "")));
    return new Made(
        Node.of(Sort.QUERY, "", parts.toArray()), columns, distinct ? Optional.empty() : hidden);
  }

  /** DISTINCT ON, with an order that says which rows are the first. */
  private Optional<Made> distinctOn(
      List<Node> items,
      List<Column> columns,
      List<Object> clauses,
      Optional<Node> qualify,
      Scope hidden) {
    Optional<Node> key = expressions.naming(expressions.comparedSort(hidden), hidden);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    List<Node> order = new ArrayList<>(List.of(key.get()));
    if (choices.percent(40)) {
      expressions.naming(expressions.comparedSort(hidden), hidden).ifPresent(order::add);
    }
    for (int i = 1; i <= items.size(); i++) {
      order.add(Node.leaf(Sort.CLAUSE, i + choices.of("", " DESC")));
    }
    List<Object> parts = new ArrayList<>(List.of("(SELECT DISTINCT ON (", key.get(), ") "));
    parts.add(new Node.Many("", ", ", "", items.size(), items));
    parts.addAll(clauses);
    qualify.ifPresent(node -> parts.add(Node.optional(" QUALIFY ", node, "")));
    parts.add(new Node.Many(" ORDER BY ", ", ", ")", order.size(), order));
    return Optional.of(
        new Made(Node.of(Sort.QUERY, "distinct on", parts.toArray()), columns, Optional.empty()));
  }

  private Made star(From from, Scope rows) {
    List<Column> columns = from.columns();
    Set<String> names = new HashSet<>();
    boolean unique = columns.stream().allMatch(c -> names.add(c.name()));
    List<Object> parts = new ArrayList<>(List.of("SELECT "));
    Column one = choices.of(columns);
    String kind =
        unique && columns.size() > 1
            ? choices.of("*", "EXCLUDE", "REPLACE", "RENAME", "COLUMNS")
            : "*";
    List<Column> out = new ArrayList<>(columns);
    switch (kind) {
      case "EXCLUDE" -> {
        parts.add(Node.of(Sort.ITEM, "star exclude", "* EXCLUDE (" + one.name() + ")"));
        out.remove(one);
      }
      case "REPLACE" ->
          parts.add(
              Node.of(
                  Sort.ITEM,
                  "star replace",
                  "* REPLACE (",
                  expressions.of(one.sort(), rows, 2),
                  " AS " + one.name() + ")"));
      case "RENAME" -> {
        parts.add(Node.of(Sort.ITEM, "star rename", "* RENAME (" + one.name() + " AS renamed)"));
        out.set(out.indexOf(one), Column.of("renamed", one.sort(), "renamed"));
      }
      case "COLUMNS" ->
          parts.add(
              Node.of(
                  Sort.ITEM,
                  "columns",
                  choices.of(
                      "COLUMNS(*)",
                      "COLUMNS('.*')",
                      "COLUMNS(* EXCLUDE (" + one.name() + "))",
                      "coalesce(COLUMNS(*), NULL)",
                      "COLUMNS(*) IS NULL",
                      "count(COLUMNS(*))",
                      "min(COLUMNS(* EXCLUDE (" + one.name() + ")))",
                      "COLUMNS(* REPLACE (" + one.node() + " IS NULL AS " + one.name() + "))",
                      "COLUMNS(* RENAME (" + one.name() + " AS renamed))")));
      default -> parts.add(Node.of(Sort.ITEM, "star", "*"));
    }
    parts.add(" FROM ");
    parts.add(from.node());
    where(rows).ifPresent(parts::add);
    boolean ordinals = !kind.equals("COLUMNS");
    return new Made(
        Node.of(Sort.QUERY, "", parts.toArray()),
        ordinals ? unnamed(out) : List.of(),
        Optional.of(rows));
  }

  private static List<Column> unnamed(List<Column> columns) {
    return columns.stream().map(c -> Column.of("", c.sort(), "")).toList();
  }
}
