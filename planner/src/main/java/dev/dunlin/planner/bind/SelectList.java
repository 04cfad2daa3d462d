package dev.dunlin.planner.bind;

import dev.dunlin.core.config.Spelling;
import dev.dunlin.planner.sql.SyntaxTrees;
import dev.dunlin.planner.type.DuckTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Expands the stars of a select list, with EXCLUDE, REPLACE, RENAME and COLUMNS. */
final class SelectList {
  private static final Pattern GROUP = Pattern.compile("\\\\([0-9])");

  private final BindContext context;
  private final Scope scope;
  private final ExpressionBinder binder;

  /**
   * A column of the result.
   *
   * @param expression its tree
   * @param entry the column it is, where it comes from a star
   */
  record Item(JsonNode expression, String name, Optional<Scope.Entry> entry) {
    RexNode value(ExpressionBinder binder) {
      return entry.map(Scope.Entry::value).orElseGet(() -> binder.bind(expression));
    }
  }

  /**
   * @param binder tells the type of what is expanded
   */
  SelectList(BindContext context, Scope scope, ExpressionBinder binder) {
    this.context = context;
    this.binder = binder;
    this.scope = scope;
  }

  List<Item> expand(JsonNode selectList) {
    List<Item> items = new ArrayList<>();
    for (JsonNode expression : selectList) {
      if (isStar(expression) && !expression.path("columns").booleanValue()) {
        String table = expression.path("relation_name").stringValue("");
        boolean column = scope.parent() != null || !scope.named(Optional.empty(), table).isEmpty();
        if (table.isEmpty() || scope.hasTable(table) || !column) {
          star(expression, items);
        } else {
          fields(StructFields.column(expression, table), items);
        }
      } else if (isStruct(expression)) {
        fields(expression.path("arguments").path(0).path("expression"), items);
      } else if (firstColumns(expression).isPresent()) {
        columns(expression, items);
      } else {
        items.add(new Item(expression, spelling(expression), Optional.empty()));
      }
    }
    if (items.isEmpty()) {
      throw context
          .text()
          .error(selectList.path(0), "No column is left: the stars leave out all that there are.");
    }
    return items;
  }

  /** The terms of an ORDER BY, those with COLUMNS in them once for each column it matches. */
  ArrayNode spreadTerms(JsonNode terms) {
    ArrayNode spread = ((ArrayNode) terms).arrayNode();
    for (JsonNode term : terms) {
      if (picksColumns(term.path("expression"))) {
        List<Item> items = new ArrayList<>();
        columns(term.path("expression"), items);
        for (Item item : items) {
          spread.add(term.deepCopy().asObject().set("expression", item.expression()));
        }
      } else {
        spread.add(term);
      }
    }
    return spread;
  }

  /** Whether an expression has a COLUMNS in it that picks some columns, and is not ORDER BY ALL. */
  static boolean picksColumns(JsonNode expression) {
    return firstColumns(expression)
        .filter(
            star ->
                !isStar(expression)
                    || star.path("expr").isObject()
                    || !star.path("exclude_list").isEmpty()
                    || !star.path("qualified_exclude_list").isEmpty()
                    || !star.path("replace_list").isEmpty()
                    || !star.path("relation_name").stringValue("").isEmpty())
        .isPresent();
  }

  /** {@code unnest(struct)}. */
  private boolean isStruct(JsonNode expression) {
    return expression.path("class").stringValue("").equals("FUNCTION")
        && expression.path("function_name").stringValue("").equalsIgnoreCase("unnest")
        && expression.path("arguments").size() == 1
        && isStruct(binder.bind(expression.path("arguments").path(0).path("expression")));
  }

  private static boolean isStruct(RexNode value) {
    String type = DuckTypes.text(value.getType());
    return type.startsWith("STRUCT(") && type.endsWith(")");
  }

  /** A struct's fields as columns. */
  private void fields(JsonNode struct, List<Item> items) {
    RexNode value = binder.bind(struct);
    if (!isStruct(value)) {
      throw context.text().error(struct, "Only a table or a struct has columns for * to name.");
    }
    for (String field : context.functions().fields(value.getType())) {
      items.add(new Item(StructFields.field(struct, field), field, Optional.empty()));
    }
  }

