package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableList;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.DuckAggregate;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.function.Fallible;
import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.function.Parts;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Binds calls of functions: scalar, aggregate and window. */
final class FunctionCalls {
  private final BindContext context;
  private final ExpressionBinder binder;
  private final Scope scope;
  private final @Nullable Aggregates aggregates;
  private final String clause;
  private final Macros macros;

  FunctionCalls(
      BindContext context,
      ExpressionBinder binder,
      Scope scope,
      @Nullable Aggregates aggregates,
      String clause) {
    this.context = context;
    this.binder = binder;
    this.scope = scope;
    this.aggregates = aggregates;
    this.clause = clause;
    this.macros = new Macros(context);
  }

  RexNode function(JsonNode node) {
    String name = name(node);
    if (context.moment().sql(name).isPresent() && node.path("arguments").isEmpty()) {
      return moment(name, node);
    }
    macros.refuseTellingOfTasks(node);
    Optional<String> id = macros.randomId(node);
    if (id.isPresent()) {
      return binder.call(node, new SqlTemplate(id.get()), List.of(), false);
    }
    Optional<JsonNode> expansion = macros.expand(node);
    if (expansion.isPresent()) {
      return binder.bind(expansion.get());
    }
    FunctionCatalog.Kind kind = context.functions().kind(name);
    if (name.equals("count_star") || kind == FunctionCatalog.Kind.AGGREGATE) {
      return binder.names().inAggregate(() -> aggregate(name, node));
    }
    if (kind == FunctionCatalog.Kind.WINDOW) {
      throw context.text().error(node, name + " is a window function: it needs OVER (…).");
    }
    boolean operator = !Character.isLetter(name.charAt(0)) && name.charAt(0) != '_';
    if (name.equals("unnest") || name.equals("unlist")) {
      return binder.unnest(node);
    }
    if (kind != FunctionCatalog.Kind.SCALAR && !operator) {
      throw context
          .text()
          .error(
              node,
              "There is no function "
                  + name
                  + (kind == null ? "." + context.functions().hint(name) : " that gives a value."));
    }
    JsonNode arguments = node.path("arguments");
    for (JsonNode argument : arguments) {
      if (argument.path("expression").path("class").stringValue("").equals("LAMBDA")) {
        return binder.opaque(node);
      }
    }
    List<RexNode> operands = arguments(arguments);
    if (!node.path("schema").stringValue("").isEmpty()) {
      return method(name, node, operands);
    }
    if (operator && name.equals("~~")) {
      return like(node, operands);
    }
    if (operator && name.equals("!~~")) {
      return context.rex().makeCall(SqlStdOperatorTable.NOT, like(node, operands));
    }
    return binder.call(
        node, template(name, operator, arguments), operands, !context.functions().isVolatile(name));
  }

  /** {@code column.function(…)}: the column is the first argument. */
  private RexNode method(String name, JsonNode node, List<RexNode> operands) {
    JsonNode path = node.path("qualified_name").path("path");
    String[] names = new String[path.size() - 1];
    for (int i = 0; i < names.length; i++) {
      names[i] = path.path(i).stringValue("");
    }
    List<RexNode> all = new ArrayList<>(List.of(binder.bind(StructFields.column(node, names))));
    all.addAll(operands);
    return binder.call(
        node,
        SqlTemplate.call(spelt(name), all.size()),
        all,
        !context.functions().isVolatile(name));
  }

  /** DuckDB's own LIKE: Calcite knows backslashes in patterns, and no NULL. */
  private RexNode like(JsonNode node, List<RexNode> operands) {
    return binder.call(node, SqlTemplate.LIKE, operands, true);
  }

  private static SqlTemplate template(String name, boolean operator, JsonNode arguments) {
    if (operator) {
      String spelling =
          switch (name) {
            case "~~*" -> "ILIKE";
            case "!~~*" -> "NOT ILIKE";
            case "~~~" -> "GLOB";
            default -> name;
          };
      return SqlTemplate.operator(spelling, arguments.size());
    }
    List<String> parts = new ArrayList<>();
    for (JsonNode argument : arguments) {
      String label = argument.path("name").stringValue("");
      parts.add(
          (label.isEmpty() ? "" : EmbeddedDuckDb.identifier(label) + " := ")
              + SqlTemplate.hole(parts.size()));
    }
    return new SqlTemplate(spelt(name) + "(" + String.join(", ", parts) + ")");
  }

  private static String spelt(String name) {
    return name.matches("[a-z_][a-z0-9_]*") && !name.equals("position") && !name.equals("overlay")
        ? name
        : EmbeddedDuckDb.identifier(name);
  }

  /** A function that asks for the time, as the statement's own. */
  RexNode moment(String name, JsonNode node) {
    SqlTemplate sql =
        new SqlTemplate(context.moment().sql(name.toLowerCase(Locale.ROOT)).orElseThrow());
    return binder.call(node, sql, List.of(), true);
  }

