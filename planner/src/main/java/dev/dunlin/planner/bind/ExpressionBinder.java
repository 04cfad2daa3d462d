package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableList;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Binds the expressions of one clause. */
final class ExpressionBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final Scope scope;
  private final @Nullable Aggregates aggregates;
  private final @Nullable Unnests unnests;
  private final String clause;
  private final DuckRexBuilder rex;
  private final FunctionCalls calls;
  private final Names names;
  private final Literals literals;
  private final Comparisons comparisons;
  private ConstantKeys keys = ConstantKeys.NONE;
  private int branches;

  /**
   * @param aliases what names mean, in lower case, that are no columns: the select list's aliases
   * @param aggregates takes the aggregate calls; null where the clause allows none
   * @param clause the clause's name, for errors
   */
  ExpressionBinder(
      BindContext context,
      QueryBinder queries,
      Scope scope,
      Map<String, JsonNode> aliases,
      @Nullable Aggregates aggregates,
      String clause) {
    this(context, queries, scope, aliases, aggregates, null, clause);
  }

  /** As above, where unnest may stand. */
  ExpressionBinder(
      BindContext context,
      QueryBinder queries,
      Scope scope,
      Map<String, JsonNode> aliases,
      @Nullable Aggregates aggregates,
      @Nullable Unnests unnests,
      String clause) {
    this.context = context;
    this.aggregates = aggregates;
    this.unnests = unnests;
    this.queries = queries;
    this.scope = scope;
    this.clause = clause;
    this.rex = context.rex();
    this.calls = new FunctionCalls(context, this, scope, aggregates, clause);
    this.names = new Names(context, this, calls, scope, aliases);
    this.literals = new Literals(context);
    this.comparisons = new Comparisons(context, this);
  }

  /** From now on these keys are told from equal constants, save in aggregates. */
  void groupBy(ConstantKeys constants) {
    keys = constants;
  }

  RexNode bind(JsonNode node) {
    Optional<RexNode> key = names.isInAggregate() ? Optional.empty() : keys.mark(node);
    return key.orElseGet(() -> value(node));
  }

  private RexNode value(JsonNode node) {
    return switch (node.path("class").stringValue("")) {
      case "COLUMN_REF" -> names.column(node);
      case "CONSTANT" -> literals.of(node.path("literal"));
      case "FUNCTION" -> calls.function(node);
      case "WINDOW" -> calls.window(node);
      case "COMPARISON" -> comparisons.comparison(node);
      case "CONJUNCTION" -> conjunction(node);
      case "OPERATOR" -> operator(node);
      case "BETWEEN" -> comparisons.between(node);
      case "CASE" -> caseWhen(node);
      case "CAST" -> cast(node);
      case "SUBQUERY" -> subQuery(node);
      case "POSITIONAL_REFERENCE" -> names.positional(node);
      case "COLLATE" ->
          throw context.text().error(node, "Not supported: COLLATE. Order by lower(…) instead.");
      case "LAMBDA" -> arrow(node);
      case "STAR" -> throw context.text().error(node, "A * cannot stand here.");
      case "PARAMETER" ->
          throw context
              .text()
              .error(node, "Parameters like ? and $1 are not supported: write the value.");
      default ->
          throw context
              .text()
              .error(node, "Not supported: " + node.path("class").stringValue("this expression"));
    };
  }

  /** Binds a condition: anything DuckDB would cast to a boolean. */
  RexNode condition(JsonNode node) {
    RexNode condition = bind(node);
    return condition.getType().getSqlTypeName() == SqlTypeName.BOOLEAN
        ? condition
        : cast(node, condition, rex.types().type("BOOLEAN", true));
  }

  /** What names mean here. */
  Names names() {
    return names;
  }

  /** Comparisons of what is bound here. */
  Comparisons comparisons() {
    return comparisons;
  }

  List<RexNode> bindAll(JsonNode array) {
    List<RexNode> bound = new ArrayList<>();
    array.forEach(node -> bound.add(bind(node)));
    return bound;
  }

  /** A list's elements, each in a row of its own: only a select list can make such rows. */
  RexNode unnest(JsonNode node) {
    Unnests here = unnests;
    if (here == null || node.path("arguments").size() != 1) {
      throw context
          .text()
          .error(
              node,
              here == null
                  ? "unnest cannot stand in " + clause + ", only in SELECT and FROM."
                  : "unnest takes one list.");
    }
    RexNode list = bind(node.path("arguments").path(0).path("expression"));
    RelDataType element =
        type(node, new SqlTemplate("unnest(" + SqlTemplate.hole(0) + ")"), List.of(list));
    return here.mark(rex, list, element);
  }

  static boolean isNull(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.NULL;
  }

  private RexNode conjunction(JsonNode node) {
    List<RexNode> terms = new ArrayList<>();
    node.path("children").forEach(child -> terms.add(condition(child)));
    return connected(
        node.path("type").stringValue("").equals("CONJUNCTION_AND")
            ? SqlStdOperatorTable.AND
            : SqlStdOperatorTable.OR,
        terms);
  }

  /**
   * All terms by AND or OR, none left out: one that is settled for the rows of a FROM clause, such
   * as whether a column is NULL, may not be for their groups.
   */
  RexNode connected(SqlOperator operator, List<RexNode> terms) {
    return terms.size() == 1
        ? terms.getFirst()
        : RexUtil.flatten(rex, rex.makeCall(operator, terms));
  }

  private RexNode operator(JsonNode node) {
    JsonNode children = node.path("children");
    String type = node.path("type").stringValue("");
    return switch (type) {
      case "OPERATOR_NOT" -> rex.makeCall(SqlStdOperatorTable.NOT, condition(children.path(0)));
      case "OPERATOR_IS_NULL" -> rex.makeCall(SqlStdOperatorTable.IS_NULL, bind(children.path(0)));
      case "OPERATOR_IS_NOT_NULL" ->
          rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, bind(children.path(0)));
      case "COMPARE_IN" -> comparisons.in(node, bindAll(children));
      case "COMPARE_NOT_IN" ->
          rex.makeCall(SqlStdOperatorTable.NOT, comparisons.in(node, bindAll(children)));
      case "OPERATOR_COALESCE" -> {
        List<RexNode> bound = new ArrayList<>();
        children.forEach(c -> bound.add(bound.isEmpty() ? bind(c) : branch(() -> bind(c))));
        List<RexNode> values = common(node, bound);
        yield call(node, SqlTemplate.call("coalesce", values.size()), values, true);
      }
      case "ARRAY_EXTRACT" ->
          call(
              node,
              new SqlTemplate(SqlTemplate.hole(0) + "[" + SqlTemplate.hole(1) + "]"),
              bindAll(children),
              true);
      case "STRUCT_EXTRACT" ->
          call(node, SqlTemplate.call("struct_extract", 2), bindAll(children), true);
      case "ARRAY_CONSTRUCTOR" -> {
        List<RexNode> values = bindAll(children);
        yield call(node, SqlTemplate.call("list_value", values.size()), values, true);
      }
      case "GROUPING_FUNCTION" -> calls.grouping(node, names.inAggregate(() -> bindAll(children)));
      default -> opaque(node);
    };
  }

  /** Binds what is only computed for some rows: if that fails, it fails for these. */
  private RexNode branch(Supplier<RexNode> expression) {
    branches++;
    try {
      return expression.get();
    } finally {
      branches--;
    }
  }

  private RexNode caseWhen(JsonNode node) {
    List<RexNode> conditions = new ArrayList<>();
    List<RexNode> values = new ArrayList<>();
    for (JsonNode check : node.path("case_checks")) {
      JsonNode when = check.path("when_expr");
      conditions.add(conditions.isEmpty() ? condition(when) : branch(() -> condition(when)));
      values.add(branch(() -> bind(check.path("then_expr"))));
    }
    values.add(branch(() -> bind(node.path("else_expr"))));
    List<RexNode> common = common(node, values);
    List<RexNode> operands = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      operands.add(conditions.get(i));
      operands.add(common.get(i));
    }
    operands.add(common.getLast());
    RelDataType type =
        rex.types()
            .createTypeWithNullability(
                common.getLast().getType(),
                common.stream().anyMatch(v -> v.getType().isNullable()));
    return rex.makeCall(type, SqlStdOperatorTable.CASE, operands);
  }

  /** Values that meet in one column, cast to the type they get there. */
  List<RexNode> common(JsonNode at, List<RexNode> values) {
    StringBuilder cases = new StringBuilder("CASE");
    for (int i = 0; i < values.size() - 1; i++) {
      cases.append(" WHEN true THEN ").append(SqlTemplate.hole(i));
    }
    RelDataType type =
        values.size() == 1
            ? values.getFirst().getType()
            : type(
                at,
                new SqlTemplate(cases + " ELSE " + SqlTemplate.hole(values.size() - 1) + " END"),
                values);
    return values.stream().map(v -> cast(at, v, type)).toList();
  }

  private RexNode cast(JsonNode node) {
    RexNode operand = bind(node.path("child"));
    RelDataType type = typeNamed(node.path("type_expr"));
    if (node.path("try_cast").booleanValue()) {
      SqlTemplate template =
          new SqlTemplate("TRY_CAST(" + SqlTemplate.hole(0) + " AS " + DuckTypes.text(type) + ")");
      return call(node, template, List.of(operand), true);
    }
    return literals.settled(cast(node, operand, type));
  }

  /** A cast; of a literal it is computed at once, and refused if it cannot be. */
  RexNode cast(JsonNode at, RexNode operand, RelDataType type) {
    if (DuckTypes.same(operand.getType(), type)) {
      return operand;
    }
    if (isNull(operand)) {
      return rex.makeNullLiteral(rex.types().createTypeWithNullability(type, true));
    }
    RexNode cast = rex.cast(type, operand);
    RexNode folded = context.constants().fold(cast);
    if (branches == 0 && folded.equals(cast) && operand instanceof RexLiteral) {
      String error = context.constants().error(cast);
      if (error != null) {
        throw context.text().error(at, error);
      }
    }
    return folded;
  }

  private RelDataType typeNamed(JsonNode type) {
    try {
      if (type.path("children").isEmpty() && type.path("schema").stringValue("").isEmpty()) {
        return context
            .functions()
            .typeNamed(EmbeddedDuckDb.identifier(type.path("type_name").stringValue("")));
      }
      return nestedType(type);
    } catch (UserErrorException e) {
      throw new UserErrorException(e.getMessage() + context.text().at(type), e);
    }
  }

  /** A type with parameters, written back by DuckDB as part of a cast. */
  private RelDataType nestedType(JsonNode type) {
    ObjectNode cast =
        context
            .trees()
            .query("SELECT NULL::INTEGER", context.text())
            .path("select_list")
            .path(0)
            .deepCopy()
            .asObject();
    cast.set("type_expr", type);
    return context.functions().typeOf(new SqlTemplate(context.trees().expression(cast)), List.of());
  }

  private RexNode subQuery(JsonNode node) {
    QueryBinder.Bound query =
        scope.inside(
            names.isInAggregate() ? null : aggregates,
            () -> queries.bind(node.path("subquery").path("node"), scope));
    return SubQueries.bind(context, this, node, query);
  }

  /** {@code a -> b} outside a function's arguments reads JSON. */
  private RexNode arrow(JsonNode node) {
    return arrows(node, bind(node.path("lhs")), node.path("expr"));
  }

  /**
   * DuckDB reads {@code a -> 1 ->> 'b'} as {@code a -> (1 ->> 'b')}, and takes it from the left.
   */
  private RexNode arrows(JsonNode at, RexNode left, JsonNode right) {
    JsonNode arguments = right.path("arguments");
    boolean chained =
        right.path("function_name").stringValue("").equals("->>")
            && right.path("is_operator").booleanValue()
            && arguments.size() == 2;
    RexNode value = chained ? arrows(at, left, arguments.path(0).path("expression")) : left;
    RexNode step = bind(chained ? arguments.path(1).path("expression") : right);
    return call(at, SqlTemplate.operator(chained ? "->>" : "->", 2), List.of(value, step), true);
  }

  /** An expression that is DuckDB's alone: its text, with the columns in it as operands. */
  RexNode opaque(JsonNode node) {
    List<RexNode> operands = new ArrayList<>();
    Holes holes = new Holes(context, this, operands);
    JsonNode holed = holes.dig(node.deepCopy(), Map.of());
    String sql = context.trees().expression(holed);
    for (int i = 0; i < operands.size(); i++) {
      sql = sql.replace('"' + SqlTemplate.hole(i) + '"', SqlTemplate.hole(i));
    }
    return call(node, new SqlTemplate(sql), operands, !holes.isVolatile());
  }

  /** A call of DuckDB's, typed by it, and computed at once if it is constant. */
  RexNode call(JsonNode at, SqlTemplate given, List<RexNode> operands, boolean deterministic) {
    RelDataType type = type(at, given, operands);
    SqlTemplate template = given;
    for (int i = 0; i < operands.size(); i++) {
      template = literals.isWritten(operands.get(i)) ? template.withLiteral(i) : template;
    }
    if (template.isArithmetic() && operands.stream().noneMatch(o -> o.getType().isNullable())) {
      type = rex.types().createTypeWithNullability(type, false);
    }
    return context
        .constants()
        .fold(rex.makeCall(type, new DuckFunction(template, type, deterministic), operands));
  }

  /** The type DuckDB gives an expression over these operands. */
  RelDataType type(JsonNode at, SqlTemplate template, List<RexNode> operands) {
    try {
      return context.functions().typeOf(template, operands.stream().map(this::typing).toList());
    } catch (UserErrorException e) {
      throw new UserErrorException(e.getMessage() + context.text().at(at), e);
    }
  }

  private String typing(RexNode operand) {
    return Constants.isConstant(operand) && RexUtil.isDeterministic(operand)
        ? constant(operand)
        : FunctionCatalog.placeholder(operand.getType());
  }

  /** The SQL of a constant, as DuckDB would see it in the query's text. */
  String constant(RexNode value) {
    return literals.isWritten(value)
        ? ExpressionSql.asWritten((RexLiteral) value)
        : new ExpressionSql(rex, i -> "").settled(value);
  }

  /** Whether a value is a literal in the query's text. */
  boolean isWritten(RexNode value) {
    return literals.isWritten(value);
  }

  BindContext context() {
    return context;
  }

  String clause() {
    return clause;
  }

  static ImmutableList<RexNode> list(List<RexNode> nodes) {
    return ImmutableList.copyOf(nodes);
  }
}
