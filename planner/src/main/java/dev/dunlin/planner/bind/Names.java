package dev.dunlin.planner.bind;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the names in one clause mean: columns, fields of structs, aliases, tables, moments. */
final class Names {
  private static final Set<String> MOMENTS =
      Set.of("current_date", "current_timestamp", "current_time", "localtime", "localtimestamp");

  /** Functions that are called by their name alone. */
  private static final Set<String> CALLED =
      Set.of(
          "user",
          "current_user",
          "session_user",
          "current_role",
          "current_catalog",
          "current_database",
          "current_schema");

  private final BindContext context;
  private final ExpressionBinder binder;
  private final FunctionCalls calls;
  private final Scope scope;
  private final Map<String, JsonNode> aliases;
  private final Set<String> expanding = new HashSet<>();
  private final Set<String> hiding = new HashSet<>();
  private int aggregates;
  private boolean outerFirst;

  Names(
      BindContext context,
      ExpressionBinder binder,
      FunctionCalls calls,
      Scope scope,
      Map<String, JsonNode> aliases) {
    this.context = context;
    this.binder = binder;
    this.calls = calls;
    this.scope = scope;
    this.aliases = aliases;
  }

  /** From now on these aliases, in lower case, hide columns of their names, save in aggregates. */
  void hide(Set<String> names) {
    hiding.addAll(names);
  }

  /** Binds an aggregate, in which columns are not hidden. */
  <T> T inAggregate(Supplier<T> aggregate) {
    aggregates++;
    try {
      return aggregate.get();
    } finally {
      aggregates--;
    }
  }

  /** Whether an aggregate is being bound. */
  boolean isInAggregate() {
    return aggregates > 0;
  }

  /**
   * Binds QUALIFY, where a column of a query around comes before an alias of this one; everywhere
   * else it comes after.
   */
  @Nullable RexNode inQualify(Supplier<@Nullable RexNode> qualify) {
    outerFirst = true;
    try {
      return qualify.get();
    } finally {
      outerFirst = false;
    }
  }

  /** {@code #1}: a column of FROM by its number. */
  RexNode positional(JsonNode node) {
    int index = node.path("index").intValue();
    List<Scope.Entry> columns = scope.entries().stream().filter(Scope.Entry::starred).toList();
    if (index < 1 || index > columns.size()) {
      throw context
          .text()
          .error(node, "#%d is no column: there are %d.".formatted(index, columns.size()));
    }
    return columns.get(index - 1).value();
  }

  RexNode column(JsonNode node) {
    List<String> path = path(node);
    boolean hidden =
        aggregates == 0
            && path.size() == 1
            && hiding.contains(path.getFirst().toLowerCase(Locale.ROOT))
            && !expanding.contains(path.getFirst().toLowerCase(Locale.ROOT));
    Optional<Resolved> found = hidden ? Optional.empty() : resolve(scope, path, node);
    if (found.isPresent()) {
      RexNode value = found.get().value();
      for (String field : path.subList(found.get().used(), path.size())) {
        String extract =
            DuckTypes.text(value.getType()).equals("JSON") ? "json_extract" : "struct_extract";
        value =
            binder.call(
                node,
                SqlTemplate.call(extract, 2),
                List.of(value, context.rex().text(field)),
                true);
      }
      return value;
    }
    if (path.size() == 1) {
      String alias = path.getFirst().toLowerCase(Locale.ROOT);
      JsonNode aliased = aliases.get(alias);
      if (aliased != null && expanding.add(alias)) {
        RexNode value = binder.bind(aliased);
        expanding.remove(alias);
        if (Projections.isVolatile(value) && !binder.clause().equals("GROUP BY")) {
          throw context
              .text()
              .error(
                  node,
                  "\"%s\" stands for a value that is another each time it is computed. Compute it in a"
                          .formatted(path.getFirst())
                      + " sub-query, and use it here: SELECT … FROM (SELECT … AS %s …)."
                          .formatted(path.getFirst()));
        }
        return value;
      }
      if (scope.hasTable(path.getFirst())) {
        return row(node, path.getFirst());
      }
      if (MOMENTS.contains(path.getFirst().toLowerCase(Locale.ROOT))) {
        return calls.moment(path.getFirst(), node);
      }
      if (CALLED.contains(alias)) {
        return binder.call(
            node, SqlTemplate.call(EmbeddedDuckDb.identifier(alias), 0), List.of(), true);
      }
    }
    throw unknownColumn(node, path);
  }

