package dev.dunlin.planner.bind;

import dev.dunlin.core.schema.Schema;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import dev.dunlin.planner.sql.EditedText;
import dev.dunlin.planner.sql.SqlText;
import dev.dunlin.planner.sql.SqlTokens;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Where a query names tables, paths, views and readers such as {@code read_csv(…)}, and the columns
 * of what it names: to write the same query over other tables.
 */
final class TableReferences {
  private final TreeMap<Integer, Reference> tables = new TreeMap<>();
  private final Set<Integer> ctes = new HashSet<>();
  private boolean placeless;

  /**
   * What the query names at one place.
   *
   * @param name what columns can be qualified with; empty if the query gives an alias
   */
  private record Reference(Schema columns, String name, boolean isReader) {}

  /** Notes what a node of FROM has turned out to be. */
  void add(JsonNode from, Schema columns, String defaultName) {
    String name = from.path("alias").stringValue("").isEmpty() ? defaultName : "";
    boolean isReader = from.path("type").stringValue("").equals("TABLE_FUNCTION");
    if (hasPlace(from)) {
      tables.put(place(from), new Reference(columns, name, isReader));
    } else {
      placeless = true;
    }
  }

  /** Notes that a node of FROM is a CTE's name, which stays. */
  void addCte(JsonNode from) {
    if (hasPlace(from)) {
      ctes.add(place(from));
    }
  }

  /** Whether nothing that was found has no place in the text, as in {@code TABLE t}. */
  boolean havePlaces() {
    return !placeless;
  }

  /** Whether all that a query names has been found. */
  boolean areComplete(JsonNode node) {
    if (node.path("type").stringValue("").equals("BASE_TABLE") || FromBinder.isReader(node)) {
      return hasPlace(node) && (tables.containsKey(place(node)) || ctes.contains(place(node)));
    }
    for (JsonNode child : node) {
      if (!areComplete(child)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasPlace(JsonNode from) {
    return from.path("query_location").canConvertToInt();
  }

  private static int place(JsonNode from) {
    return from.path("query_location").intValue();
  }

  /** The columns at each place, in the order of the text. */
  List<Schema> columns() {
    return tables.values().stream().map(Reference::columns).toList();
  }

  /**
   * The query over other tables, of the same columns and under the same names.
   *
   * @param others for each of {@link #columns} a table
   */
  EditedText over(List<String> others, String sql) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    List<Token> tokens = SqlTokens.of(sql);
    List<EditedText.Edit> edits = new ArrayList<>();
    int token = 0;
    int table = 0;
    for (var entry : tables.entrySet()) {
      int from = new String(utf8, 0, entry.getKey(), StandardCharsets.UTF_8).length();
      while (tokens.get(token).start() < from) {
        token++;
      }
      if (tokens.get(token).is("LATERAL")) {
        // A table's name may not follow it.
        edits.add(edit(sql, tokens.get(token), tokens.get(token), ""));
        token++;
      }
      // alias: name
      int first = is(tokens, token + 1, ":") ? token + 2 : token;
      Reference reference = entry.getValue();
      token = last(tokens, first, reference.isReader());
      String other = others.get(table++);
      edits.add(
          edit(
              sql,
              tokens.get(first),
              tokens.get(token),
              reference.name().isEmpty()
                  ? other
                  : other + " AS " + EmbeddedDuckDb.identifier(reference.name())));
    }
    return new EditedText(sql, edits);
  }

  private static EditedText.Edit edit(String sql, Token first, Token last, String replacement) {
    return new EditedText.Edit(
        SqlText.offsetBytes(sql, first.start()), SqlText.offsetBytes(sql, last.end()), replacement);
  }

  /** The last token of a name and, of a reader, its arguments. */
  private static int last(List<Token> tokens, int first, boolean isReader) {
    int last = first;
    while (is(tokens, last + 1, ".")) {
      last += 2;
    }
    if (isReader) {
      int depth = 0;
      do {
        last++;
        depth += is(tokens, last, "(") ? 1 : is(tokens, last, ")") ? -1 : 0;
      } while (depth > 0);
    }
    return last;
  }

  private static boolean is(List<Token> tokens, int token, String symbol) {
    return token < tokens.size() && tokens.get(token).is(symbol);
  }
}