  /** As {@link #name}, but a column of a table keeps the table's spelling. */
  private String spelling(JsonNode expression) {
    String name = name(expression, context.trees());
    boolean bare =
        expression.path("class").stringValue("").equals("COLUMN_REF")
            && expression.path("alias").stringValue("").isEmpty();
    List<String> spellings =
        scope.entries().stream()
            .map(Scope.Entry::name)
            .filter(name::equalsIgnoreCase)
            .distinct()
            .toList();
    return bare && spellings.size() == 1 ? spellings.getFirst() : name;
  }

  /** The name DuckDB gives a column. */
  private static String name(JsonNode expression, SyntaxTrees trees) {
    String alias = expression.path("alias").stringValue("");
    if (!alias.isEmpty()) {
      return alias;
    }
    if (expression.path("class").stringValue("").equals("COLUMN_REF")) {
      JsonNode path = expression.path("column_names");
      return path.path(path.size() - 1).stringValue("");
    }
    String sql = trees.expression(expression);
    return sql.substring(1, sql.length() - 1);
  }

  private static boolean isStar(JsonNode node) {
    return node.path("class").stringValue("").equals("STAR");
  }

  private void star(JsonNode star, List<Item> items) {
    Map<String, JsonNode> replacements = replacements(star);
    Map<String, String> renames = renames(star);
    for (Scope.Entry entry : starred(star)) {
      JsonNode replacement = replacements.get(entry.name());
      String name = renames.getOrDefault(entry.name(), entry.name());
      items.add(
          replacement == null
              ? new Item(star, name, Optional.of(entry))
              : new Item(replacement, name, Optional.empty()));
    }
    if (items.isEmpty() && scope.entries().isEmpty()) {
      throw context.text().error(star, "There is no FROM clause for * to expand to.");
    }
  }

  private Map<String, JsonNode> replacements(JsonNode star) {
    Map<String, JsonNode> replacements = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (JsonNode entry : star.path("replace_list")) {
      checkKnown(star, entry.path("key").stringValue(""));
      replacements.put(entry.path("key").stringValue(""), entry.path("value"));
    }
    return replacements;
  }

  private Map<String, String> renames(JsonNode star) {
    Map<String, String> renames = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (JsonNode entry : star.path("rename_list")) {
      checkKnown(star, entry.path("key").path("column").stringValue(""));
      renames.put(
          entry.path("key").path("column").stringValue(""), entry.path("value").stringValue(""));
    }
    return renames;
  }

  /** The columns a star stands for, without those excluded. */
  private List<Scope.Entry> starred(JsonNode star) {
    String table = star.path("relation_name").stringValue("");
    if (!table.isEmpty() && !scope.hasTable(table)) {
      throw context
          .text()
          .error(
              star,
              "There is no table \"%s\" here.%s"
                  .formatted(
                      table,
                      Spelling.nearest(
                              table, scope.entries().stream().map(Scope.Entry::table).toList())
                          .map(near -> " Did you mean \"" + near + "\"?")
                          .orElse("")));
    }
    List<String> excluded = new ArrayList<>();
    star.path("exclude_list").forEach(n -> excluded.add(n.stringValue("")));
    for (JsonNode qualified : star.path("qualified_exclude_list")) {
      excluded.add(qualified.path("column").stringValue(""));
    }
    excluded.forEach(name -> checkKnown(star, name));
    return scope.entries().stream()
        .filter(e -> table.isEmpty() ? e.starred() : e.table().equalsIgnoreCase(table))
        .filter(e -> excluded.stream().noneMatch(e.name()::equalsIgnoreCase))
        .toList();
  }

  private void checkKnown(JsonNode star, String name) {
    List<String> names = scope.entries().stream().map(Scope.Entry::name).toList();
    if (names.stream().noneMatch(name::equalsIgnoreCase)) {
      throw context
          .text()
          .error(
              star,
              "There is no column \"%s\" to leave out, replace or rename.%s"
                  .formatted(
                      name,
                      Spelling.nearest(name, names)
                          .map(near -> " Did you mean \"" + near + "\"?")
                          .orElse("")));
    }
  }

