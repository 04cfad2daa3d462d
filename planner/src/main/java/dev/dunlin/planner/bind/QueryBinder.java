package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableList;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.catalog.FileTable;
import dev.dunlin.planner.sql.SqlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Binds queries: CTEs, set operations, ORDER BY and LIMIT around them. */
public final class QueryBinder {
  private final BindContext context;
  private final TableResolver tables;
  private final Map<String, Cte> ctes;
  private final Map<FileTable, String> tableNames;
  private final Set<String> openViews;
  private final Map<Cte, Bound> drawn;

  /**
   * A CTE and the names it can see.
   *
   * @param once whether its volatile values are the same for all users
   */
  private record Cte(
      JsonNode query, List<String> aliases, Map<String, Cte> visible, boolean once) {}

  /**
   * A bound query.
   *
   * @param names the user's names of the relation's columns
   */
  public record Bound(RelNode rel, List<String> names) {
    public Bound {
      names = List.copyOf(names);
    }
  }

  QueryBinder(BindContext context, TableResolver tables) {
    this(
        context,
        tables,
        Map.of(),
        new IdentityHashMap<>(),
        new HashSet<>(),
        new IdentityHashMap<>());
  }

  private QueryBinder(
      BindContext context,
      TableResolver tables,
      Map<String, Cte> ctes,
      Map<FileTable, String> tableNames,
      Set<String> openViews,
      Map<Cte, Bound> drawn) {
    this.context = context;
    this.tables = tables;
    this.ctes = ctes;
    this.tableNames = tableNames;
    this.openViews = openViews;
    this.drawn = drawn;
  }

  Bound bind(JsonNode node, @Nullable Scope parent) {
    Map<String, Cte> visible = new HashMap<>(ctes);
    for (JsonNode entry : node.path("cte_map").path("map")) {
      List<String> aliases = new ArrayList<>();
      entry.path("value").path("aliases").forEach(a -> aliases.add(a.stringValue()));
      visible.put(
          entry.path("key").stringValue("").toLowerCase(Locale.ROOT),
          new Cte(
              entry.path("value").path("query_node"),
              aliases,
              Map.copyOf(visible),
              !entry
                  .path("value")
                  .path("materialized")
                  .stringValue("")
                  .equals("CTE_MATERIALIZE_NEVER")));
    }
    QueryBinder inner =
        new QueryBinder(context, tables, Map.copyOf(visible), tableNames, openViews, drawn);
    List<JsonNode> rounds = rounds(node);
    Bound bound = inner.body(rounds.getFirst(), parent);
    for (JsonNode round : rounds.subList(1, rounds.size())) {
      bound = inner.modified(round, bound, parent);
    }
    return bound;
  }

  /**
   * The same query with the modifiers of one pair of parentheses each, from the innermost outwards:
   * DuckDB writes {@code (… ORDER BY a LIMIT 2) ORDER BY b} as one query with three modifiers, that
   * are done one after the other.
   */
  private static List<JsonNode> rounds(JsonNode node) {
    List<JsonNode> rounds = new ArrayList<>();
    ArrayNode round = JsonNodeFactory.instance.arrayNode();
    int last = -1;
    for (JsonNode modifier : node.path("modifiers")) {
      int rank =
          switch (modifier.path("type").stringValue("")) {
            case "DISTINCT_MODIFIER" -> 0;
            case "ORDER_MODIFIER" -> 1;
            default -> 2;
          };
      if (rank <= last) {
        rounds.add(with(node, round));
        round = JsonNodeFactory.instance.arrayNode();
      }
      round.add(modifier);
      last = rank;
    }
    rounds.add(rounds.isEmpty() ? node : with(node, round));
    return rounds;
  }