  private RexNode aggregate(String name, JsonNode node) {
    boolean distinct = node.path("distinct").booleanValue();
    List<RexNode> values = new ArrayList<>(arguments(node.path("arguments")));
    List<Aggregates.OrderTerm> orders = orders(node.path("order_bys").path("orders"));
    if (!DuckAggregate.isOrderedSet(name, values.size())) {
      orders.removeIf(order -> Constants.isConstant(order.value())); // Orders nothing.
    }
    if (distinct
        && !values.containsAll(orders.stream().map(Aggregates.OrderTerm::value).toList())) {
      throw context
          .text()
          .error(
              node,
              "With DISTINCT, ORDER BY inside %s can only use its arguments.".formatted(name));
    }
    JsonNode filterNode = node.path("filter");
    RexNode filter = filterNode.isObject() ? binder.condition(filterNode) : null;
    checkFlat(node, values);
    List<RexNode> used = new ArrayList<>(values);
    orders.forEach(order -> used.add(order.value()));
    if (filter != null) {
      used.add(filter);
    }
    Scope outer = outer(used);
    Aggregates here = outer == null ? aggregates : outer.open();
    if (here == null || (outer != null && used.stream().anyMatch(SubQueries::in))) {
      throw context
          .text()
          .error(
              node,
              outer == null
                  ? "The aggregate %s cannot stand in %s.".formatted(name, clause)
                  : "Not supported: here, an aggregate of nothing but an outer query's columns.");
    }
    if (outer != null) { // It is that query's, and the same in all rows of this one.
      values.replaceAll(outer::toInside);
      orders.replaceAll(order -> order.with(outer.toInside(order.value())));
      filter = filter == null ? null : outer.toInside(filter);
    }
    if (name.equals("count") && !distinct && values.size() == 1 && isPresent(values.getFirst())) {
      values = List.of();
    }
    if (name.equals("count") || name.equals("count_star")) {
      RelDataType type = context.rex().types().type("BIGINT", false);
      return here.mark(
          context.rex(),
          new Aggregates.Call(
              SqlStdOperatorTable.COUNT,
              type,
              values.stream().map(this::computed).toList(),
              distinct,
              filter,
              List.of()));
    }
    RelDataType type =
        orders.size() == 1 && DuckAggregate.isOrderedSet(name, values.size())
            ? withinGroup(node, name, values, orders.getFirst())
            : binder.type(node, SqlTemplate.call(spelt(name), values.size()), values);
    List<RexNode> operands = new ArrayList<>();
    DuckAggregate function = new DuckAggregate(name, holesAndConstants(values, operands), type);
    return here.mark(
        context.rex(), new Aggregates.Call(function, type, operands, distinct, filter, orders));
  }

  /** The type of an aggregate of the values that it is to order. */
  private RelDataType withinGroup(
      JsonNode node, String name, List<RexNode> values, Aggregates.OrderTerm order) {
    List<RexNode> all = new ArrayList<>(values);
    all.add(order.value());
    String fraction = values.isEmpty() ? "" : SqlTemplate.hole(0);
    String orderBy =
        SqlTemplate.hole(values.size())
            + ExpressionSql.direction(order.direction().isDescending(), order.nulls());
    return binder.type(
        node, new SqlTemplate(DuckAggregate.withinGroup(name, fraction, orderBy)), all);
  }

  /** A value that is computed though it is never NULL: Calcite would count rows in its place. */
  private RexNode computed(RexNode value) {
    return value instanceof RexCall call && Fallible.is(call)
        ? call.clone(
            context.rex().types().createTypeWithNullability(call.getType(), true),
            call.getOperands())
        : value;
  }

  private static boolean isPresent(RexNode value) {
    return value instanceof RexLiteral literal && !literal.isNull();
  }

  private void checkFlat(JsonNode node, List<RexNode> values) {
    for (RexNode value : values) {
      if (Parts.any(value, Aggregates::isMark)) {
        throw context.text().error(node, "An aggregate cannot stand in another's arguments.");
      }
    }
  }

  /** Constants stay part of the call, where DuckDB wants them; everything else is an operand. */
  private List<String> holesAndConstants(List<RexNode> values, List<RexNode> operands) {
    List<String> parts = new ArrayList<>();
    for (RexNode value : values) {
      if (Constants.isConstant(value) && RexUtil.isDeterministic(value)) {
        parts.add(binder.constant(value));
      } else {
        parts.add(SqlTemplate.hole(operands.size()));
        operands.add(value);
      }
    }
    return parts;
  }

