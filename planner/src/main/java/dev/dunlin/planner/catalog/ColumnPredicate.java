package dev.dunlin.planner.catalog;

import java.util.List;

/**
 * A condition on one column that every row a scan is asked for fulfils; rows for which it is false
 * or NULL may be left out.
 */
public sealed interface ColumnPredicate {
  /** The column, letter case aside. */
  String column();

  /**
   * The column compared with a value.
   *
   * @param value the value in DuckDB's text, never NULL
   * @param valueType the value's type in DuckDB's spelling
   */
  record Compare(String column, Op op, String value, String valueType) implements ColumnPredicate {}

  /**
   * The column is equal to one of the values.
   *
   * @param values the values in DuckDB's text, without NULL
   * @param valueType the type of all of them
   */
  record In(String column, List<String> values, String valueType) implements ColumnPredicate {
    public In {
      values = List.copyOf(values);
    }
  }

  record IsNull(String column) implements ColumnPredicate {}

  record IsNotNull(String column) implements ColumnPredicate {}

  /** The column's value stands on the left. */
  enum Op {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }
}
