package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes what stands in FROM. */
final class Relations {
  private static final List<String> KINDS =
      List.of(
          "JOIN",
          "JOIN",
          "INNER JOIN",
          "LEFT JOIN",
          "LEFT JOIN",
          "RIGHT JOIN",
          "FULL JOIN",
          "SEMI JOIN",
          "ANTI JOIN");

  private final Choices choices;
  private final Expressions expressions;
  private final Queries queries;

  Relations(Choices choices, Expressions expressions, Queries queries) {
    this.choices = choices;
    this.expressions = expressions;
    this.queries = queries;
  }

  /** What a query reads that shows these sorts: likelier what has columns of them. */
  From from(List<Sort> sorts, Scope scope) {
    From first = relation(sorts, scope);
    if (choices.percent(60)) {
      return first;
    }
    From from = join(first, scope);
    return choices.percent(20) ? join(from, scope) : from;
  }

  private From relation(List<Sort> sorts, Scope scope) {
    int choice = choices.below(100);
    if (choice < 12 && queries.mayNest()) {
      List<Sort> columns = sorts(choices.between(1, 3));
      Made made = queries.made(columns, scope, queries.names(columns.size()));
      return named(made, "sub-query in from");
    }
    if (choice < 15) {
      return named(values(sorts(choices.between(1, 2))), "values in from");
    }
    if (choice < 17) {
      String alias = queries.alias();
      return new From(
          Node.of(Sort.RELATION, "range in from", "range(5) AS " + alias + "(r)"),
          List.of(Column.of("r", Sort.INTEGER, alias + ".r")),
          List.of(Node.leaf(Sort.INTEGER, alias + ".r")));
    }
    List<Table> telling =
        scope.tables().stream()
            .filter(t -> t.columns().stream().anyMatch(c -> sorts.contains(c.sort())))
            .toList();
    return table(choices.of(telling.isEmpty() || choices.percent(25) ? scope.tables() : telling));
  }

