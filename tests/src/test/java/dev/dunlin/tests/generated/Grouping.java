package dev.dunlin.tests.generated;

import java.util.List;
import java.util.Optional;

/**
 * How a SELECT groups its rows.
 *
 * @param clause GROUP BY; empty if all rows are one group
 * @param scope what may be named above
 * @param items for each item of the select list the key that it shows; empty if it may show
 *     anything
 * @param all whether the items alone say the keys: GROUP BY ALL
 */
record Grouping(Optional<Node> clause, Scope scope, List<Optional<Node>> items, boolean all) {
  Grouping {
    items = List.copyOf(items);
  }
}
