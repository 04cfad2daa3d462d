package dev.dunlin.planner.bind;

import com.google.common.collect.ImmutableList;
import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.function.DuckFunction;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.function.FunctionCatalog;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckRexBuilder;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final Set<String> MOMENT_NAMES =
      Set.of("current_date", "current_timestamp", "current_time", "localtime", "localtimestamp");

  private final BindContext context;
  private final QueryBinder queries;
  private final Scope scope;
  private final Map<String, JsonNode> aliases;
  private final Set<String> expanding = new HashSet<>();
  private final @Nullable Unnests unnests;
  private final String clause;
  private final DuckRexBuilder rex;
  private final FunctionCalls calls;
  private final Set<String> hiding = new HashSet<>();
  private int branches;
  private int aggregates;

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
    this.unnests = unnests;
    this.queries = queries;
    this.scope = scope;
    this.aliases = aliases;
    this.clause = clause;
    this.rex = context.rex();
    this.calls = new FunctionCalls(context, this, aggregates, clause);
  }

  RexNode bind(JsonNode node) {
    return switch (node.path("class").stringValue("")) {
      case "COLUMN_REF" -> column(node);
      case "CONSTANT" -> constant(node.path("literal"));
      case "FUNCTION" -> calls.function(node);
      case "WINDOW" -> calls.window(node);
      case "COMPARISON" -> comparison(node);
      case "CONJUNCTION" -> conjunction(node);
      case "OPERATOR" -> operator(node);
      case "BETWEEN" -> between(node);
      case "CASE" -> caseWhen(node);
      case "CAST" -> cast(node);
      case "SUBQUERY" -> subQuery(node);
      case "POSITIONAL_REFERENCE" -> positional(node);
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

  /** From now on these aliases, in lower case, hide columns of their names, save in aggregates. */
  void hide(Set<String> names) {
    hiding.addAll(names);
  }

  /** Binds an aggregate, in which columns are not hidden. */
  RexNode aggregate(Supplier<RexNode> aggregate) {
    aggregates++;
    try {
      return aggregate.get();
    } finally {
      aggregates--;
    }
  }

  List<RexNode> bindAll(JsonNode array) {
    List<RexNode> bound = new ArrayList<>();
    array.forEach(node -> bound.add(bind(node)));
    return bound;
  }

  /** {@code #1}: a column of FROM by its number. */
  private RexNode positional(JsonNode node) {
    int index = node.path("index").intValue();
    List<Scope.Entry> columns = scope.entries().stream().filter(Scope.Entry::starred).toList();
    if (index < 1 || index > columns.size()) {
      throw context
          .text()
          .error(node, "#%d is no column: there are %d.".formatted(index, columns.size()));
    }
    return columns.get(index - 1).value();
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

  private RexNode column(JsonNode node) {
    List<String> path = new ArrayList<>();
    node.path("column_names").forEach(n -> path.add(n.stringValue()));
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
        value = call(node, SqlTemplate.call(extract, 2), List.of(value, rex.text(field)), true);
      }
      return value;
    }
    if (path.size() == 1) {
      String alias = path.getFirst().toLowerCase(Locale.ROOT);
      JsonNode aliased = aliases.get(alias);
      if (aliased != null && expanding.add(alias)) {
        RexNode value = bind(aliased);
        expanding.remove(alias);
        return value;
      }
      if (scope.hasTable(path.getFirst())) {
        return row(node, path.getFirst());
      }
      if (MOMENT_NAMES.contains(path.getFirst().toLowerCase(Locale.ROOT))) {
        return calls.moment(path.getFirst(), node);
      }
    }
    throw unknownColumn(node, path);
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
    return call(
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
    }
    return Optional.empty();
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

  private RexNode constant(JsonNode literal) {
    String text = literal.path("text").stringValue("");
    return switch (literal.path("kind").stringValue("")) {
      case "NULL_LITERAL" -> rex.makeNullLiteral(rex.types().createSqlType(SqlTypeName.NULL));
      case "BOOLEAN" -> rex.makeLiteral(text.equalsIgnoreCase("true"));
      case "STRING" ->
          DuckRexBuilder.isComparable(text)
              ? rex.text(text)
              : opaqueConstant(EmbeddedDuckDb.literal(text));
      case "INTEGER", "NUMERIC" -> number(text);
      default ->
          opaqueConstant(
              literal.path("kind").stringValue("").equals("HEX") ? "x'" + text + "'" : text);
    };
  }

  private RexNode number(String text) {
    String plain = text.replace("_", "");
    RelDataType type = context.functions().typeOf(new SqlTemplate(plain), List.of());
    RexNode literal = rex.literal(plain, type);
    return literal == null ? opaqueConstant(plain) : literal;
  }

  private RexNode opaqueConstant(String sql) {
    SqlTemplate template = new SqlTemplate(sql);
    RelDataType type = context.functions().typeOf(template, List.of());
    return rex.makeCall(type, new DuckFunction(template, type, true), List.of());
  }

  private RexNode comparison(JsonNode node) {
    SqlOperator operator =
        switch (node.path("type").stringValue("")) {
          case "COMPARE_EQUAL" -> SqlStdOperatorTable.EQUALS;
          case "COMPARE_NOTEQUAL" -> SqlStdOperatorTable.NOT_EQUALS;
          case "COMPARE_LESSTHAN" -> SqlStdOperatorTable.LESS_THAN;
          case "COMPARE_LESSTHANOREQUALTO" -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
          case "COMPARE_GREATERTHAN" -> SqlStdOperatorTable.GREATER_THAN;
          case "COMPARE_GREATERTHANOREQUALTO" -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
          case "COMPARE_DISTINCT_FROM" -> SqlStdOperatorTable.IS_DISTINCT_FROM;
          case "COMPARE_NOT_DISTINCT_FROM" -> SqlStdOperatorTable.IS_NOT_DISTINCT_FROM;
          default ->
              throw context
                  .text()
                  .error(node, "Not supported: " + node.path("type").stringValue(""));
        };
    return compare(node, operator, bind(node.path("left")), bind(node.path("right")));
  }

  /** A comparison, both sides brought to the type in which DuckDB would compare them. */
  RexNode compare(JsonNode at, SqlOperator operator, RexNode left, RexNode right) {
    if (!DuckTypes.same(left.getType(), right.getType())) {
      if (isNull(left) || isNull(right)) {
        RelDataType type = isNull(left) ? right.getType() : left.getType();
        left = cast(at, left, type);
        right = cast(at, right, type);
      } else if (isTextLiteral(left)) {
        left = cast(at, left, right.getType());
      } else if (isTextLiteral(right)) {
        right = cast(at, right, left.getType());
      } else {
        // Refuses what cannot be compared, in DuckDB's words.
        RelDataType unused = type(at, SqlTemplate.operator("=", 2), List.of(left, right));
        if (DuckTypes.isText(left.getType()) && !DuckTypes.isOpaque(right.getType())) {
          left = cast(at, left, right.getType());
        } else if (DuckTypes.isText(right.getType()) && !DuckTypes.isOpaque(left.getType())) {
          right = cast(at, right, left.getType());
        } else if (!DuckTypes.isText(left.getType()) && !DuckTypes.isText(right.getType())) {
          RelDataType common =
              type(
                  at,
                  new SqlTemplate(
                      "CASE WHEN true THEN "
                          + SqlTemplate.hole(0)
                          + " ELSE "
                          + SqlTemplate.hole(1)
                          + " END"),
                  List.of(left, right));
          RexNode date = midnight(left, right);
          left = date == null ? cast(at, left, common) : left;
          right = date == null ? cast(at, right, common) : date;
        }
      }
    }
    return rex.makeCall(operator, left, right);
  }

  /** A timestamp literal that is a day's beginning, as a date to compare a date with; else null. */
  private @Nullable RexNode midnight(RexNode left, RexNode right) {
    return left.getType().getSqlTypeName() == SqlTypeName.DATE
            && right instanceof RexLiteral literal
            && right.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
            && String.valueOf(literal.getValueAs(Comparable.class)).endsWith(" 00:00:00")
        ? rex.literal(
            String.valueOf(literal.getValueAs(Comparable.class)).substring(0, 10), left.getType())
        : null;
  }

  private static boolean isTextLiteral(RexNode node) {
    return node instanceof RexLiteral literal
        && !literal.isNull()
        && DuckTypes.isText(literal.getType());
  }

  static boolean isNull(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.NULL;
  }

  private RexNode conjunction(JsonNode node) {
    List<RexNode> terms = new ArrayList<>();
    node.path("children").forEach(child -> terms.add(condition(child)));
    return node.path("type").stringValue("").equals("CONJUNCTION_AND")
        ? RexUtil.composeConjunction(rex, terms)
        : RexUtil.composeDisjunction(rex, terms);
  }

  private RexNode operator(JsonNode node) {
    JsonNode children = node.path("children");
    String type = node.path("type").stringValue("");
    return switch (type) {
      case "OPERATOR_NOT" -> rex.makeCall(SqlStdOperatorTable.NOT, condition(children.path(0)));
      case "OPERATOR_IS_NULL" -> rex.makeCall(SqlStdOperatorTable.IS_NULL, bind(children.path(0)));
      case "OPERATOR_IS_NOT_NULL" ->
          rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, bind(children.path(0)));
      case "COMPARE_IN" -> in(node, bindAll(children));
      case "COMPARE_NOT_IN" -> rex.makeCall(SqlStdOperatorTable.NOT, in(node, bindAll(children)));
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
      case "GROUPING_FUNCTION" -> calls.grouping(node, bindAll(children));
      default -> opaque(node);
    };
  }

  private RexNode in(JsonNode node, List<RexNode> operands) {
    RexNode value = operands.getFirst();
    List<RexNode> comparisons = new ArrayList<>();
    for (RexNode item : operands.subList(1, operands.size())) {
      comparisons.add(compare(node, SqlStdOperatorTable.EQUALS, value, item));
    }
    return RexUtil.composeDisjunction(rex, comparisons);
  }

  private RexNode between(JsonNode node) {
    RexNode value = bind(node.path("input"));
    return rex.makeCall(
        SqlStdOperatorTable.AND,
        compare(node, SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, value, bind(node.path("lower"))),
        compare(node, SqlStdOperatorTable.LESS_THAN_OR_EQUAL, value, bind(node.path("upper"))));
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
    return cast(node, operand, type);
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
    QueryBinder.Bound query = queries.bind(node.path("subquery").path("node"), scope);
    return SubQueries.bind(context, this, node, query);
  }

  /** {@code a -> b} outside a function's arguments reads JSON. */
  private RexNode arrow(JsonNode node) {
    return call(
        node,
        SqlTemplate.operator("->", 2),
        List.of(bind(node.path("lhs")), bind(node.path("expr"))),
        true);
  }

  /** An expression that is DuckDB's alone: its text, with the columns in it as operands. */
  RexNode opaque(JsonNode node) {
    List<RexNode> operands = new ArrayList<>();
    JsonNode holed = new Holes(context, this, operands).dig(node.deepCopy(), Set.of());
    String sql = context.trees().expression(holed);
    for (int i = 0; i < operands.size(); i++) {
      sql = sql.replace('"' + SqlTemplate.hole(i) + '"', SqlTemplate.hole(i));
    }
    return call(node, new SqlTemplate(sql), operands, true);
  }

  /** A call of DuckDB's, typed by it, and computed at once if it is constant. */
  RexNode call(JsonNode at, SqlTemplate template, List<RexNode> operands, boolean deterministic) {
    RelDataType type = type(at, template, operands);
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
        ? new ExpressionSql(rex, i -> "").sql(operand)
        : FunctionCatalog.placeholder(operand.getType());
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
