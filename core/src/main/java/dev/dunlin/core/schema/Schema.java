package dev.dunlin.core.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of a table, of a stage's output or of a result, in order.
 *
 * @param columns may be empty for a scan that needs no column, only the number of rows
 */
public record Schema(List<Column> columns) {
  public Schema {
    columns = List.copyOf(columns);
  }

  public int size() {
    return columns.size();
  }

  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  @Override
  public String toString() {
    return columns.stream()
        .map(c -> c.name() + " " + c.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