  /** A sub-query, whose own stars are for it to expand; its operand is part of the expression. */
  private static boolean isSubQuery(JsonNode node) {
    return node.path("class").stringValue("").equals("SUBQUERY");
  }

  private static Optional<JsonNode> firstColumns(JsonNode node) {
    if (isStar(node) && node.path("columns").booleanValue()) {
      return Optional.of(node);
    }
    for (JsonNode child : isSubQuery(node) ? List.of(node.path("child")) : node) {
      Optional<JsonNode> found = firstColumns(child);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** {@code COLUMNS(…)}: the expression once for each column it matches. */
  private void columns(JsonNode expression, List<Item> items) {
    JsonNode columns = firstColumns(expression).orElseThrow();
    List<Scope.Entry> matches = matching(columns);
    if (matches.isEmpty()) {
      throw context.text().error(columns, "COLUMNS matches no column.");
    }
    boolean alone = isStar(expression);
    Map<String, JsonNode> replacements = replacements(columns);
    Map<String, String> renames = renames(columns);
    for (Scope.Entry entry : matches) {
      JsonNode replacement = replacements.get(entry.name());
      JsonNode concrete = replaced(expression.deepCopy(), entry, replacement);
      String alias = expression.path("alias").stringValue("");
      String name =
          !alias.isEmpty()
              ? named(alias, columns, entry.name())
              : alone
                  ? renames.getOrDefault(entry.name(), entry.name())
                  : replacement == null ? entry.name() : name(concrete, context.trees());
      items.add(new Item(concrete, name, Optional.empty()));
    }
  }

  /** An alias in which {@code \0} is the column's name and {@code \1} what a group has matched. */
  private static String named(String alias, JsonNode columns, String column) {
    Matcher matched =
        Pattern.compile(columns.path("expr").path("literal").path("text").stringValue(".*"))
            .matcher(column);
    if (!matched.find()) {
      return alias;
    }
    Matcher reference = GROUP.matcher(alias);
    return reference.replaceAll(
        r -> {
          int group = Integer.parseInt(r.group(1));
          String text = group <= matched.groupCount() ? matched.group(group) : "";
          return Matcher.quoteReplacement(text == null ? "" : text);
        });
  }

  private List<Scope.Entry> matching(JsonNode columns) {
    JsonNode pattern = columns.path("expr");
    List<Scope.Entry> starred = starred(columns);
    if (!pattern.isObject()) {
      return starred;
    }
    if (!pattern.path("literal").path("kind").stringValue("").equals("STRING")) {
      throw context.text().error(columns, "Supported here: COLUMNS(*) and COLUMNS('a regex').");
    }
    try {
      Pattern regex = Pattern.compile(pattern.path("literal").path("text").stringValue(""));
      return starred.stream().filter(e -> regex.matcher(e.name()).find()).toList();
    } catch (PatternSyntaxException e) {
      throw context.text().error(pattern, "Not a regular expression: " + e.getDescription());
    }
  }

  private static JsonNode replaced(
      JsonNode node, Scope.Entry entry, @Nullable JsonNode replacement) {
    if (isStar(node) && node.path("columns").booleanValue()) {
      return replacement != null
          ? replacement
          : entry.table().isEmpty()
              ? StructFields.column(node, entry.name())
              : StructFields.column(node, entry.table(), entry.name());
    }
    if (node instanceof ObjectNode object) {
      for (String field :
          isSubQuery(node) ? List.of("child") : List.copyOf(object.propertyNames())) {
        object.set(field, replaced(object.path(field), entry, replacement));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, replaced(array.get(i), entry, replacement));
      }
    }
    return node;
  }

  /** The aliases of a select list, in lower case. */
  static Map<String, JsonNode> aliases(JsonNode selectList) {
    Map<String, JsonNode> aliases = new TreeMap<>();
    for (JsonNode expression : selectList) {
      String alias = expression.path("alias").stringValue("");
      if (!alias.isEmpty() && !isStar(expression)) {
        aliases.putIfAbsent(alias.toLowerCase(Locale.ROOT), expression);
      }
    }
    return aliases;
  }
}
