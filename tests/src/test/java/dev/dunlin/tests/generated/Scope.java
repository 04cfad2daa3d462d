package dev.dunlin.tests.generated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an expression may name and call.
 *
 * @param columns of the query itself
 * @param identity expressions that tell its rows apart, but for rows that are alike
 * @param arguments what an aggregate's arguments may name; empty where there are no aggregates
 * @param calls what may be called besides scalar functions
 * @param outer the query around; empty if there is none
 * @param tables those that FROM may name
 */
record Scope(
    List<Column> columns,
    List<Node> identity,
    Optional<Scope> arguments,
    Calls calls,
    Optional<Scope> outer,
    List<Table> tables) {

  /** What may be called. */
  enum Calls {
    /** No sub-queries either. */
    SCALAR,
    QUERIES,
    /** Sub-queries and window functions. */
    WINDOWS
  }

  Scope {
    columns = List.copyOf(columns);
    identity = List.copyOf(identity);
    tables = List.copyOf(tables);
  }

  /** Where only tables can be named. */
  static Scope of(List<Table> tables) {
    return new Scope(
        List.of(), List.of(), Optional.empty(), Calls.QUERIES, Optional.empty(), tables);
  }

  /** A query inside this one, before its FROM. */
  Scope inside() {
    return new Scope(
        List.of(), List.of(), Optional.empty(), Calls.QUERIES, Optional.of(this), tables);
  }

  /** The same with another FROM. */
  Scope over(List<Column> from, List<Node> rows) {
    return new Scope(from, rows, Optional.empty(), Calls.QUERIES, outer, tables);
  }

  /** The same with columns added. */
  Scope with(List<Column> more) {
    List<Column> all = new ArrayList<>(columns);
    all.addAll(more);
    return new Scope(all, identity, arguments, calls, outer, tables);
  }

  /** What a query may name that groups this one's rows by these keys. */
  Scope grouped(List<Column> keys) {
    return new Scope(
        keys,
        keys.stream().map(Column::node).toList(),
        Optional.of(calling(Calls.SCALAR)),
        calls,
        outer,
        tables);
  }

  Scope calling(Calls those) {
    return new Scope(columns, identity, arguments, those, outer, tables);
  }

  /** The same with only scalar functions over its columns. */
  Scope scalar() {
    return new Scope(columns, identity, Optional.empty(), Calls.SCALAR, outer, tables);
  }

  /** The same with more tables. */
  Scope knowing(List<Table> more) {
    List<Table> all = new ArrayList<>(tables);
    all.addAll(more);
    return new Scope(columns, identity, arguments, calls, outer, all);
  }

  List<Column> columns(Sort sort) {
    return columns.stream().filter(column -> column.sort() == sort).toList();
  }
}