  /** GROUPING(a, b): bits that say which keys the row's grouping set leaves out. */
  RexNode grouping(JsonNode node, List<RexNode> keys) {
    Scope outer = outer(keys);
    Aggregates here = outer == null ? aggregates : outer.open();
    if (here == null) {
      throw context.text().error(node, "GROUPING needs a GROUP BY and cannot stand in " + clause);
    }
    RelDataType type = context.rex().types().type("BIGINT", false);
    List<RexNode> of = outer == null ? keys : keys.stream().map(outer::toInside).toList();
    return here.mark(
        context.rex(),
        new Aggregates.Call(SqlStdOperatorTable.GROUPING, type, of, false, null, List.of()));
  }

  /** The query around whose columns, and none of this one's, these values use; null for none. */
  private @Nullable Scope outer(List<RexNode> values) {
    return values.stream().allMatch(v -> RelOptUtil.InputFinder.bits(v).isEmpty())
        ? scope.used(values)
        : null;
  }

  RexNode window(JsonNode node) {
    macros.refuseTellingOfTasks(node);
    String name = name(node);
    if (name.equals("count_star")) {
      name = "count";
    }
    List<RexNode> values = arguments(node.path("arguments"));
    List<RexNode> operands = new ArrayList<>();
    List<String> parts = new ArrayList<>(holesAndConstants(values, operands));
    if (parts.isEmpty() && name.equals("count")) {
      parts.add("*");
    }
    StringBuilder tail = new StringBuilder();
    List<Aggregates.OrderTerm> argumentOrders = orders(node.path("arg_orders"));
    if (!argumentOrders.isEmpty()) {
      List<String> terms = new ArrayList<>();
      for (Aggregates.OrderTerm order : argumentOrders) {
        terms.add(
            SqlTemplate.hole(operands.size())
                + ExpressionSql.direction(order.direction().isDescending(), order.nulls()));
        operands.add(order.value());
      }
      tail.append(" ORDER BY ").append(String.join(", ", terms));
    }
    if (node.path("ignore_nulls").booleanValue()) {
      tail.append(" IGNORE NULLS");
    }
    if (!tail.isEmpty()) {
      String last = parts.isEmpty() ? "" : parts.removeLast();
      parts.add((last + tail).strip());
    }
    SqlTemplate call =
        name.equals("count") && values.isEmpty()
            ? new SqlTemplate("count(*)")
            : SqlTemplate.call(spelt(name), values.size());
    RelDataType type = binder.type(node, new SqlTemplate(call.text() + " OVER ()"), values);
    String filter = "";
    if (node.path("filter_expr").isObject()) {
      filter = SqlTemplate.hole(operands.size());
      operands.add(binder.condition(node.path("filter_expr")));
    }
    String frame = WindowFrames.sql(node, binder, operands);
    List<RexNode> partitions = binder.bindAll(node.path("partitions"));
    partitions.forEach(key -> refuseVolatile(key, "PARTITION BY", node));
    ImmutableList.Builder<RexFieldCollation> orderKeys = ImmutableList.builder();
    for (Aggregates.OrderTerm order : orders(node.path("orders"))) {
      refuseVolatile(order.value(), "ORDER BY", node);
      orderKeys.add(DuckRexBuilder.ordered(order.value(), order.direction(), order.nulls()));
    }
    return context
        .rex()
        .makeOver(
            type,
            new DuckAggregate(name, parts, type, filter, frame),
            operands,
            partitions,
            orderKeys.build(),
            RexWindowBounds.UNBOUNDED_PRECEDING,
            RexWindowBounds.CURRENT_ROW,
            false,
            true,
            false,
            node.path("distinct").booleanValue(),
            false);
  }

  private void refuseVolatile(RexNode key, String place, JsonNode window) {
    if (Projections.isVolatile(key)) {
      throw context
          .text()
          .error(
              window,
              "A value that is another each time cannot stand in a window's %s: compute it in a"
                      .formatted(place)
                  + " sub-query first.");
    }
  }

  /** The terms of an ORDER BY; DuckDB sorts NULLs last unless told. */
  List<Aggregates.OrderTerm> orders(JsonNode terms) {
    List<Aggregates.OrderTerm> orders = new ArrayList<>();
    for (JsonNode term : terms) {
      orders.add(order(binder.bind(term.path("expression")), term));
    }
    return orders;
  }

  static Aggregates.OrderTerm order(RexNode value, JsonNode term) {
    return new Aggregates.OrderTerm(
        value,
        term.path("type").stringValue("").equals("DESCENDING")
            ? RelFieldCollation.Direction.DESCENDING
            : RelFieldCollation.Direction.ASCENDING,
        term.path("null_order").stringValue("").replace(' ', '_').equals("NULLS_FIRST")
            ? RelFieldCollation.NullDirection.FIRST
            : RelFieldCollation.NullDirection.LAST);
  }

  private List<RexNode> arguments(JsonNode arguments) {
    List<RexNode> values = new ArrayList<>();
    arguments.forEach(argument -> values.add(binder.bind(argument.path("expression"))));
    return values;
  }

  private static String name(JsonNode node) {
    return node.path("function_name").stringValue("").toLowerCase(Locale.ROOT);
  }
}
