package dev.dunlin.tests.generated;

import java.util.List;
import java.util.Optional;

/**
 * A query and what it gives.
 *
 * @param columns by the names they have further out
 * @param hidden what its ORDER BY may name besides them; empty if nothing
 */
record Made(Node node, List<Column> columns, Optional<Scope> hidden) {
  Made {
    columns = List.copyOf(columns);
  }

  List<Sort> sorts() {
    return columns.stream().map(Column::sort).toList();
  }
}