  private List<Sort> sorts(int count) {
    List<Sort> sorts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sorts.add(expressions.comparedSort());
    }
    return sorts;
  }

  private From table(Table table) {
    String alias = queries.alias();
    List<Column> columns =
        table.columns().stream()
            .map(c -> Column.of(c.name(), c.sort(), alias + "." + c.node()))
            .toList();
    if (choices.percent(3)) {
      return volatileTable(table, alias, columns);
    }
    List<Node> identity =
        columns.stream()
            .filter(c -> table.key().isEmpty() || c.name().equals(table.key()))
            .map(Column::node)
            .toList();
    return new From(
        Node.of(Sort.RELATION, table.construct(), table.name() + " AS " + alias),
        columns,
        identity);
  }

  /**
   * A table with a column of random numbers, each of which is one number however often it is read.
   */
  private static From volatileTable(Table table, String alias, List<Column> columns) {
    List<Column> all = new ArrayList<>(columns);
    all.add(
        new Column(
            "",
            Node.of(
                Sort.BOOLEAN,
                "volatile column read twice",
                "(" + alias + ".r = " + alias + ".r)")));
    return new From(
        Node.of(
            Sort.RELATION,
            table.construct(),
            "(SELECT *, random() AS r FROM " + table.name() + ") AS " + alias),
        all,
        columns.stream().map(Column::node).toList());
  }

  private From named(Made made, String construct) {
    String alias = queries.alias();
    List<Column> columns =
        made.columns().stream()
            .map(c -> Column.of(c.name(), c.sort(), alias + "." + c.name()))
            .toList();
    return new From(
        Node.of(Sort.RELATION, construct, "(", made.node(), ") AS " + alias),
        columns,
        columns.stream().map(Column::node).toList());
  }

  /** Rows of constants. */
  Made values(List<Sort> sorts) {
    Scope nothing = Scope.of(List.of());
    List<Node> rows = new ArrayList<>();
    int count = choices.between(1, 4);
    for (int i = 0; i < count; i++) {
      List<Node> values = new ArrayList<>();
      for (Sort sort : sorts) {
        values.add(expressions.leaf(sort, nothing));
      }
      rows.add(Node.of(Sort.CLAUSE, "", new Node.Many("(", ", ", ")", values.size(), values)));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < sorts.size(); i++) {
      columns.add(Column.of("col" + i, sorts.get(i), "col" + i));
    }
    return new Made(
        Node.of(Sort.QUERY, "values", new Node.Many("VALUES ", ", ", "", 1, rows)),
        columns,
        Optional.empty());
  }

  private From join(From left, Scope scope) {
    int choice = choices.below(100);
    if (choice < 12 && queries.mayNest()) {
      return lateral(left, scope);
    }
    if (choice < 18) {
      Optional<From> unnested = unnest(left);
      if (unnested.isPresent()) {
        return unnested.get();
      }
    }
    From right = relation(List.of(choices.of(left.columns()).sort()), scope);
    if (choice < 24) {
      boolean comma = choices.percent(50);
      return left.joined(
          right,
          Node.of(
              Sort.RELATION,
              comma ? "comma join" : "cross join",
              left.node(),
              comma ? ", " : " CROSS JOIN ",
              right.node()));
    }
    if (choice < 36) {
      Optional<From> shared = shared(left, right);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
    return on(left, right, scope);
  }

  private From on(From left, From right, Scope scope) {
    String kind = choices.of(KINDS);
    Scope both =
        scope
            .over(From.columns(left, right), List.of())
            .calling(
                kind.equals("JOIN") && queries.mayNest()
                    ? Scope.Calls.QUERIES
                    : Scope.Calls.SCALAR);
    List<Node> conditions = new ArrayList<>();
    List<Node> equalities = equalities(left, right);
    boolean equal = !equalities.isEmpty() && choices.percent(85);
    if (equal) {
      conditions.addAll(choices.some(equalities, choices.of(1, 1, 1, 2)));
    }
    if (!equal || choices.percent(25)) {
      conditions.add(expressions.of(Sort.BOOLEAN, both, 2));
    }
    Node join =
        Node.of(
            Sort.RELATION,
            (equal ? "" : "non-equi ") + kind.toLowerCase(Locale.ROOT),
            left.node(),
            " " + kind + " ",
            right.node(),
            new Node.Many(" ON ", " AND ", "", 1, conditions));
    boolean leftOnly = kind.startsWith("SEMI") || kind.startsWith("ANTI");
    return leftOnly ? new From(join, left.columns(), left.identity()) : left.joined(right, join);
  }

  private static List<Node> equalities(From left, From right) {
    List<Node> equalities = new ArrayList<>();
    for (Column l : left.columns()) {
      for (Column r : right.columns()) {
        if (l.sort() == r.sort() && l.sort() != Sort.INEXACT && l.sort() != Sort.MAP) {
          Node equality = Node.of(Sort.BOOLEAN, "", l.node(), " = ", r.node());
          equalities.add(equality);
          // Names in common are likelier to meet.
          if (l.name().equals(r.name())) {
            equalities.add(equality);
            equalities.add(equality);
          }
        }
      }
    }
    return equalities;
  }

  /** USING or NATURAL, where both sides have a column of one name. */
  private Optional<From> shared(From left, From right) {
    List<String> common = new ArrayList<>();
    for (Column l : left.columns()) {
      for (Column r : right.columns()) {
        if (l.name().equals(r.name()) && l.sort() == r.sort() && !l.name().isEmpty()) {
          common.add(l.name());
        }
      }
    }
    if (common.size() != 1) {
      return Optional.empty();
    }
    String name = common.getFirst();
    String kind = choices.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
    boolean natural = choices.percent(35);
    Node join =
        Node.of(
            Sort.RELATION,
            natural ? "natural join" : "using",
            left.node(),
            (natural ? " NATURAL " : " ") + kind + " ",
            right.node(),
            natural ? "" : " USING (" + name + ")");
    List<Column> columns = new ArrayList<>();
    for (Column column : From.columns(left, right)) {
      if (!column.name().equals(name)) {
        columns.add(column);
      } else if (columns.stream().noneMatch(c -> c.name().equals(name))) {
        columns.add(Column.of(name, column.sort(), name));
      }
    }
    From joined = left.joined(right, join);
    return Optional.of(new From(join, columns, joined.identity()));
  }

  private Optional<From> unnest(From left) {
    List<Column> lists =
        left.columns().stream()
            .filter(c -> c.sort() == Sort.INTEGERS || c.sort() == Sort.TEXTS)
            .toList();
    if (lists.isEmpty()) {
      return Optional.empty();
    }
    Column list = choices.of(lists);
    String alias = queries.alias();
    Sort element = list.sort() == Sort.INTEGERS ? Sort.INTEGER : Sort.VARCHAR;
    From elements =
        new From(
            Node.of(Sort.RELATION, "", "unnest(", list.node(), ") AS " + alias + "(e)"),
            List.of(Column.of("e", element, alias + ".e")),
            List.of(Node.leaf(element, alias + ".e")));
    return Optional.of(
        left.joined(
            elements,
            Node.of(Sort.RELATION, "unnest in from", left.node(), ", ", elements.node())));
  }

  private From lateral(From left, Scope scope) {
    List<Sort> sorts = sorts(choices.between(1, 2));
    Scope beside = scope.over(left.columns(), List.of()).inside();
    From right = named(queries.made(sorts, beside, queries.names(sorts.size())), "lateral");
    String how = choices.of(", LATERAL ", " CROSS JOIN LATERAL ", " LEFT JOIN LATERAL ");
    List<Object> parts = new ArrayList<>(List.of(left.node(), how, right.node()));
    if (how.startsWith(" LEFT")) {
      parts.add(" ON ");
      parts.add(
          expressions.of(
              Sort.BOOLEAN, scope.over(From.columns(left, right), List.of()).scalar(), 1));
    }
    return left.joined(right, Node.of(Sort.RELATION, "lateral", parts.toArray()));
  }
}
