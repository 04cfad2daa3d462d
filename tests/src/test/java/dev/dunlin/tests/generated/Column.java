package dev.dunlin.tests.generated;

/**
 * A value that expressions may name.
 *
 * @param name by which it is known further out
 * @param node how it is written here: a name, or the whole expression of a group key
 */
record Column(String name, Node node) {
  static Column of(String name, Sort sort, String reference) {
    return new Column(name, Node.leaf(sort, reference));
  }

  Sort sort() {
    return node.sort();
  }
}
