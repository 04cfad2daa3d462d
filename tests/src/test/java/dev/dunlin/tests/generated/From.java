package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands in FROM, and what it lets a query name.
 *
 * @param identity expressions that tell its rows apart, but for rows that are alike
 */
record From(Node node, List<Column> columns, List<Node> identity) {
  From {
    columns = List.copyOf(columns);
    identity = List.copyOf(identity);
  }

  /** The columns of both. */
  static List<Column> columns(From left, From right) {
    List<Column> both = new ArrayList<>(left.columns());
    both.addAll(right.columns());
    return both;
  }

  /** This, joined with another in the way that a node says. */
  From joined(From other, Node how) {
    List<Node> rows = new ArrayList<>(identity);
    rows.addAll(other.identity());
    return new From(how, columns(this, other), rows);
  }
}
