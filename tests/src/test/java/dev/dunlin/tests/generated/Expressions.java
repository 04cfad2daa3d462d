package dev.dunlin.tests.generated;

import dev.dunlin.tests.generated.Form.Hole;
import dev.dunlin.tests.generated.Form.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes expressions of a sort from what a scope has, by the forms of the grammar. */
final class Expressions {
  /** Sorts that are compared, grouped and sorted by; the usual ones more often. */
  private static final List<Sort> COMPARED =
      List.of(
          Sort.INTEGER,
          Sort.INTEGER,
          Sort.INTEGER,
          Sort.INTEGER,
          Sort.INTEGER,
          Sort.VARCHAR,
          Sort.VARCHAR,
          Sort.VARCHAR,
          Sort.DECIMAL,
          Sort.DECIMAL,
          Sort.DOUBLE,
          Sort.DATE,
          Sort.DATE,
          Sort.BOOLEAN,
          Sort.BOOLEAN,
          Sort.TIMESTAMP,
          Sort.TIMESTAMPTZ,
          Sort.UNSIGNED,
          Sort.ODD,
          Sort.INTEGERS,
          Sort.STRUCT);

  private final Grammars grammars;
  private final Choices choices;
  private final Queries queries;

  Expressions(Grammars grammars, Choices choices, Queries queries) {
    this.grammars = grammars;
    this.choices = choices;
    this.queries = queries;
  }

  /** A sort whose values can be compared. */
  Sort comparedSort() {
    return choices.of(COMPARED);
  }

  /** One that the scope has a column of, if chance will. */
  Sort comparedSort(Scope scope) {
    if (scope.columns().isEmpty() || choices.percent(25)) {
      return comparedSort();
    }
    Sort sort = choices.of(scope.columns()).sort();
    return COMPARED.contains(sort) ? sort : comparedSort();
  }

  /** A sort that a select list may show: one that the scope has a column of, or any. */
  Sort shownSort(Scope scope) {
    int any = choices.below(12);
    if (any == 0) {
      return choices.of(Sort.INEXACT, Sort.MAP, Sort.TEXTS, Sort.INTERVAL);
    }
    return any < 8 && !scope.columns().isEmpty()
        ? choices.of(scope.columns()).sort()
        : comparedSort();
  }

  /** An expression without sub-queries that names a column where there is one of its sort. */
  Node simple(Sort sort, Scope scope) {
    return choices.percent(70) ? leaf(sort, scope) : of(sort, scope.calling(Scope.Calls.SCALAR), 1);
  }

  /** An expression of a sort, so many forms deep at most. */
  Node of(Sort sort, Scope scope, int depth) {
    if (sort == Sort.INEXACT && scope.arguments().isEmpty()) {
      return form(choices.of(grammars.expressions().forms(sort, "arithmetic")), sort, scope, 1);
    }
    if (depth > 0) {
      int choice = choices.below(100);
      if (scope.arguments().isPresent() && choice < 40 && grammars.aggregates().has(sort)) {
        return aggregate(sort, scope.arguments().get());
      }
      if (scope.calls() == Scope.Calls.WINDOWS
          && choice >= 40
          && choice < 60
          && grammars.windows().has(sort)) {
        return window(sort, scope);
      }
      if (scope.calls() != Scope.Calls.SCALAR && choice >= 60 && choice < 67 && queries.mayNest()) {
        Node query = of(grammars.queries(), sort, scope.calling(Scope.Calls.QUERIES), depth);
        if (query != null) {
          return query;
        }
      }
      if (choice >= 67) {
        Node node = of(grammars.expressions(), sort, scope, depth);
        if (node != null) {
          return node;
        }
      }
    }
    // Rather a form over columns of other sorts than yet another constant.
    if (depth >= 0 && scope.columns(sort).isEmpty() && choices.percent(70)) {
      Node node = of(grammars.expressions(), sort, scope, depth);
      if (node != null) {
        return node;
      }
    }
    return leaf(sort, scope);
  }

  private @Nullable Node of(Grammar grammar, Sort sort, Scope scope, int depth) {
    List<String> constructs = grammar.constructs(sort);
    if (constructs.isEmpty()) {
      return null;
    }
    String construct = choices.of(constructs);
    if (construct.equals("literals") || construct.equals("null")) {
      construct = choices.of(constructs);
    }
    return form(choices.of(grammar.forms(sort, construct)), sort, scope, depth);
  }

