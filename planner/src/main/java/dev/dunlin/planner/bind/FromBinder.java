package dev.dunlin.planner.bind;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.core.schema.Column;
import dev.dunlin.core.schema.Schema;
import dev.dunlin.core.stage.FileFormat;
import dev.dunlin.planner.function.ExpressionSql;
import dev.dunlin.planner.function.SqlTemplate;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Binds FROM clauses: tables, paths, views, sub-queries, VALUES, table functions. */
final class FromBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final TableResolver tables;

  private static final Map<String, FileFormat> READERS =
      Map.of(
          "read_parquet", FileFormat.PARQUET,
          "parquet_scan", FileFormat.PARQUET,
          "read_csv", FileFormat.CSV,
          "read_csv_auto", FileFormat.CSV,
          "read_json", FileFormat.JSON,
          "read_json_auto", FileFormat.JSON,
          "read_ndjson", FileFormat.JSON,
          "read_ndjson_auto", FileFormat.JSON);

  /** A relation and what its columns are called; the entries' values refer to its row. */
  record Source(RelNode rel, List<Scope.Entry> entries) {}

  FromBinder(BindContext context, QueryBinder queries, TableResolver tables) {
    this.context = context;
    this.queries = queries;
    this.tables = tables;
  }

  Source bind(JsonNode from, @Nullable Scope parent) {
    if (from.path("sample").isObject()) {
      throw context.text().error(from, "Not supported: TABLESAMPLE.");
    }
    if (from.path("at_clause").isObject()) {
      throw context.text().error(from, "Not supported: AT, for files have no older versions.");
    }
    if (from.path("with_ordinality").stringValue("").equals("WITH_ORDINALITY")) {
      throw context.text().error(from, "Not supported: WITH ORDINALITY.");
    }
    return switch (from.path("type").stringValue("")) {
      case "EMPTY" -> new Source(oneRow(), List.of());
      case "BASE_TABLE" -> table(from, parent);
      case "SUBQUERY" -> subQuery(from, parent);
      case "EXPRESSION_LIST" -> values(from, parent);
      case "TABLE_FUNCTION" -> function(from, new Source(oneRow(), List.of()), parent);
      case "JOIN" -> new JoinBinder(context, queries, this).bind(from, parent);
      case "SHOW_REF" ->
          throw context
              .text()
              .error(from, "Not supported in a query: DESCRIBE, SUMMARIZE and SHOW.");
      default ->
          throw context
              .text()
              .error(from, "Not supported in FROM: " + from.path("type").stringValue(""));
    };
  }

  private RelNode oneRow() {
    return LogicalValues.createOneRow(context.cluster());
  }

  /** A table's name as the user wrote it. */
  static String name(JsonNode baseTable) {
    String name = baseTable.path("table_name").stringValue("");
    String schema = baseTable.path("schema_name").stringValue("");
    return schema.isEmpty() ? name : schema + "." + name;
  }

  private Source table(JsonNode from, @Nullable Scope parent) {
    String name = name(from);
    Optional<QueryBinder.Bound> cte = queries.cte(name, parent);
    if (cte.isPresent()) {
      context.references().addCte(from);
      return named(from, cte.get().rel(), cte.get().names(), name);
    }
    TableResolver.Named found = find(from, name);
    return switch (found) {
      case TableResolver.Named.Files files -> files(from, files.table(), files.name());
      case TableResolver.Named.View view -> {
        QueryBinder.Bound bound = queries.view(view);
        yield stored(
            from,
            bound.rel(),
            view.columns().isEmpty() ? bound.names() : view.columns(),
            view.name());
      }
    };
  }

  private TableResolver.Named find(JsonNode from, String name) {
    Optional<TableResolver.Named> found;
    try {
      found = tables.find(name);
    } catch (dev.dunlin.core.failure.UserErrorException e) {
      throw new dev.dunlin.core.failure.UserErrorException(
          e.getMessage() + context.text().at(from), e);
    }
    return found.orElseThrow(
        () -> {
          List<String> known = new ArrayList<>(tables.names());
          known.addAll(queries.cteNames());
          String hint =
              Spelling.nearest(name, known)
                  .map(near -> " Did you mean \"" + near + "\"?")
                  .orElse(
                      context.text().isInSingleQuotes(from)
                          ? " Nor is there a file or folder of this name."
                          : " SHOW TABLES lists those there are; a path stands in quotes:"
                              + " FROM 'dir/*.parquet'.");
          return context.text().error(from, "There is no table \"" + name + "\"." + hint);
        });
  }

  private Source files(
      JsonNode from, dev.dunlin.planner.catalog.FileTable table, String defaultName) {
    RelNode scan = BoundTable.scan(context, queries.tableName(table), table);
    return stored(from, scan, table.schema().names(), defaultName);
  }

  /** What stands outside of the query, under its alias. */
  private Source stored(JsonNode from, RelNode rel, List<String> names, String defaultName) {
    List<String> distinct = distinct(names);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < distinct.size(); i++) {
      columns.add(
          new Column(
              distinct.get(i), DuckTypes.text(rel.getRowType().getFieldList().get(i).getType())));
    }
    context.references().add(from, new Schema(columns), defaultName);
    return named(from, rel, names, defaultName);
  }

  private Source subQuery(JsonNode from, @Nullable Scope parent) {
    QueryBinder.Bound bound = queries.bind(from.path("subquery").path("node"), parent);
    return named(from, bound.rel(), bound.names(), "");
  }

  /** A relation under its alias, its columns under theirs. */
  private Source named(JsonNode from, RelNode rel, List<String> names, String defaultName) {
    String alias = from.path("alias").stringValue("");
    String table = alias.isEmpty() ? defaultName : alias;
    JsonNode aliases = from.path("column_name_alias");
    if (aliases.size() > names.size()) {
      throw context
          .text()
          .error(
              from,
              "\"%s\" has %d columns, but %d names are given."
                  .formatted(table, names.size(), aliases.size()));
    }
    List<String> aliased = new ArrayList<>(names);
    for (int i = 0; i < aliases.size(); i++) {
      aliased.set(i, aliases.path(i).stringValue(""));
    }
    List<Scope.Entry> entries = new ArrayList<>();
    for (String name : distinct(aliased)) {
      RexNode value = context.rex().makeInputRef(rel, entries.size());
      entries.add(new Scope.Entry(table, name, value, true, true));
    }
    return new Source(rel, entries);
  }

  /** Names as DuckDB tells columns of one name apart. */
  private static List<String> distinct(List<String> names) {
    List<String> distinct = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String base : names) {
      String name = base;
      for (int n = 1; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
        name = base + "_" + n;
      }
      distinct.add(name);
    }
    return distinct;
  }

  private Source values(JsonNode from, @Nullable Scope parent) {
    ExpressionBinder binder =
        new ExpressionBinder(
            context, queries, new Scope(oneRow(), List.of(), parent), Map.of(), null, "VALUES");
    List<List<RexNode>> rows = new ArrayList<>();
    for (JsonNode row : from.path("values")) {
      rows.add(binder.bindAll(row));
    }
    int width = rows.getFirst().size();
    List<RelDataType> types = new ArrayList<>();
    for (int c = 0; c < width; c++) {
      List<RexNode> column = new ArrayList<>();
      for (List<RexNode> row : rows) {
        column.add(row.get(c));
      }
      List<RexNode> common = column(from, column, binder);
      types.add(common.getFirst().getType());
      for (int r = 0; r < rows.size(); r++) {
        rows.get(r).set(c, common.get(r));
      }
    }
    List<String> names = new ArrayList<>();
    for (int c = 0; c < width; c++) {
      names.add("col" + c);
    }
    return named(from, relation(rows, types, names), names, "valueslist");
  }

  /** A column's values in the type that DuckDB gives it, which for literals is not that of CASE. */
  private static List<RexNode> column(
      JsonNode from, List<RexNode> values, ExpressionBinder binder) {
    if (values.size() == 1) {
      return values;
    }
    String rows =
        IntStream.range(0, values.size())
            .mapToObj(i -> "(" + SqlTemplate.hole(i) + ")")
            .collect(Collectors.joining(", "));
    RelDataType type =
        binder.type(
            from, new SqlTemplate("(SELECT c FROM (VALUES " + rows + ") AS v(c) LIMIT 1)"), values);
    return values.stream().map(value -> binder.cast(from, value, type)).toList();
  }

  /** Rows of constants; where they are none that Calcite can hold, a union of single rows. */
  private RelNode relation(List<List<RexNode>> rows, List<RelDataType> types, List<String> names) {
    var literals =
        new com.google.common.collect.ImmutableList.Builder<
            com.google.common.collect.ImmutableList<RexLiteral>>();
    boolean plain = true;
    for (List<RexNode> row : rows) {
      plain &=
          row.stream().allMatch(v -> v instanceof RexLiteral && !DuckTypes.isOpaque(v.getType()));
    }
    if (plain) {
      for (List<RexNode> row : rows) {
        literals.add(
            row.stream()
                .map(RexLiteral.class::cast)
                .collect(com.google.common.collect.ImmutableList.toImmutableList()));
      }
      var row = context.rex().types().builder();
      for (int c = 0; c < names.size(); c++) {
        row.add(names.get(c), context.rex().types().createTypeWithNullability(types.get(c), true));
      }
      return LogicalValues.create(context.cluster(), row.build(), literals.build());
    }
    List<RelNode> singles = new ArrayList<>();
    for (List<RexNode> row : rows) {
      singles.add(Projections.project(oneRow(), row, names, java.util.Set.of()));
    }
    return singles.size() == 1
        ? singles.getFirst()
        : org.apache.calcite.rel.logical.LogicalUnion.create(singles, true);
  }

  /**
   * A table function: files, or a list of values.
   *
   * @param left the relation it stands beside, whose columns its arguments may use
   */
  Source function(JsonNode from, Source left, @Nullable Scope parent) {
    JsonNode call = from.path("function");
    String name = functionName(from);
    Scope scope = new Scope(left.rel(), left.entries(), parent);
    ExpressionBinder binder = new ExpressionBinder(context, queries, scope, Map.of(), null, "FROM");
    FileFormat format = READERS.get(name);
    if (format != null) {
      return reader(from, call, format, binder);
    }
    return switch (name) {
      case "unnest", "range", "generate_series" -> list(from, call, name, left, binder);
      default ->
          throw context
              .text()
              .error(
                  from,
                  "There is no table function "
                      + name
                      + ". Those there are: read_parquet, read_csv, read_json, range,"
                      + " generate_series, unnest.");
    };
  }

  /** Whether a node of FROM is a call that reads files. */
  static boolean isReader(JsonNode from) {
    return from.path("type").stringValue("").equals("TABLE_FUNCTION")
        && READERS.containsKey(functionName(from));
  }

  private static String functionName(JsonNode from) {
    return from.path("function").path("function_name").stringValue("").toLowerCase(Locale.ROOT);
  }

  private Source reader(JsonNode from, JsonNode call, FileFormat format, ExpressionBinder binder) {
    List<String> paths = new ArrayList<>();
    Map<String, String> options = new TreeMap<>();
    for (JsonNode argument : call.path("arguments")) {
      String option = argument.path("name").stringValue("");
      JsonNode value = argument.path("expression");
      if (option.isEmpty() && value.path("type").stringValue("").equals("COMPARE_EQUAL")) {
        // option = value, the other way to write option := value
        option = value.path("left").path("column_names").path(0).stringValue("");
        value = value.path("right");
      }
      if (option.isEmpty()) {
        pathsOf(value, paths);
      } else {
        options.put(
            option.toLowerCase(Locale.ROOT), constantSql(withoutNames(value.deepCopy()), binder));
      }
    }
    if (paths.isEmpty()) {
      throw context.text().error(from, "It needs a path: read_parquet('dir/*.parquet').");
    }
    dev.dunlin.planner.catalog.FileTable table;
    try {
      table = tables.open(Optional.of(format), paths, options);
    } catch (dev.dunlin.core.failure.UserErrorException e) {
      throw new dev.dunlin.core.failure.UserErrorException(
          e.getMessage() + context.text().at(from), e);
    }
    return files(from, table, call.path("function_name").stringValue(""));
  }

  private void pathsOf(JsonNode value, List<String> paths) {
    if (value.path("class").stringValue("").equals("CONSTANT")) {
      paths.add(value.path("literal").path("text").stringValue(""));
      return;
    }
    if (value.path("function_name").stringValue("").equals("list_value")) {
      value.path("arguments").forEach(a -> pathsOf(a.path("expression"), paths));
      return;
    }
    if (value.path("type").stringValue("").equals("ARRAY_CONSTRUCTOR")) {
      value.path("children").forEach(c -> pathsOf(c, paths));
      return;
    }
    throw context.text().error(value, "A path must be a text, or a list of texts.");
  }

  /** The value with texts for names without quotes, as in {@code {'year': SMALLINT}}. */
  private static JsonNode withoutNames(JsonNode value) {
    if (value instanceof ObjectNode node
        && node.path("class").stringValue("").equals("COLUMN_REF")
        && node.path("column_names").size() == 1) {
      String name = node.path("column_names").path(0).stringValue("");
      node.put("class", "CONSTANT").put("type", "VALUE_CONSTANT");
      node.putObject("literal").put("kind", "STRING").put("text", name);
      return node;
    }
    value.forEach(FromBinder::withoutNames);
    return value;
  }

  private String constantSql(JsonNode value, ExpressionBinder binder) {
    RexNode bound = binder.bind(value);
    if (!Constants.isConstant(bound)) {
      throw context.text().error(value, "An option's value must be a constant.");
    }
    return new ExpressionSql(context.rex(), i -> "").sql(bound);
  }

  private Source list(
      JsonNode from, JsonNode call, String name, Source left, ExpressionBinder binder) {
    List<RexNode> arguments = new ArrayList<>();
    call.path("arguments").forEach(a -> arguments.add(binder.bind(a.path("expression"))));
    if (name.equals("unnest") && arguments.size() != 1) {
      throw context.text().error(from, "unnest takes one list.");
    }
    RexNode list =
        name.equals("unnest")
            ? arguments.getFirst()
            : binder.call(call, SqlTemplate.call(name, arguments.size()), arguments, true);
    if (!DuckTypes.text(list.getType()).endsWith("]")) {
      throw context
          .text()
          .error(from, "unnest takes a list, not a " + DuckTypes.text(list.getType()) + ".");
    }
    RelDataType element =
        binder.type(call, new SqlTemplate("unnest(" + SqlTemplate.hole(0) + ")"), List.of(list));
    RelNode rel =
        new Unnest(
            context.cluster(),
            left.rel().getTraitSet(),
            left.rel(),
            List.of(list),
            List.of(element));
    String alias = from.path("alias").stringValue("");
    JsonNode aliases = from.path("column_name_alias");
    String column =
        !aliases.isEmpty() ? aliases.path(0).stringValue("") : alias.isEmpty() ? name : alias;
    List<Scope.Entry> entries = new ArrayList<>(left.entries());
    entries.add(
        new Scope.Entry(
            alias.isEmpty() ? name : alias,
            column,
            context.rex().makeInputRef(rel, rel.getRowType().getFieldCount() - 1),
            true,
            true));
    return new Source(rel, entries);
  }
}
