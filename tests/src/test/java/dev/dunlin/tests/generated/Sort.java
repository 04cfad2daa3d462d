package dev.dunlin.tests.generated;

/**
 * What a piece of a statement is: only pieces of one sort can stand in each other's place. A sort
 * of expressions stands for a family of types, such as integers of all widths.
 */
enum Sort {
  BOOLEAN("BOOLEAN", "true"),
  INTEGER("INTEGER", "1"),
  UNSIGNED("UINTEGER", "1::UINTEGER"),
  DECIMAL("DECIMAL(9, 2)", "1.5"),
  /** Doubles whose sums are exact: small multiples of a quarter. */
  DOUBLE("DOUBLE", "1e0"),
  /** Doubles that may be negative zero, infinite or no number. */
  ODD("DOUBLE", "'nan'::DOUBLE"),
  /** Doubles that depend on the order of rows in their last digits: only to be shown. */
  INEXACT("DOUBLE", "1e0"),
  VARCHAR("VARCHAR", "'a'"),
  DATE("DATE", "DATE '2024-01-01'"),
  TIMESTAMP("TIMESTAMP", "TIMESTAMP '2024-01-01 00:00:00'"),
  TIMESTAMPTZ("TIMESTAMPTZ", "TIMESTAMPTZ '2024-01-01 00:00:00+00'"),
  INTERVAL("INTERVAL", "INTERVAL 1 DAY"),
  INTEGERS("INTEGER[]", "[1]"),
  TEXTS("VARCHAR[]", "['a']"),
  STRUCT("STRUCT(x INTEGER, y VARCHAR)", "{'x': 1, 'y': 'a'}"),
  MAP("MAP(VARCHAR, INTEGER)", "MAP {'a': 1}"),
  /** An item of a select list. */
  ITEM("", ""),
  /** What stands in FROM. */
  RELATION("", ""),
  QUERY("", "SELECT 1"),
  /** Anything that nothing else can stand for. */
  CLAUSE("", "");

  private final String type;
  private final String simplest;

  Sort(String type, String simplest) {
    this.type = type;
    this.simplest = simplest;
  }

  /** The type that a value of this sort can be cast to; empty if it is no value. */
  String type() {
    return type;
  }

  /** The shortest piece of this sort; empty if there is none. */
  String simplest() {
    return simplest;
  }

  boolean isValue() {
    return !type.isEmpty();
  }
}