  /** An expression that names a column of the scope and so is no constant; empty by bad luck. */
  Optional<Node> naming(Sort sort, Scope scope) {
    Node node = simple(sort, scope);
    String sql = node.toString();
    return scope.columns().stream().anyMatch(c -> sql.contains(c.node().toString()))
        ? Optional.of(node)
        : scope.columns(sort).stream().findFirst().map(Column::node);
  }

  /** An aggregate over the rows of a scope. */
  Node aggregate(Sort sort, Scope arguments) {
    Form form =
        choices.of(
            grammars.aggregates().forms(sort, choices.of(grammars.aggregates().constructs(sort))));
    return form(form, sort, arguments.scalar(), choices.of(1, 1, 2));
  }

  /** A window function over the rows of a scope. */
  Node window(Sort sort, Scope scope) {
    Form form =
        choices.of(grammars.windows().forms(sort, choices.of(grammars.windows().constructs(sort))));
    return form(form, sort, scope.calling(Scope.Calls.SCALAR), 1);
  }

  /** A column, a column of a query around, or a literal. */
  Node leaf(Sort sort, Scope scope) {
    List<Column> own = scope.columns(sort);
    if (!own.isEmpty() && choices.percent(78)) {
      return choices.of(own).node();
    }
    String correlation = "correlation";
    for (Optional<Scope> outer = scope.outer();
        outer.isPresent();
        outer = outer.get().outer(), correlation = "correlation over two queries") {
      List<Column> columns = outer.get().columns(sort);
      if (!columns.isEmpty() && choices.percent(own.isEmpty() ? 60 : 40)) {
        return Node.of(sort, correlation, choices.of(columns).node());
      }
    }
    String construct = choices.percent(12) ? "null" : "literals";
    List<Form> literals = grammars.expressions().forms(sort, construct);
    if (literals.isEmpty()) {
      return Node.leaf(sort, sort.simplest());
    }
    return form(choices.of(literals), sort, scope, 0);
  }

  private Node form(Form form, Sort sort, Scope scope, int depth) {
    Sort same = comparedSort(scope);
    List<Object> parts = new ArrayList<>();
    for (Form.Token token : form.tokens()) {
      switch (token) {
        case Words(String text) -> parts.add(text);
        case Hole hole -> parts.addAll(filled(hole, sort, same, scope, depth));
      }
    }
    return Node.of(sort, form.construct(), parts.toArray());
  }

  private List<Object> filled(Hole hole, Sort own, Sort same, Scope scope, int depth) {
    return switch (hole.kind()) {
      case "filter" ->
          choices.percent(30)
              ? List.of(
                  Node.optional(
                      " FILTER (WHERE ",
                      Node.of(Sort.BOOLEAN, "filter clause", of(Sort.BOOLEAN, scope, 1)),
                      ")"))
              : List.of();
      case "by" -> by(scope);
      case "total" -> List.of(queries.windows().total(scope));
      case "peers" -> List.of(queries.windows().peers(scope));
      case "query" -> List.of(queries.column(sort(hole.argument(), own, same), scope.inside()));
      case "row" -> List.of(queries.row(sort(hole.argument(), own, same), scope.inside()));
      case "rows" -> List.of(queries.any(scope.inside()));
      default -> {
        Sort sort = sort(hole.kind(), own, same);
        Scope inner = hole.argument().isEmpty() ? scope : lambda(hole.argument(), scope);
        yield List.of(of(sort, inner, depth - 1));
      }
    };
  }

  /** Further keys of an aggregate's order, which no shrinking takes away. */
  private static List<Object> by(Scope scope) {
    return scope.identity().isEmpty()
        ? List.of()
        : List.of(new Node.Many(", ", ", ", "", scope.identity().size(), scope.identity()));
  }

  private static Scope lambda(String variable, Scope scope) {
    String[] words = variable.split(" ");
    return scope.scalar().with(List.of(Column.of(words[0], Sort.valueOf(words[1]), words[0])));
  }

  private Sort sort(String kind, Sort own, Sort same) {
    return switch (kind) {
      case "?" -> own;
      case "~" -> same;
      case "NUMBER" -> choices.of(Sort.INTEGER, Sort.DECIMAL, Sort.DOUBLE);
      default -> Sort.valueOf(kind);
    };
  }
}