  private static JsonNode with(JsonNode node, ArrayNode modifiers) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll((ObjectNode) node);
    copy.set("modifiers", modifiers);
    return copy;
  }

  private Bound body(JsonNode node, @Nullable Scope parent) {
    return switch (node.path("type").stringValue("")) {
      case "SELECT_NODE" -> new SelectBinder(context, this, tables).bind(node, parent);
      case "SET_OPERATION_NODE" -> setOperation(node, parent);
      case "RECURSIVE_CTE_NODE" ->
          throw new UserErrorException("Not supported: WITH RECURSIVE that refers to itself.");
      default ->
          throw context.text().error(node, "Not supported: " + node.path("type").stringValue(""));
    };
  }

  /**
   * The CTE of this name, bound anew for each use unless it has volatile values; equal uses become
   * one stage later.
   */
  Optional<Bound> cte(String name, @Nullable Scope parent) {
    Cte cte = ctes.get(name.toLowerCase(Locale.ROOT));
    if (cte == null) {
      return Optional.empty();
    }
    Bound bound = drawn.get(cte);
    if (bound == null) {
      bound =
          new QueryBinder(context, tables, cte.visible(), tableNames, openViews, drawn)
              .bind(cte.query(), parent);
      if (cte.once() && VolatileProject.isIn(bound.rel())) {
        drawn.put(cte, bound);
      }
    }
    List<String> names = new ArrayList<>(bound.names());
    for (int i = 0; i < Math.min(names.size(), cte.aliases().size()); i++) {
      names.set(i, cte.aliases().get(i));
    }
    return Optional.of(new Bound(bound.rel(), names));
  }

  List<String> cteNames() {
    return List.copyOf(ctes.keySet());
  }

  Bound view(TableResolver.Named.View view) {
    if (!openViews.add(view.name())) {
      throw new UserErrorException("The view \"" + view.name() + "\" refers to itself.");
    }
    try {
      SqlText text = new SqlText(view.sql(), 1);
      String sql = context.trees().withoutTable(view.sql(), text);
      JsonNode query = context.trees().query(sql, text);
      BindContext own = context.withText(text);
      QueryBinder binder = new QueryBinder(own, tables, Map.of(), tableNames, openViews, drawn);
      return context
          .judgement()
          .bind(sql, query, text, own.references(), () -> binder.bind(query, null));
    } catch (UserErrorException e) {
      throw new UserErrorException("In the view \"" + view.name() + "\": " + e.getMessage(), e);
    } finally {
      openViews.remove(view.name());
    }
  }

  /** The name under which a table is known in this statement's plan. */
  String tableName(FileTable table) {
    return tableNames.computeIfAbsent(
        table,
        t -> {
          String base = t.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
          String name = base.isEmpty() ? "t" : base;
          for (int i = 2; tableNames.containsValue(name); i++) {
            name = base + "_" + i;
          }
          return name;
        });
  }

  private Bound setOperation(JsonNode node, @Nullable Scope parent) {
    List<Bound> inputs = new ArrayList<>();
    node.path("children").forEach(child -> inputs.add(bind(child, parent)));
    String type = node.path("setop_type").stringValue("");
    List<Bound> aligned =
        type.equals("UNION_BY_NAME") ? SetOperands.byName(context, inputs) : inputs;
    int width = aligned.getFirst().names().size();
    for (Bound input : aligned) {
      if (input.names().size() != width) {
        throw context
            .text()
            .error(
                node.path("children").path(1).path("select_list").path(0),
                "The sides of a set operation must have the same number of columns, not %d and %d."
                    .formatted(width, input.names().size()));
      }
    }
    List<RelNode> rels = SetOperands.sameTypes(context, aligned);
    boolean all = node.path("setop_all").booleanValue();
    RelNode rel =
        switch (type) {
          case "UNION", "UNION_BY_NAME" -> LogicalUnion.create(rels, all);
          case "INTERSECT" -> LogicalIntersect.create(rels, all);
          case "EXCEPT" -> LogicalMinus.create(rels, all);
          default -> throw new UserErrorException("Not supported: " + type + ".");
        };
    return modified(node, new Bound(rel, aligned.getFirst().names()), parent);
  }

  /** ORDER BY and LIMIT over a set operation or parentheses, which can only name its columns. */
  private Bound modified(JsonNode node, Bound bound, @Nullable Scope parent) {
    RelNode rel = bound.rel();
    List<RelFieldCollation> orders = new ArrayList<>();
    List<RexNode> extras = new ArrayList<>();
    List<Scope.Entry> entries = new ArrayList<>();
    for (int i = 0; i < bound.names().size(); i++) {
      entries.add(
          new Scope.Entry(
              "", bound.names().get(i), context.rex().makeInputRef(rel, i), true, true));
    }
    ExpressionBinder binder =
        new ExpressionBinder(
            context, this, new Scope(rel, entries, parent), Map.of(), null, "ORDER BY");
    List<RexNode> outputs = entries.stream().map(Scope.Entry::value).toList();
    OrderTerms terms = new OrderTerms(context, outputs, bound.names());
    for (JsonNode modifier : node.path("modifiers")) {
      if (modifier.path("type").stringValue("").equals("ORDER_MODIFIER")) {
        for (JsonNode term : modifier.path("orders")) {
          if (SelectList.picksColumns(term.path("expression"))) {
            throw context
                .text()
                .error(
                    term.path("expression"),
                    "Not supported: COLUMNS in the ORDER BY of a set operation.");
          }
        }
        orders.addAll(terms.bind(modifier.path("orders"), binder, extras));
      }
      if (modifier.path("type").stringValue("").equals("DISTINCT_MODIFIER")) {
        throw new UserErrorException("Not supported: DISTINCT over a set operation.");
      }
    }
    return finish(node, rel, bound.names(), outputs, extras, orders);
  }

  /**
   * Sorts and limits a relation, with the values that only the sort needs dropped again after it.
   *
   * @param outputs the columns wanted, over {@code rel}
   * @param extras further values over {@code rel} that the order refers to, after the outputs
   */
  Bound finish(
      JsonNode node,
      RelNode rel,
      List<String> names,
      List<RexNode> outputs,
      List<RexNode> extras,
      List<RelFieldCollation> orders) {
    @Nullable RexNode fetch = null;
    @Nullable RexNode offset = null;
    for (JsonNode modifier : node.path("modifiers")) {
      String type = modifier.path("type").stringValue("");
      if (type.equals("LIMIT_MODIFIER")) {
        if (modifier.path("limit_type").stringValue("").equals("PERCENTAGE")) {
          throw new UserErrorException("Not supported: LIMIT with a percentage.");
        }
        fetch = limit(modifier.path("limit"));
        offset = limit(modifier.path("offset"));
      }
    }
    boolean sorts = !orders.isEmpty() || fetch != null || offset != null;
    if (!extras.isEmpty() || rel.getRowType().getFieldCount() > outputs.size()) {
      List<RexNode> all = new ArrayList<>(outputs);
      all.addAll(extras);
      List<String> allNames = new ArrayList<>(names);
      extras.forEach(e -> allNames.add("order" + allNames.size()));
      rel = Projections.project(rel, all, allNames, Set.of());
    }
    if (sorts) {
      rel = LogicalSort.create(rel, RelCollations.of(orders), offset, fetch);
    }
    if (!extras.isEmpty()) {
      List<RexNode> kept = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        kept.add(context.rex().makeInputRef(rel, i));
      }
      rel = LogicalProject.create(rel, List.of(), kept, names, Set.of());
    }
    return new Bound(rel, names);
  }

  private @Nullable RexNode limit(JsonNode value) {
    if (!value.isObject()) {
      return null;
    }
    ExpressionBinder binder =
        new ExpressionBinder(
            context,
            this,
            new Scope(
                org.apache.calcite.rel.logical.LogicalValues.createOneRow(context.cluster()),
                ImmutableList.of(),
                null),
            Map.of(),
            null,
            "LIMIT");
    RexNode bound = binder.bind(value);
    if (ExpressionBinder.isNull(bound)) {
      return null;
    }
    RelDataType bigint = context.rex().types().type("BIGINT", false);
    RexNode rows = binder.cast(value, bound, bigint);
    Long number = rows instanceof RexLiteral literal ? literal.getValueAs(Long.class) : null;
    if (number == null || number < 0) {
      throw context.text().error(value, "LIMIT and OFFSET take a constant, 0 or more.");
    }
    return rows;
  }
}