  private static List<String> path(JsonNode reference) {
    return reference.path("column_names").values().stream().map(JsonNode::stringValue).toList();
  }

  /** Whether a reference of several names is to a table's column, or to a struct's field. */
  boolean isQualifiedColumn(JsonNode node) {
    List<String> path = path(node);
    return path.size() > 1
        && resolve(scope, path, node)
            .filter(
                found ->
                    found.used() > 1
                        || DuckTypes.text(found.value().getType()).startsWith("STRUCT("))
            .isPresent();
  }

  /** A table's name as a value: the row as a struct. */
  private RexNode row(JsonNode node, String table) {
    List<RexNode> values = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (Scope.Entry entry : scope.entries()) {
      if (entry.table().equalsIgnoreCase(table)) {
        fields.add(
            EmbeddedDuckDb.identifier(entry.name()) + " := " + SqlTemplate.hole(fields.size()));
        values.add(entry.value());
      }
    }
    return binder.call(
        node, new SqlTemplate("struct_pack(" + String.join(", ", fields) + ")"), values, true);
  }

  private UserErrorException unknownColumn(JsonNode node, List<String> path) {
    if (path.size() > 1 && !scope.tables().isEmpty() && !scope.seesTable(path.getFirst())) {
      List<String> names = new ArrayList<>(scope.tables());
      names.addAll(scope.names());
      String hint =
          Spelling.nearest(path.getFirst(), names)
              .map(near -> " Did you mean \"" + near + "\"?")
              .orElse(" Those here are: " + String.join(", ", scope.tables()) + ".");
      throw context
          .text()
          .error(
              node,
              "There is no column \"%s\", for there is no table \"%s\" in this query.%s"
                  .formatted(String.join(".", path), path.getFirst(), hint));
    }
    String name = path.size() > 1 ? path.get(1) : path.getFirst();
    List<String> known = new ArrayList<>(scope.names());
    known.addAll(aliases.keySet());
    String hint =
        Spelling.nearest(name, known)
            .map(near -> " Did you mean \"" + near + "\"?")
            .orElseGet(
                () ->
                    known.isEmpty()
                        ? " There is no FROM clause that could have it."
                        : " The columns here are: "
                            + String.join(", ", known.subList(0, Math.min(20, known.size())))
                            + (known.size() > 20 ? ", …" : "."));
    return context
        .text()
        .error(node, "There is no column \"" + String.join(".", path) + "\"." + hint);
  }

  private record Resolved(RexNode value, int used) {}

  private Optional<Resolved> resolve(Scope from, List<String> path, JsonNode node) {
    for (Scope at = from; at != null; at = at.parent()) {
      Optional<Resolved> here = Optional.empty();
      if (path.size() > 1 && at.hasTable(path.getFirst())) {
        here = one(at.named(Optional.of(path.getFirst()), path.get(1)), path, 2, node);
      }
      if (here.isEmpty()) {
        here = one(at.named(Optional.empty(), path.getFirst()), path, 1, node);
      }
      if (here.isPresent()) {
        Resolved found = here.get();
        return at == from
            ? here
            : Optional.of(new Resolved(at.fromInside(found.value()), found.used()));
      }
      if (at == from && !outerFirst && path.size() == 1 && isAlias(path.getFirst())) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isAlias(String name) {
    String alias = name.toLowerCase(Locale.ROOT);
    return aliases.containsKey(alias) && !expanding.contains(alias);
  }

  private Optional<Resolved> one(
      List<Scope.Entry> entries, List<String> path, int used, JsonNode node) {
    if (entries.size() > 1) {
      String name = path.get(used - 1);
      List<String> tables = entries.stream().map(Scope.Entry::table).distinct().toList();
      throw context
          .text()
          .error(
              node,
              tables.size() > 1
                  ? "The column \"%s\" is ambiguous: write %s."
                      .formatted(
                          name,
                          String.join(" or ", tables.stream().map(t -> t + "." + name).toList()))
                  : "The column \"%s\" is ambiguous: two%s have this name. Name them apart by AS."
                      .formatted(
                          name,
                          tables.getFirst().isEmpty() ? "" : " of \"" + tables.getFirst() + "\""));
    }
    return entries.stream().findFirst().map(e -> new Resolved(e.value(), used));
  }
}
