package dev.dunlin.planner.sql;

import dev.dunlin.planner.sql.SqlTokens.Kind;
import dev.dunlin.planner.sql.SqlTokens.Token;
import java.util.List;

/** The standard's {@code TABLE t}, for {@code FROM t}, in a query or as one. */
final class TableStatements {
  /** What a query may follow in a query, beside the end of a list of CTEs. */
  private static final List<String> BEFORE =
      List.of("(", ")", "UNION", "INTERSECT", "EXCEPT", "ALL", "DISTINCT", "NAME");

  private TableStatements() {}

  /**
   * The query with FROM and a blank in place of each such TABLE, for DuckDB does not tell where the
   * name stands that follows it.
   */
  static String asFrom(String sql) {
    StringBuilder from = new StringBuilder(sql);
    List<Token> tokens = SqlTokens.of(sql);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Kind next = tokens.get(i + 1).kind();
      if (tokens.get(i).is("TABLE")
          && (next == Kind.WORD || next == Kind.QUOTED || next == Kind.STRING)
          && (i == 0 || BEFORE.stream().anyMatch(tokens.get(i - 1)::is))) {
        from.replace(tokens.get(i).start(), tokens.get(i).end(), "FROM ");
      }
    }
    return from.toString();
  }
}
