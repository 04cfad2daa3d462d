package dev.dunlin.planner.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Where in a query an error comes from that a task has met in its rows. DuckDB does not tell, as it
 * sees SQL of ours; but where one expression alone can fail in this way, it is the one.
 */
public final class FailurePlaces {
  /** What DuckDB calls the types of whole numbers in its messages. */
  private static final Map<String, String> INTERNAL_NAMES =
      Map.of(
          "TINYINT", "INT8",
          "SMALLINT", "INT16",
          "INTEGER", "INT32",
          "BIGINT", "INT64",
          "HUGEINT", "INT128",
          "UTINYINT", "UINT8",
          "USMALLINT", "UINT16",
          "UINTEGER", "UINT32",
          "UBIGINT", "UINT64");

  /** Types of one value that is no whole number. Others, and other names, may have one in them. */
  private static final Set<String> OTHER_SCALARS =
      Set.of("BOOLEAN", "DOUBLE", "FLOAT", "DECIMAL", "DATE", "TIME", "TIMESTAMP", "INTERVAL");

  private static final Set<String> NEVER_FAILING = Set.of("VARCHAR", "TEXT", "STRING");

  /** An error of reading a file: no expression is to blame. */
  private static final Pattern OF_FILE =
      Pattern.compile("converting column|cast column|in file|the line is:");

  private static final Pattern OF_CAST =
      Pattern.compile(
          "(?i)could not convert|can't be cast|could not cast|casting value|field value|field format");

  private static final Pattern TARGET = Pattern.compile("\\b(?:to|type) '?(U?INT\\d+)\\b");

  private static final List<Suspects> SUSPECTS =
      List.of(
          new Suspects(Pattern.compile("Division by zero"), node -> isCall(node, "//", "%", "mod")),
          new Suspects(Pattern.compile("Overflow in addition"), node -> isCall(node, "+")),
          new Suspects(Pattern.compile("Overflow in subtraction"), node -> isCall(node, "-")),
          new Suspects(Pattern.compile("Overflow in multiplication"), node -> isCall(node, "*")),
          new Suspects(
              Pattern.compile("sub-query used as a value gives more than one row"),
              node -> is(node, "class", "SUBQUERY") && is(node, "subquery_type", "SCALAR")));

  private final JsonNode query;
  private final SqlText text;

  /**
   * @param query the syntax tree; nothing in it stands for an expression that is written elsewhere
   * @param text the text that it was made from
   */
  public FailurePlaces(JsonNode query, SqlText text) {
    this.query = query;
    this.text = text;
  }

  /** The place that a failure's message is about, to follow it; empty if it cannot be told. */
  public String of(String message) {
    if (OF_FILE.matcher(message).find()) {
      return "";
    }
    return suspects(message).map(this::nodes).filter(nodes -> nodes.size() == 1).stream()
        .map(nodes -> text.at(nodes.getFirst()))
        .findFirst()
        .orElse("");
  }

  private static Optional<Predicate<JsonNode>> suspects(String message) {
    if (OF_CAST.matcher(message).find()) {
      return Optional.of(node -> isCast(node, message));
    }
    return SUSPECTS.stream()
        .filter(suspects -> suspects.message().matcher(message).find())
        .<Predicate<JsonNode>>map(Suspects::nodes)
        .findFirst();
  }

  private List<JsonNode> nodes(Predicate<JsonNode> suspected) {
    List<JsonNode> found = new ArrayList<>();
    collect(query, suspected, found);
    return found;
  }

  private static void collect(JsonNode node, Predicate<JsonNode> suspected, List<JsonNode> found) {
    if (is(node, "type", "OPERATOR_TRY")) {
      return; // What fails in it is NULL.
    }
    if (suspected.test(node)) {
      found.add(node);
    }
    node.forEach(child -> collect(child, suspected, found));
  }

  /** A cast of no constant, which would have failed before, to a type that the message may mean. */
  private static boolean isCast(JsonNode node, String message) {
    if (!is(node, "class", "CAST")
        || node.path("try_cast").booleanValue(false)
        || is(node.path("child"), "class", "CONSTANT")) {
      return false;
    }
    String type = node.path("type_expr").path("type_name").stringValue("").toUpperCase(Locale.ROOT);
    Matcher target = TARGET.matcher(message);
    boolean ofWholeNumber = target.find();
    if (INTERNAL_NAMES.containsKey(type)) {
      return ofWholeNumber && target.group(1).equals(INTERNAL_NAMES.get(type));
    }
    return !NEVER_FAILING.contains(type) && !(ofWholeNumber && OTHER_SCALARS.contains(type));
  }

  private static boolean isCall(JsonNode node, String... names) {
    return is(node, "class", "FUNCTION")
        && List.of(names).contains(node.path("function_name").stringValue(""));
  }

  private static boolean is(JsonNode node, String field, String value) {
    return node.path(field).stringValue("").equals(value);
  }

  /**
   * @param message what such an error says
   * @param nodes what can have met it
   */
  private record Suspects(Pattern message, Predicate<JsonNode> nodes) {}
}
