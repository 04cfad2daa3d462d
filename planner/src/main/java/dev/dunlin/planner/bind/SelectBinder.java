package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.function.RowNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Binds one SELECT. */
final class SelectBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final TableResolver tables;

  SelectBinder(BindContext context, QueryBinder queries, TableResolver tables) {
    this.context = context;
    this.queries = queries;
    this.tables = tables;
  }

  QueryBinder.Bound bind(JsonNode node, @Nullable Scope parent) {
    if (node.path("sample").isObject()) {
      throw context.text().error(node.path("from_table"), "Not supported: USING SAMPLE.");
    }
    Map<String, JsonNode> aliases = SelectList.aliases(node.path("select_list"));
    FromBinder.Source source =
        new FromBinder(context, queries, tables).bind(node.path("from_table"), parent);
    Scope scope = new Scope(source.rel(), source.entries(), parent);
    RelNode rel = source.rel();
    if (node.path("where_clause").isObject()) {
      RexNode condition =
          new ExpressionBinder(context, queries, scope, aliases, null, "WHERE")
              .condition(node.path("where_clause"));
      refuseWindow(condition, "WHERE", node.path("where_clause"));
      rel = Projections.filter(rel, condition, scope.takeCorrelation());
    }
    if (node.path("group_sets").size() > 1) {
      scope = scope.overGroupingSets();
    }

    Aggregates aggregates = new Aggregates(context.cluster().createCorrel());
    Unnests unnests = new Unnests();
    ExpressionBinder binder =
        new ExpressionBinder(context, queries, scope, aliases, aggregates, unnests, "SELECT");
    SelectList list = new SelectList(context, scope, binder);
    List<SelectList.Item> items = list.expand(node.path("select_list"));
    List<String> names = items.stream().map(SelectList.Item::name).toList();
    List<RexNode> outputs = new ArrayList<>();
    OrderTerms terms = new OrderTerms(context, outputs, names);
    ConstantKeys constantKeys = new ConstantKeys();
    ExpressionBinder keysBinder =
        new ExpressionBinder(context, queries, scope, aliases, null, "GROUP BY");
    GroupKeys written =
        GroupKeys.written(context, node, keysBinder, aliases, items, terms, constantKeys);
    binder.groupBy(constantKeys);
    for (SelectList.Item item : items) {
      outputs.add(item.value(binder));
    }
    ExpressionBinder havingBinder =
        new ExpressionBinder(context, queries, scope, aliases, aggregates, "HAVING");
    havingBinder.groupBy(constantKeys);
    havingBinder.names().hide(aggregatesNames(aliases, node.path("group_expressions")));
    @Nullable RexNode having = condition(node.path("having"), havingBinder);
    @Nullable RexNode qualify =
        binder.names().inQualify(() -> condition(node.path("qualify"), binder));
    if (having != null) {
      refuseWindow(having, "HAVING", node.path("having"));
    }
    List<RexNode> extras = new ArrayList<>();
    List<RelFieldCollation> orders = new ArrayList<>();
    @Nullable List<RexNode> distinctOn = null;
    boolean distinct = false;
    for (JsonNode modifier : node.path("modifiers")) {
      switch (modifier.path("type").stringValue("")) {
        case "ORDER_MODIFIER" ->
            orders.addAll(terms.bind(list.spreadTerms(modifier.path("orders")), binder, extras));
        case "DISTINCT_MODIFIER" -> {
          distinct = true;
          if (!modifier.path("distinct_on_targets").isEmpty()) {
            distinctOn = new ArrayList<>();
            for (JsonNode target : modifier.path("distinct_on_targets")) {
              int output = terms.output(target);
              distinctOn.add(output >= 0 ? outputs.get(output) : binder.bind(target));
            }
          }
        }
        default -> {}
      }
    }

    GroupKeys keys = written.orAll(node, outputs, aggregates);
    ImmutableSet<CorrelationId> correlation = scope.takeCorrelation();
    if (keys.grouped() || !aggregates.isEmpty() || having != null) {
      Grouping grouping =
          new Grouping(context, scope, rel, keys.values(), keys.sets(), aggregates, correlation);
      rel = grouping.rel();
      outputs = rewrite(grouping, outputs, items);
      extras = grouping.rewrite(extras);
      distinctOn = distinctOn == null ? null : grouping.rewrite(distinctOn);
      qualify = qualify == null ? null : grouping.rewrite(List.of(qualify)).getFirst();
      if (having != null) {
        having = grouping.rewrite(List.of(having)).getFirst();
        rel = Projections.filter(rel, having, grouping.correlation());
      }
      unnests.rewrite(grouping::rewrite);
      correlation = grouping.correlation();
    }
    if (!unnests.isEmpty()) {
      // Windows and QUALIFY are over the rows before they are unnested.
      List<RexNode> expressions = new ArrayList<>(unnests.lists());
      expressions.addAll(outputs);
      expressions.addAll(extras);
      expressions.addAll(distinctOn == null ? List.of() : distinctOn);
      expressions.addAll(qualify == null ? List.of() : List.of(qualify));
      WindowColumns windows = new WindowColumns(rel, expressions, correlation);
      rel = windows.rel();
      outputs = windows.over(outputs);
      extras = windows.over(extras);
      distinctOn = distinctOn == null ? null : windows.over(distinctOn);
      unnests.rewrite(windows::over);
      if (qualify != null) {
        RexNode kept = windows.over(List.of(qualify)).getFirst();
        rel = Projections.filter(rel, kept, correlation);
        qualify = null;
      }
      rel = unnests.over(rel, correlation);
      outputs = unnests.resolve(rel, outputs);
      extras = unnests.resolve(rel, extras);
      distinctOn = distinctOn == null ? null : unnests.resolve(rel, distinctOn);
    }
    // From here on the outputs, and what else is needed, are columns of one projection.
    List<RexNode> all = new ArrayList<>(outputs);
    all.addAll(extras);
    int firstOn = all.size();
    if (distinctOn != null) {
      all.addAll(distinctOn);
    }
    if (qualify != null) {
      all.add(qualify);
    }
    List<String> allNames = new ArrayList<>(names);
    while (allNames.size() < all.size()) {
      allNames.add("extra" + allNames.size());
    }
    rel = Projections.project(rel, all, allNames, correlation);
    if (qualify != null) {
      rel = LogicalFilter.create(rel, context.rex().makeInputRef(rel, all.size() - 1));
    }
    if (distinctOn != null) {
      rel = firstOfEach(rel, firstOn, distinctOn.size(), orders);
    }
    int width = names.size();
    if (distinct && distinctOn == null) {
      RelNode rows = refs(rel, 0, width, names);
      List<RexNode> ordersBy = overOutputs(node, extras, outputs, rows);
      rel = rows;
      rel =
          LogicalAggregate.create(
              rel, List.of(), ImmutableBitSet.range(width), null, ImmutableList.of());
      return queries.finish(node, rel, names, inputs(rel, 0, width), ordersBy, orders);
    }
    RelNode projected = rel;
    return queries.finish(
        node,
        projected,
        names,
        inputs(projected, 0, width),
        inputs(projected, width, width + extras.size()),
        orders);
  }

  /** The result's columns over the groups; an error tells which of them it is about. */
  private List<RexNode> rewrite(
      Grouping grouping, List<RexNode> outputs, List<SelectList.Item> items) {
    List<RexNode> rewritten = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      try {
        rewritten.addAll(grouping.rewrite(List.of(outputs.get(i))));
      } catch (UserErrorException e) {
        throw new UserErrorException(
            e.getMessage() + context.text().at(items.get(i).expression()), e);
      }
    }
    return rewritten;
  }

  /** What DISTINCT rows are ordered by can only depend on the columns they have. */
  private List<RexNode> overOutputs(
      JsonNode node, List<RexNode> extras, List<RexNode> outputs, RelNode rows) {
    RexShuttle shuttle =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            int output = outputs.indexOf(call);
            return output < 0 ? super.visitCall(call) : context.rex().makeInputRef(rows, output);
          }

          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            int output = outputs.indexOf(ref);
            if (output < 0) {
              throw context
                  .text()
                  .error(
                      node.path("select_list").path(0),
                      "With SELECT DISTINCT, ORDER BY can only use columns of the result.");
            }
            return context.rex().makeInputRef(rows, output);
          }
        };
    return new ArrayList<>(shuttle.visitList(extras));
  }

  private static @Nullable RexNode condition(JsonNode node, ExpressionBinder binder) {
    return node.isObject() ? binder.condition(node) : null;
  }

  private void refuseWindow(RexNode condition, String clause, JsonNode at) {
    if (RexOver.containsOver(condition)) {
      throw context
          .text()
          .error(at, "A window function cannot stand in " + clause + ": use QUALIFY.");
    }
  }

  private List<RexNode> inputs(RelNode rel, int from, int to) {
    List<RexNode> refs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      refs.add(context.rex().makeInputRef(rel, i));
    }
    return refs;
  }

  private RelNode refs(RelNode rel, int from, int to, List<String> names) {
    return rel.getRowType().getFieldCount() == to - from
        ? rel
        : LogicalProject.create(rel, List.of(), inputs(rel, from, to), names, Set.of());
  }

  /** DISTINCT ON: of the rows with equal values the first in the query's order. */
  private RelNode firstOfEach(RelNode rel, int first, int count, List<RelFieldCollation> orders) {
    RexNode number = RowNumber.over(rel, inputs(rel, first, first + count), orders);
    List<RexNode> columns = inputs(rel, 0, rel.getRowType().getFieldCount());
    columns.add(number);
    RelNode numbered =
        LogicalProject.create(rel, List.of(), columns, (List<String>) null, Set.of());
    RexNode isFirst =
        context
            .rex()
            .makeCall(
                SqlStdOperatorTable.EQUALS,
                context.rex().makeInputRef(numbered, columns.size() - 1),
                context.rex().makeExactLiteral(java.math.BigDecimal.ONE, number.getType()));
    return LogicalFilter.create(numbered, isFirst);
  }

  /** The aliases that HAVING takes for aggregates, though columns of the same name be there. */
  private Set<String> aggregatesNames(Map<String, JsonNode> aliases, JsonNode groups) {
    Set<String> names = new HashSet<>();
    aliases.forEach(
        (name, expression) -> {
          if (aggregates(expression)) {
            names.add(name);
          }
        });
    for (JsonNode group : groups) {
      JsonNode path = group.path("column_names");
      names.remove(path.path(path.size() - 1).stringValue("").toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** Whether an expression has an aggregate in it that is none over a window. */
  private boolean aggregates(JsonNode node) {
    String type = node.path("class").stringValue("");
    if (type.equals("SUBQUERY")) {
      return false;
    }
    if (type.equals("FUNCTION")) {
      String name = node.path("function_name").stringValue("").toLowerCase(Locale.ROOT);
      if (name.equals("count_star")
          || context.functions().kind(name) == FunctionCatalog.Kind.AGGREGATE) {
        return true;
      }
    }
    for (JsonNode child : node) {
      if (aggregates(child)) {
        return true;
      }
    }
    return false;
  }
}
