package dev.dunlin.planner.bind;

import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.sql.SyntaxTrees;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The tables that a query will ask for, seen in its syntax tree before it is bound, so that their
 * files can be looked for all at once. Names that may be a CTE's are left out, and what functions
 * such as {@code read_csv} name.
 */
final class NamedTables {
  private final SyntaxTrees trees;
  private final TableResolver tables;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> found = new LinkedHashSet<>();

  private NamedTables(SyntaxTrees trees, TableResolver tables) {
    this.trees = trees;
    this.tables = tables;
  }

  /** The names of tables and paths, in the order of the text; a view's are those in its query. */
  static Set<String> of(JsonNode query, SyntaxTrees trees, TableResolver tables) {
    NamedTables named = new NamedTables(trees, tables);
    named.add(query);
    return named.found;
  }

  private void add(JsonNode query) {
    Set<String> ctes = new HashSet<>();
    query
        .findValues("cte_map")
        .forEach(
            ctesOfOne ->
                ctesOfOne
                    .path("map")
                    .forEach(cte -> ctes.add(lower(cte.path("key").stringValue("")))));
    add(query, ctes);
  }

  private void add(JsonNode node, Set<String> ctes) {
    if (node.path("type").stringValue("").equals("BASE_TABLE")) {
      String name = FromBinder.name(node);
      if (!ctes.contains(lower(name)) && seen.add(name)) {
        tables
            .view(name)
            .ifPresentOrElse(
                view -> add(trees.query(view.sql(), new SqlText(view.sql(), 1))),
                () -> found.add(name));
      }
    }
    node.forEach(child -> add(child, ctes));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
