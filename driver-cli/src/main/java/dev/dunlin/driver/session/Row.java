package dev.dunlin.driver.session;

import dev.dunlin.core.schema.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a result.
 *
 * @param schema the columns
 * @param values the values in the columns' order as DuckDB's JDBC driver gives them ({@code
 *     Integer}, {@code BigDecimal}, {@code LocalDate}, …); null for NULL
 */
public record Row(Schema schema, List<@Nullable Object> values) {
  public Row {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** The value of a column by its place, from 0. */
  public @Nullable Object value(int column) {
    return values.get(column);
  }

  /**
   * The value of a column by its name.
   *
   * @throws IllegalArgumentException if no column has exactly this name, or more than one has
   */
  public @Nullable Object value(String column) {
    int first = schema.names().indexOf(column);
    if (first < 0 || first != schema.names().lastIndexOf(column)) {
      throw new IllegalArgumentException(
          "%s column is named '%s' in %s"
              .formatted(first < 0 ? "No" : "More than one", column, schema));
    }
    return values.get(first);
  }
}
