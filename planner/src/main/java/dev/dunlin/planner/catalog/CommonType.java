package dev.dunlin.planner.catalog;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.schema.Column;
import dev.dunlin.planner.duckdb.EmbeddedDuckDb;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The type that one column's types in different files all fit, as DuckDB's UNION finds it. */
final class CommonType {
  private CommonType() {}

  static String of(EmbeddedDuckDb duckdb, List<Column> columns) throws SQLException {
    List<String> types = columns.stream().map(Column::type).distinct().toList();
    if (types.size() == 1) {
      return types.getFirst();
    }
    String union =
        types.stream()
            .map(type -> "SELECT CAST(NULL AS " + type + ") AS c")
            .collect(Collectors.joining(" UNION ALL "));
    try {
      return duckdb.describe(union).columns().getFirst().type();
    } catch (SQLException e) {
      throw new UserErrorException(
          "The column '%s' has types that fit no common one: %s. Name files that are alike"
              .formatted(columns.getFirst().name(), String.join(", ", types)),
          e);
    }
  }
}
